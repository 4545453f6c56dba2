"""What a questionnaire asks about competitors: their rating on one of our items, or a direct comparison with us.

A rating names in its settings what it is about: `competitor_on` the item of ours on which a competitor is
rated, `compared_on` the dimension on which we are called better or worse. The ratings of one section are
about one competitor; the item of the section with the tag `competitor_name` says who that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from survey.instrument.definition import Definition, Section
from survey.questions import Column, Item, Scale

__all__ = [
    "COMPARED_ON",
    "COMPETITOR_ON",
    "NAME_TAG",
    "Asked",
    "Block",
    "Compared",
    "Rated",
    "asked",
    "renamed",
]

COMPETITOR_ON: Final = "competitor_on"
COMPARED_ON: Final = "compared_on"
NAME_TAG: Final = "competitor_name"
PERFORMANCE_PARTS: Final = ("performance", "")
"""How the column of our own rating is called: in a pair, or in an item that is rated once."""


@dataclass(frozen=True, slots=True)
class Rated:
    """An item of ours on which a competitor is rated, too; `own` is the column of our performance."""

    item: Item
    own: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class Block:
    """The competitor that one section asks about: who says so, and our item → the competitor's column."""

    key: str
    name: Item | None
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """A direct comparison on one dimension: its column, and its scale from much worse to much better."""

    key: str
    label: Mapping[str, str]
    column: str
    scale: Scale

    @property
    def middle(self) -> float:
        """The point that says neither better nor worse: the scale's middle."""
        return (self.scale.values[0] + self.scale.values[-1]) / 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a questionnaire asks about competitors; false when it asks nothing."""

    rated: tuple[Rated, ...]
    blocks: tuple[Block, ...]
    compared: tuple[Compared, ...]

    def __bool__(self) -> bool:
        return bool(self.rated or self.compared)


def asked(definition: Definition) -> Asked:
    """What `definition` asks about competitors; ratings on another ladder than our own item's are left out."""
    once = _rated_once(definition)
    ours = {item.key: rated for item in definition.items() if (rated := _ours(definition, item)) is not None}
    blocks = tuple(
        block for section in definition.sections if (block := _block(section, ours, once, definition)).columns
    )
    beside = {key for block in blocks for key in block.columns}
    return Asked(
        rated=tuple(rated for key, rated in ours.items() if key in beside),
        blocks=blocks,
        compared=_compared(definition, once),
    )


def renamed(settings: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """An item's settings after the item `old` got the key `new`."""
    return {
        name: new if name == COMPETITOR_ON and value == old else value for name, value in settings.items()
    }


def _rated_once(definition: Definition) -> dict[str, Column]:
    """Item → its column, of the items that yield a single rating."""
    found: dict[str, list[Column]] = {}
    for column in definition.columns:
        found.setdefault(column.item, []).append(column)
    return {
        key: columns[0]
        for key, columns in found.items()
        if len(columns) == 1 and columns[0].kind == "score" and columns[0].scale
    }


def _ours(definition: Definition, item: Item) -> Rated | None:
    """The item as one of ours that a competitor can be rated on; None where it has no rating of performance."""
    if COMPETITOR_ON in item.settings:
        return None
    for column in definition.columns:
        if column.item == item.key and column.part in PERFORMANCE_PARTS and column.scale:
            return Rated(item, column.key, definition.scale_by_key[column.scale])
    return None


def _block(
    section: Section, ours: Mapping[str, Rated], once: Mapping[str, Column], definition: Definition
) -> Block:
    columns: dict[str, str] = {}
    for item in section.items:
        about, column = ours.get(str(item.settings.get(COMPETITOR_ON, ""))), once.get(item.key)
        if about is None or column is None or column.scale is None:
            continue
        if definition.scale_by_key[column.scale].values == about.scale.values:
            columns.setdefault(about.item.key, column.key)
    name = next((item for item in section.items if NAME_TAG in item.tags), None)
    return Block(section.key, name, columns)


def _compared(definition: Definition, once: Mapping[str, Column]) -> tuple[Compared, ...]:
    found = []
    for item in definition.items():
        dimension = definition.dimension_by_key.get(str(item.settings.get(COMPARED_ON, "")))
        column = once.get(item.key)
        if dimension is not None and column is not None and column.scale is not None:
            scale = definition.scale_by_key[column.scale]
            found.append(Compared(dimension.key, dimension.label, column.key, scale))
    return tuple(found)
