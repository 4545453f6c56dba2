"""One number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, Json, QuestionType, Raw, only
from survey.questions.model import Item, Scales
from survey.questions.settings import as_text, check_count, is_text
from survey.questions.words import quoted

_CANONICAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?", re.ASCII)
_LARGEST: Final = 999_999_999_999
_NOT_ASCII_DIGIT: Final = re.compile(r"(?![0-9])\d")


class Number(QuestionType):
    """An answer is an int, or with `decimals` a float; `min`, `max` and `unit` are its settings."""

    name = "number"
    label = m("数字题")
    settings_known = ("min", "max", "decimals", "unit")

    def decimals(self, item: Item) -> int:
        """How many decimal places are taken."""
        value = item.settings.get("decimals", 0)
        return value if isinstance(value, int) else 0

    def unit(self, item: Item) -> dict[str, str]:
        """The unit printed after the field."""
        return as_text(item.settings.get("unit"))

    def limits(self, item: Item) -> tuple[float, float]:
        """The smallest and the largest number taken; without settings nothing below zero."""
        return (item.settings.get("min", 0), item.settings.get("max", _LARGEST))

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_count(item, "decimals", low=0, high=6)
        if not is_text(item.settings.get("unit", "")):
            yield m("设置“unit”应是文字。")
        low, high = self.limits(item)
        for value in (low, high):
            if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LARGEST:
                yield m("最小值和最大值应是数字。")
                return
        if low >= high:
            yield m("最小值应小于最大值。")

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        text = only(raw)
        if not text:
            return {item.key: None}
        value = self._read(item, text)
        low, high = self.limits(item)
        if not low <= value <= high:
            raise AnswerRefused(
                m("请填写 %(low)s 到 %(high)s 之间的数字。", low=f"{low:g}", high=f"{high:.15g}")
            )
        return {item.key: value}

    def _read(self, item: Item, text: str) -> int | float:
        if _NOT_ASCII_DIGIT.search(text):
            raise AnswerRefused(m("请用半角数字填写，例如 12。"))
        if not _CANONICAL.fullmatch(text) or (text.startswith("-") and float(text) == 0):
            raise AnswerRefused(m("“%(value)s”不是数字，请用半角数字填写，例如 12。", value=quoted(text)))
        decimals = self.decimals(item)
        if not decimals:
            if "." in text:
                raise AnswerRefused(m("请填写整数。"))
            return int(text)
        if len(text.partition(".")[2]) > decimals:
            raise AnswerRefused(m("最多保留 %(n)d 位小数。", n=decimals))
        return float(text)

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        value = answers.get(item.key)
        if value is None:
            return {}
        decimals = self.decimals(item)
        if not decimals:
            return {"": [str(value)]}
        return {"": [f"{value:.{decimals}f}".rstrip("0").rstrip(".")]}
