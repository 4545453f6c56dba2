from survey.web.responses.views import bp

__all__ = ["bp"]
