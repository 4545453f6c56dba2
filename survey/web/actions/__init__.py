from survey.web.actions import evidence, opening, rules, steps, views
from survey.web.actions.blueprint import bp

__all__ = ["bp", "evidence", "opening", "rules", "steps", "views"]
