from survey.web.api import charts  # noqa: F401  (it registers its routes)
from survey.web.api.views import bp

__all__ = ["bp"]
