"""Expectation and perceived performance of one item, side by side (the SERVQUAL pair)."""

from __future__ import annotations

from survey.language import m
from survey.questions.pairs import SECOND, Pair
from survey.questions.scaled import WHY


class ExpectationPerception(Pair):
    """What the customer expected, and what they found."""

    name = "expectation_perception"
    label = m("期望程度与实际感受")
    first = "expectation"
    scale_roles = ("expectation", SECOND)
    parts = ("expectation", SECOND, WHY)
