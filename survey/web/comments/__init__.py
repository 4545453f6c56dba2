from survey.web.comments import agreement, contrasts, dictionary, views, wording
from survey.web.comments.blueprint import bp

__all__ = ["agreement", "bp", "contrasts", "dictionary", "views", "wording"]
