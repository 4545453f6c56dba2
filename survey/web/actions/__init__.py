from survey.web.actions import (
    audit,
    complaints,
    evidence,
    evidence_register,
    opening,
    rules,
    steps,
    touchpoints,
    views,
)
from survey.web.actions.blueprint import bp

__all__ = [
    "audit",
    "bp",
    "complaints",
    "evidence",
    "evidence_register",
    "opening",
    "rules",
    "steps",
    "touchpoints",
    "views",
]
