"""One option out of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.language import Message, m
from survey.questions.base import NOT_ANSWERED, Answers, Column, Json, Raw, only
from survey.questions.choices import Choice, offered, read_other
from survey.questions.model import Item, Scales
from survey.questions.settings import check_flag


class SingleChoice(Choice):
    """An answer is the key of the option chosen, or None."""

    name = "single_choice"
    label = m("单选题")
    settings_known = ("other_required",)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_flag(item, "other_required")

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        key = only(raw)
        if not key:
            return {item.key: None}
        option = offered(item, key)
        return {item.key: option.key} | read_other(item, raw, (option,))

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        labels = {code: option.label for code, option in enumerate(item.options)}
        return (Column(key=item.key, item=item.key, part="", kind="choice", labels=labels),)

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        value = answers.get(item.key)
        for code, option in enumerate(item.options):
            if option.key == value:
                return (code,)
        return (NOT_ANSWERED,)
