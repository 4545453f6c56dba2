"""One rating on a labelled scale, with an optional short reason under a low one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.language import Message, m
from survey.questions.base import Answers, Column, Json, QuestionType, Raw, Verbatim
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

ROLE = "score"


class Rating(QuestionType):
    """An answer is the value of a point, `NA`, or None.

    The settings say whom it rates when not us: `competitor_on` the item of ours on which a competitor is
    rated, `compared_on` the dimension on which we are compared with a competitor.
    """

    name = "rating"
    label = m("单项评分")
    scale_roles = (ROLE,)
    parts = ("", WHY)
    paper_row = True
    settings_known = ("competitor_on", "compared_on")

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        for name in self.settings_known:
            if not isinstance(item.settings.get(name, ""), str):
                yield m("设置“%(name)s”应是一个代码。", name=name)

    def _scale(self, item: Item, scales: Scales) -> Scale:
        return scales[item.scales[ROLE]]

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return point_values(scales.get(item.scales.get(ROLE, "")))

    def seconds(self, item: Item) -> float:
        return 5.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        scale = self._scale(item, scales)
        value = read_point(raw, "", scale)
        return {item.key: value} | read_why(item, raw, value, scale)

    def verbatims(self, item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
        return why_of(item, answers)

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key)
        return "" if value is None else readable_point(value, self._scale(item, scales), language)

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        return (score_column(item, "", self._scale(item, scales)),)

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        return (code_of(answers.get(item.key)),)
