from survey.web.waves.views import bp

__all__ = ["bp"]
