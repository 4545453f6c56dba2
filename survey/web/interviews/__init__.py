from survey.web.interviews.views import bp

__all__ = ["bp"]
