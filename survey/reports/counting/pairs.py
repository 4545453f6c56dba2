"""The items of a questionnaire that are rated twice: importance or expectation, and performance."""

from __future__ import annotations

from dataclasses import dataclass

from survey.instrument.definition import Definition
from survey.questions import Item, Scale
from survey.stats.gap import Sign

__all__ = ["Pair", "pairs_of"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A rated item with two scales: its columns and what the first one is called."""

    item: Item
    first: str
    second: str
    sign: Sign
    scale: Scale
    """That of the performance."""


def pairs_of(definition: Definition) -> tuple[Pair, ...]:
    """The items that are rated twice, in order."""
    found = []
    by_item: dict[str, dict[str, str]] = {}
    for column in definition.columns:
        by_item.setdefault(column.item, {})[column.part] = column.key
    for item in definition.items():
        parts = by_item.get(item.key, {})
        role = next((role for role in ("importance", "expectation") if role in parts), None)
        if role and "performance" in parts:
            sign: Sign = "performance-importance" if role == "importance" else "perception-expectation"
            scale = definition.scale_by_key[item.scales["performance"]]
            found.append(Pair(item, parts[role], parts["performance"], sign, scale))
    return tuple(found)
