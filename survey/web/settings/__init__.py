from survey.web.settings.views import bp

__all__ = ["bp"]
