"""How likely the customer is to recommend us, 0 to 10."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import Answers, Column, Json, QuestionType, Raw
from survey.questions.model import Item, Scales
from survey.questions.scaled import code_of, point_values, read_point, readable_point, score_column

ROLE: Final = "score"
_VALUES: Final = tuple(range(11))


class Nps(QuestionType):
    """An answer is 0–10 or None; the scale's `ends` word the two ends."""

    name = "nps"
    label = m("推荐意愿（0–10）")
    scale_roles = (ROLE,)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        scale = scales.get(item.scales.get(ROLE, ""))
        if scale is not None and scale.values != _VALUES:
            yield m("推荐意愿的评分等级必须是 0 到 10 共十一级。")

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return point_values(scales.get(item.scales.get(ROLE, "")))

    def seconds(self, item: Item) -> float:
        return 5.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        return {item.key: read_point(raw, "", scales[item.scales[ROLE]])}

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key)
        return "" if value is None else readable_point(value, scales[item.scales[ROLE]], language)

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        return (score_column(item, "", scales[item.scales[ROLE]]),)

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        return (code_of(answers.get(item.key)),)
