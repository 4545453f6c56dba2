"""Several rows rated on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import NOT_ANSWERED, REQUIRED, Answers, Column, Json, QuestionType, Raw
from survey.questions.model import Item, Scale, Scales, text_in
from survey.questions.scaled import code_of, read_point, readable_point

ROLE: Final = "score"


class Matrix(QuestionType):
    """The options are the rows; an answer is `{row: value or NA}` of the rows answered, or None."""

    name = "matrix"
    label = m("矩阵评分")
    has_options = True
    scale_roles = (ROLE,)

    def _scale(self, item: Item, scales: Scales) -> Scale:
        return scales[item.scales[ROLE]]

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset()

    def seconds(self, item: Item) -> float:
        return 5.0 * len(item.options)

    def form_parts(self, item: Item) -> tuple[str, ...]:
        return tuple(option.key for option in item.options)

    def file_parts(self, item: Item) -> tuple[str, ...]:
        return self.form_parts(item)

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        scale = self._scale(item, scales)
        chosen = {option.key: read_point(raw, option.key, scale) for option in item.options}
        return {item.key: {row: value for row, value in chosen.items() if value is not None} or None}

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        value = answers.get(item.key) or {}
        return REQUIRED if item.required and len(value) < len(item.options) else None

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        return {row: [str(value)] for row, value in (answers.get(item.key) or {}).items()}

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key) or {}
        scale = self._scale(item, scales)
        return "\n".join(
            f"{text_in(option.label, language)}: {readable_point(value[option.key], scale, language)}"
            for option in item.options
            if option.key in value
        )

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        scale = self._scale(item, scales)
        labels = {point.value: point.label for point in scale.points}
        return tuple(
            Column(f"{item.key}:{option.key}", item.key, option.key, "score", labels, scale.key)
            for option in item.options
        )

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        value = answers.get(item.key)
        if value is None:
            return (NOT_ANSWERED,) * len(item.options)
        return tuple(code_of(value.get(option.key)) for option in item.options)
