from survey.web.questionnaires.views import bp

__all__ = ["bp"]
