from survey.web.settings import tokens, views
from survey.web.settings.blueprint import bp

__all__ = ["bp", "tokens", "views"]
