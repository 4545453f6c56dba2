from survey.web.documents import charts, control, views  # noqa: F401  (they register their routes)
from survey.web.documents.blueprint import bp

__all__ = ["bp"]
