"""The customer's opinion in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import Answers, Json, QuestionType, Raw, Verbatim
from survey.questions.model import Item, Scales
from survey.questions.settings import check_count
from survey.questions.words import max_of, words

_DEFAULT_MAX: Final = 2000


class Comment(QuestionType):
    """An answer is the text as typed, or None; it is read as a comment."""

    name = "comment"
    label = m("意见框")
    settings_known = ("max", "rows")

    def limit(self, item: Item) -> int:
        """The longest text taken, in characters."""
        return max_of(item, _DEFAULT_MAX)

    def rows(self, item: Item) -> int:
        """How many lines the field shows, and the paper form rules."""
        rows = item.settings.get("rows", 3)
        return rows if isinstance(rows, int) else 3

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_count(item, "max", low=1, high=20_000)
        yield from check_count(item, "rows", low=1, high=20)

    def seconds(self, item: Item) -> float:
        return 25.0 if item.required else 8.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        return {item.key: words(raw, "", self.limit(item))}

    def verbatims(self, item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
        text = answers.get(item.key)
        return (Verbatim(item.key, text),) if text else ()
