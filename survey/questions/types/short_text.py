"""A few words on one line: a name, a place, a product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, QuestionType, Raw
from survey.questions.model import Item, Scales
from survey.questions.settings import check_count
from survey.questions.words import max_of, words

_DEFAULT_MAX: Final = 200


class ShortText(QuestionType):
    """An answer is the words as typed, or None; they are facts, not comments, and are not read as such."""

    name = "short_text"
    label = m("短文本")
    settings_known = ("max",)

    def limit(self, item: Item) -> int:
        """The longest text taken, in characters."""
        return max_of(item, _DEFAULT_MAX)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_count(item, "max", low=1, high=500)

    def seconds(self, item: Item) -> float:
        return 15.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        text = words(raw, "", self.limit(item))
        if text is not None and "\n" in text:
            raise AnswerRefused(m("这一项请写在一行里。"))
        return {item.key: text}
