from survey.web.comments.views import bp

__all__ = ["bp"]
