from survey.web.actions import complaints, evidence, opening, rules, steps, views
from survey.web.actions.blueprint import bp

__all__ = ["bp", "complaints", "evidence", "opening", "rules", "steps", "views"]
