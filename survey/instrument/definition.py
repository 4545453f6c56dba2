"""A questionnaire as data: what is asked, on which scales, under which dimensions, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import Field

from survey.questions import Column, Item, Scale, Text, get
from survey.questions.condition import Condition
from survey.questions.model import Key, Part

__all__ = ["Definition", "Dimension", "Jump", "Section", "Touchpoint"]

FORMAT: Final = 1


class Dimension(Part):
    """A construct that groups items; `maps_to` is the comment reader's word for it."""

    key: Key
    label: Text
    weight: float = Field(default=0, ge=0, le=100)
    """Its share of the satisfaction degree, in points; 0 everywhere = equal weights."""
    maps_to: str | None = None
    department: str | None = Field(default=None, max_length=60)


class Touchpoint(Part):
    """Where the customer meets us: the contact it stands for, its owner."""

    key: Key
    label: Text
    owner: str | None = Field(default=None, max_length=60)


class Jump(Part):
    """After the section, go on at section `to` (or `end`) when the condition holds."""

    when: Condition
    to: str


class Section(Part):
    """One page of a questionnaire."""

    key: Key
    title: Text
    intro: Text | None = None
    show_if: Condition | None = None
    jumps: tuple[Jump, ...] = ()
    items: tuple[Item, ...] = ()


class Definition(Part):
    """A whole questionnaire. Items are known by key for ever; a published definition never changes."""

    format: Literal[1] = FORMAT
    key: Key
    title: Text
    kind: Literal["satisfaction", "exit_interview", "exit_self", "lost_order", "employee", "pulse"] = (
        "satisfaction"
    )
    languages: tuple[str, ...] = ("zh",)
    opening: Text | None = None
    thanks: Text | None = None
    department: str | None = None
    scales: tuple[Scale, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    rules: Text | None = None
    """Rules for the interviewer, shown to staff only."""
    target: float | None = Field(default=None, ge=0, le=100)
    guide: dict[str, Any] = Field(default_factory=dict)
    """For interviews: probes, ladders and spoken wording by item key (see templates/README.md)."""

    @cached_property
    def scale_by_key(self) -> dict[str, Scale]:
        return {scale.key: scale for scale in self.scales}

    @cached_property
    def item_by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items()}

    @cached_property
    def dimension_by_key(self) -> dict[str, Dimension]:
        return {dimension.key: dimension for dimension in self.dimensions}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column that the questionnaire yields for counting, in the order of packed scores."""
        return tuple(
            column for item in self.items() for column in get(item.type).columns(item, self.scale_by_key)
        )

    @cached_property
    def widths(self) -> tuple[tuple[Item, int], ...]:
        """The items that yield columns, in their order, with how many each yields."""
        counted = Counter(column.item for column in self.columns)
        return tuple((self.item_by_key[key], width) for key, width in counted.items())

    def items(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """The definition as plain JSON, without what is left at its default."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": self.format}
