from survey.web.responses import changes, files, views  # noqa: F401  (each registers its pages)
from survey.web.responses.blueprint import bp

__all__ = ["bp"]
