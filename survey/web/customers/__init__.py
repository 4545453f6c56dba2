from survey.web.customers import editing, imports, losses, views
from survey.web.customers.blueprint import bp

__all__ = ["bp", "editing", "imports", "losses", "views"]
