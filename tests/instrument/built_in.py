"""What the tests of the built-in questionnaires look for in them."""

from __future__ import annotations

from survey.instrument.definition import Definition
from survey.questions import Item

PAIRS = ("importance_performance", "expectation_perception")


def pairs(definition: Definition) -> list[Item]:
    return [item for item in definition.items() if item.type in PAIRS]
