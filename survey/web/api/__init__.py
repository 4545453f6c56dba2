from survey.web.api.views import bp

__all__ = ["bp"]
