"""Any number of options out of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from survey.language import Message, m
from survey.questions.base import NOT_ANSWERED, AnswerRefused, Answers, Column, Json, Raw
from survey.questions.choices import Choice, offered, read_other
from survey.questions.model import Item, Option, Scales, text_in
from survey.questions.settings import check_count, check_flag

_NO_YES = {0: {"zh": "未选", "en": "Not chosen"}, 1: {"zh": "已选", "en": "Chosen"}}


class MultipleChoice(Choice):
    """An answer is the list of the keys chosen, in the order of the options, or None."""

    name = "multiple_choice"
    label = m("多选题")
    settings_known = ("other_required", "min", "max")

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        yield from check_flag(item, "other_required")
        yield from check_count(item, "min", low=1, high=max(1, len(item.options)))
        yield from check_count(item, "max", low=1, high=max(1, len(item.options)))
        least, most = item.settings.get("min"), item.settings.get("max")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield m("至少选的项数不能多于最多选的项数。")

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        keys = {text.strip() for text in raw.get("", ()) if text.strip()}
        if not keys:
            return {item.key: None}
        for key in sorted(keys):
            offered(item, key)
        chosen = [option for option in item.options if option.key in keys]
        _refuse_number(item, chosen)
        return {item.key: [option.key for option in chosen]} | read_other(item, raw, chosen)

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        return tuple(
            Column(f"{item.key}:{option.key}", item.key, option.key, "flag", _NO_YES)
            for option in item.options
        )

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        value = answers.get(item.key)
        if value is None:
            return (NOT_ANSWERED,) * len(item.options)
        return tuple(int(option.key in value) for option in item.options)


def _refuse_number(item: Item, chosen: Sequence[Option]) -> None:
    """Raises AnswerRefused for too few or too many; a choice that stands alone is never too few."""
    alone = next((option for option in chosen if option.exclusive), None)
    if alone is not None and len(chosen) > 1:
        raise AnswerRefused(m("“%(label)s”不能与其他选项同时选择。", label=text_in(alone.label)))
    least, most = item.settings.get("min"), item.settings.get("max")
    if most is not None and len(chosen) > most:
        raise AnswerRefused(m("最多选 %(max)d 项，现在选了 %(n)d 项。", max=most, n=len(chosen)))
    if least is not None and len(chosen) < least and alone is None:
        raise AnswerRefused(m("至少选 %(min)d 项，现在选了 %(n)d 项。", min=least, n=len(chosen)))
