from survey.web.actions import complaints, evidence, evidence_register, opening, rules, steps, views
from survey.web.actions.blueprint import bp

__all__ = ["bp", "complaints", "evidence", "evidence_register", "opening", "rules", "steps", "views"]
