"""A fixed number of points shared out among several things: what matters how much, without a ceiling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import NOT_ANSWERED, AnswerRefused, Answers, Column, Json, QuestionType, Raw, only
from survey.questions.model import Item, Scales, listed, text_in
from survey.questions.settings import check_count
from survey.questions.words import quoted

__all__ = ["ConstantSum"]

USUAL_TOTAL: Final = 100


class ConstantSum(QuestionType):
    """The options share out `total` points; an answer is `{option: points}` of those given any, or None."""

    name = "constant_sum"
    label = m("分配分数题")
    has_options = True
    settings_known = ("total",)

    def total(self, item: Item) -> int:
        """How many points are to be shared out."""
        total = item.settings.get("total", USUAL_TOTAL)
        return total if isinstance(total, int) and not isinstance(total, bool) else USUAL_TOTAL

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_count(item, "total", low=2, high=USUAL_TOTAL)
        if any(option.other for option in item.options):
            yield m("分配分数题的选项不能带填写框。")

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset()

    def seconds(self, item: Item) -> float:
        return 6.0 * len(item.options)

    def form_parts(self, item: Item) -> tuple[str, ...]:
        return tuple(option.key for option in item.options)

    def file_parts(self, item: Item) -> tuple[str, ...]:
        return self.form_parts(item)

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        given = {option.key: self._points(item, raw, option.key) for option in item.options}
        return {item.key: {key: points for key, points in given.items() if points is not None} or None}

    def _points(self, item: Item, raw: Raw, part: str) -> int | None:
        text = only(raw, part)
        if not text:
            return None
        plain = text.isascii() and text.isdigit() and len(text) <= 3 and str(int(text)) == text
        if not plain or int(text) > self.total(item):
            raise AnswerRefused(
                m("“%(value)s”应是 0 到 %(total)d 的整数。", value=quoted(text), total=self.total(item))
            )
        return int(text)

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        given = answers.get(item.key) or {}
        if not given and not item.required:
            return None
        shared = sum(given.values())
        if shared == self.total(item):
            return None
        return m("各项合计应为 %(total)d 分，现在是 %(n)d 分。", total=self.total(item), n=shared)

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        return {key: [str(points)] for key, points in (answers.get(item.key) or {}).items()}

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        given = answers.get(item.key) or {}
        return listed(
            (
                f"{text_in(option.label, language)} {given[option.key]}"
                for option in item.options
                if option.key in given
            ),
            language,
        )

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        labels = {points: {"zh": str(points), "en": str(points)} for points in range(self.total(item) + 1)}
        return tuple(
            Column(f"{item.key}:{option.key}", item.key, option.key, "points", labels)
            for option in item.options
        )

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        given = answers.get(item.key)
        if given is None:
            return (NOT_ANSWERED,) * len(item.options)
        return tuple(int(given.get(option.key, 0)) for option in item.options)
