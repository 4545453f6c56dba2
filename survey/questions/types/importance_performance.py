"""Importance and satisfaction of one item, side by side: the pair behind the gap report."""

from __future__ import annotations

from survey.language import m
from survey.questions.pairs import SECOND, Pair
from survey.questions.scaled import WHY


class ImportancePerformance(Pair):
    """How important it is to the customer, and how satisfied they are with it."""

    name = "importance_performance"
    label = m("重要程度与满意程度")
    first = "importance"
    scale_roles = ("importance", SECOND)
    parts = ("importance", SECOND, WHY)
