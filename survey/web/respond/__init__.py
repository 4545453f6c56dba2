from survey.web.respond.views import bp

__all__ = ["bp"]
