from survey.web.comments import agreement, company_model, contrasts, dictionary, views, wording
from survey.web.comments.blueprint import bp

__all__ = ["agreement", "bp", "company_model", "contrasts", "dictionary", "views", "wording"]
