from survey.web.overview.views import bp

__all__ = ["bp"]
