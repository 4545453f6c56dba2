"""A feature asked about twice: how it is to have it, and how it is to be without it (Kano)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import (
    NOT_ANSWERED,
    REQUIRED,
    AnswerRefused,
    Answers,
    Column,
    Json,
    QuestionType,
    Raw,
    only,
)
from survey.questions.model import Item, Scales, text_in
from survey.questions.settings import as_text, is_text
from survey.questions.words import quoted

__all__ = ["ANSWERS", "Kano"]

FUNCTIONAL: Final = "functional"
DYSFUNCTIONAL: Final = "dysfunctional"

ANSWERS: Final[Mapping[int, Mapping[str, str]]] = {
    1: {"zh": "喜欢", "en": "I like it"},
    2: {"zh": "理应如此", "en": "I expect it"},
    3: {"zh": "无所谓", "en": "I do not mind"},
    4: {"zh": "可以忍受", "en": "I can live with it"},
    5: {"zh": "不喜欢", "en": "I dislike it"},
}
"""The five answers to either question; evaluation tables are laid out in this order."""

ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    FUNCTIONAL: {"zh": "如果有这一点，您觉得", "en": "If we offered this, how would you feel?"},
    DYSFUNCTIONAL: {"zh": "如果没有这一点，您觉得", "en": "If we did not offer this, how would you feel?"},
}


class Kano(QuestionType):
    """An answer is `[functional, dysfunctional]`, each 1–5 or None; None when both are open."""

    name = "kano"
    label = m("有无对比（Kano）")
    parts = (FUNCTIONAL, DYSFUNCTIONAL)
    settings_known = parts

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        for part in self.parts:
            if not is_text(item.settings.get(part, "")):
                yield m("设置“%(name)s”应是文字。", name=part)

    def asked(self, item: Item, part: str) -> Mapping[str, str]:
        """The wording of one of the two questions: the item's own, else the usual one."""
        own = as_text(item.settings.get(part))
        return dict(ASKED[part]) | {language: text for language, text in own.items() if text}

    def answers(self) -> Mapping[int, Mapping[str, str]]:
        """The five answers, for templates."""
        return ANSWERS

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset()

    def seconds(self, item: Item) -> float:
        return 12.0

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        pair = [_read(raw, part) for part in self.parts]
        return {item.key: None if pair == [None, None] else pair}

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        value = answers.get(item.key)
        return REQUIRED if item.required and (value is None or None in value) else None

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        pair = answers.get(item.key) or (None, None)
        return {part: [str(one)] for part, one in zip(self.parts, pair, strict=True) if one is not None}

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key)
        if value is None:
            return ""
        return " / ".join("—" if one is None else text_in(ANSWERS[one], language) for one in value)

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        return tuple(Column(f"{item.key}:{part}", item.key, part, "choice", ANSWERS) for part in self.parts)

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        pair = answers.get(item.key) or (None, None)
        return tuple(NOT_ANSWERED if one is None else int(one) for one in pair)


def _read(raw: Raw, part: str) -> int | None:
    text = only(raw, part)
    if not text:
        return None
    for value in ANSWERS:
        if text == str(value):
            return value
    raise AnswerRefused(m("“%(value)s”不是可以选择的等级。", value=quoted(text)))
