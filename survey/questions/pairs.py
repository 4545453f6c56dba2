"""What the two pair types share: one item rated twice, on two scales, its gap being the difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from survey.language import Message
from survey.questions.base import (
    NOT_ANSWERED,
    REQUIRED,
    Answers,
    Column,
    Json,
    QuestionType,
    Raw,
    Verbatim,
)
from survey.questions.model import Item, Scale, Scales
from survey.questions.scaled import (
    WHY,
    code_of,
    point_values,
    read_point,
    read_why,
    readable_point,
    score_column,
    why_of,
)

__all__ = ["Pair"]

SECOND = "performance"


class Pair(QuestionType):
    """An answer is `[first, performance]`, each a value, `NA` or None; None when both are open."""

    first: ClassVar[str]
    """The role of the first scale: importance or expectation."""
    paper_row = True

    def _scales(self, item: Item, scales: Scales) -> tuple[Scale, Scale]:
        return scales[item.scales[self.first]], scales[item.scales[SECOND]]

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        offered = [point_values(scales.get(item.scales.get(role, ""))) for role in self.scale_roles]
        return frozenset().union(*(values for values in offered if values is not None))

    def seconds(self, item: Item) -> float:
        return 11.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        first_scale, second_scale = self._scales(item, scales)
        first = read_point(raw, self.first, first_scale)
        second = read_point(raw, SECOND, second_scale)
        value = None if first is None and second is None else [first, second]
        return {item.key: value} | read_why(item, raw, second, second_scale)

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        value = answers.get(item.key)
        return REQUIRED if item.required and (value is None or None in value) else None

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        first, second = answers.get(item.key) or (None, None)
        parts = {self.first: first, SECOND: second, WHY: answers.get(f"{item.key}:{WHY}")}
        return {part: [str(value)] for part, value in parts.items() if value is not None}

    def verbatims(self, item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
        return why_of(item, answers)

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key)
        if value is None:
            return ""
        pair = zip(value, self._scales(item, scales), strict=True)
        return " / ".join(readable_point(one, scale, language) for one, scale in pair)

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        first_scale, second_scale = self._scales(item, scales)
        return (score_column(item, self.first, first_scale), score_column(item, SECOND, second_scale))

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        value = answers.get(item.key)
        if value is None:
            return (NOT_ANSWERED, NOT_ANSWERED)
        return (code_of(value[0]), code_of(value[1]))
