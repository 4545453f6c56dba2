"""A day, or with precision `month` a month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, QuestionType, Raw, only
from survey.questions.model import Item, Scales
from survey.questions.settings import check_choice

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_YEARS: Final = range(1900, 2101)


class Date(QuestionType):
    """An answer is `YYYY-MM-DD` or `YYYY-MM`, or None."""

    name = "date"
    label = m("日期题")
    settings_known = ("precision",)

    def by_month(self, item: Item) -> bool:
        """Whether only the month is asked."""
        return item.settings.get("precision") == "month"

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_choice(item, "precision", ("day", "month"))

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        text = only(raw)
        if not text:
            return {item.key: None}
        if self.by_month(item):
            if not _MONTH.fullmatch(text) or not _exists(f"{text}-01"):
                raise AnswerRefused(m("请按“年-月”填写，例如 2026-05。"))
        elif not _DAY.fullmatch(text) or not _exists(text):
            raise AnswerRefused(m("请按“年-月-日”填写，例如 2026-05-18。"))
        return {item.key: text}


def _exists(text: str) -> bool:
    """Whether the calendar has that day, in years that make sense here."""
    try:
        return date.fromisoformat(text).year in _YEARS
    except ValueError:
        return False
