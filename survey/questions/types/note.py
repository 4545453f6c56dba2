"""A text between questions: it asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.language import Message, m
from survey.questions.base import Answers, Json, QuestionType, Raw
from survey.questions.model import Item, Scales


class Note(QuestionType):
    """It has no answer, no number and no column."""

    name = "note"
    label = m("说明文字")
    parts = ()
    asks = False

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        if item.required:
            yield m("说明文字没有可填的内容，不能设为必填。")

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset()

    def seconds(self, item: Item) -> float:
        return 0.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        return {}

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        return None
