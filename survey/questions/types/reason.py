"""A reason out of a code frame: one, or with `multiple` several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import Answers, Column, Json, Raw, Verbatim
from survey.questions.choices import OTHER, Choice
from survey.questions.model import Item, Scales
from survey.questions.settings import check_count, check_flag
from survey.questions.types.multiple_choice import MultipleChoice
from survey.questions.types.single_choice import SingleChoice

_ONE: Final = SingleChoice()
_SEVERAL: Final = MultipleChoice()


def _choice(item: Item) -> Choice:
    return _SEVERAL if item.settings.get("multiple") else _ONE


class Reason(Choice):
    """Options are the reasons of the frame, their keys the codes in small letters (`B2.2` is `b2_2`)."""

    name = "reason"
    label = m("原因选择")
    settings_known = ("frame", "max", "multiple", "other_required")

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_flag(item, "multiple")
        yield from check_flag(item, "other_required")
        yield from check_count(item, "max", low=1, high=max(1, len(item.options)))
        if not isinstance(item.settings.get("frame", ""), str):
            yield m("设置“frame”应是原因分类表的代码。")

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        return _choice(item).parse(item, raw, scales)

    def verbatims(self, item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
        key = f"{item.key}:{OTHER}"
        text = answers.get(key)
        return (Verbatim(key, text),) if text else ()

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        return _choice(item).columns(item, scales)

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        return _choice(item).pack(item, answers, scales)
