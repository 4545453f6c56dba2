"""What the choice types share: options by key, the explanation of "其他", file cells with several keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, Json, QuestionType, Raw
from survey.questions.model import Item, Option, Scales, listed, text_in
from survey.questions.words import quoted, words

__all__ = ["OTHER", "OTHER_MAX", "Choice"]

OTHER: Final = "other"
OTHER_MAX: Final = 200
_MOST_OPTIONS: Final = 200
_SEPARATORS: Final = re.compile("[;；]")
_NEEDS_WORDS: Final = m("请写明“其他”具体是什么。")


class Choice(QuestionType):
    """Options known by key; an option marked `other` asks for a word of explanation under `key:other`."""

    has_options = True
    parts: ClassVar[tuple[str, ...]] = ("", OTHER)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        if len(item.options) > _MOST_OPTIONS:
            yield m("选项不能超过 %(max)d 个。", max=_MOST_OPTIONS)
        if sum(option.other for option in item.options) > 1:
            yield m("只能有一个选项带填写框。")
        for option in item.options:
            if not any(text.strip() for text in option.label.values()):
                yield m("选项“%(key)s”没有文字。", key=option.key)

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset(option.key for option in item.options)

    def form_parts(self, item: Item) -> tuple[str, ...]:
        return ("", OTHER) if any(option.other for option in item.options) else ("",)

    def file_parts(self, item: Item) -> tuple[str, ...]:
        return self.form_parts(item)

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        if (unmet := super().missing(item, answers)) is not None:
            return unmet
        if item.settings.get("other_required") and not answers.get(f"{item.key}:{OTHER}"):
            value = answers.get(item.key)
            chosen = value if isinstance(value, list) else [value]
            if any(option.other and option.key in chosen for option in item.options):
                return _NEEDS_WORDS
        return None

    def from_cells(self, item: Item, cells: Mapping[str, str]) -> dict[str, list[str]]:
        """Cells name options by key, or by the very words of their label, as people's files do."""
        raw = {part: [text] for part, text in cells.items() if text != ""}
        if "" in raw:
            raw[""] = [key_for(item, one.strip()) for one in _SEPARATORS.split(raw[""][0]) if one.strip()]
        return raw

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        value = answers.get(item.key)
        chosen = value if isinstance(value, list) else [value]
        labels = [text_in(option.label, language) for option in item.options if option.key in chosen]
        other = answers.get(f"{item.key}:{OTHER}")
        return listed([*labels, other] if other else labels, language)


def key_for(item: Item, text: str) -> str:
    """The key of the option that `text` names by key or by label; `text` itself when there is none."""
    if item.option(text) is not None:
        return text
    for option in item.options:
        if text in option.label.values():
            return option.key
    return text


def offered(item: Item, key: str) -> Option:
    """The option called `key`; refused when the item does not offer it."""
    option = item.option(key)
    if option is None:
        raise AnswerRefused(m("没有“%(value)s”这个选项。", value=quoted(key)))
    return option


def read_other(item: Item, raw: Raw, chosen: Iterable[Option]) -> Answers:
    """The explanation of "其他" as an answer of its own; dropped where that option is not chosen."""
    if not any(option.other for option in chosen):
        return {}
    text = words(raw, OTHER, OTHER_MAX)
    return {} if text is None else {f"{item.key}:{OTHER}": text}
