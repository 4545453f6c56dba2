"""How the person can be reached, for those who wish to be called back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from survey.language import Message, m
from survey.questions.base import AnswerRefused, Answers, Json, QuestionType, Raw
from survey.questions.model import Item, Scales
from survey.questions.words import words

_FIELDS: Final = ("name", "title", "phone", "email", "when")
_LONGEST: Final = 100
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()\-转,，#]{4,39}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")


class Contact(QuestionType):
    """An answer is `{field: text}` of what was filled in, or None; `fields` says which are asked."""

    name = "contact"
    label = m("联系方式")
    settings_known = ("fields",)
    personal = True
    parts = _FIELDS

    def fields(self, item: Item) -> tuple[str, ...]:
        """The fields asked, in our order."""
        asked = item.settings.get("fields", _FIELDS)
        return tuple(field for field in _FIELDS if field in asked)

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        yield from super().check(item, scales)
        asked = item.settings.get("fields", _FIELDS)
        known = isinstance(asked, list | tuple) and all(field in _FIELDS for field in asked)
        if not known or not asked:
            yield m("联系方式的字段只能是：%(fields)s。", fields=tuple(_FIELDS))

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        return frozenset()

    def seconds(self, item: Item) -> float:
        return 15.0

    def form_parts(self, item: Item) -> tuple[str, ...]:
        return self.fields(item)

    def file_parts(self, item: Item) -> tuple[str, ...]:
        return self.fields(item)

    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        filled = {field: words(raw, field, _LONGEST) for field in self.fields(item)}
        value = {field: text.strip() for field, text in filled.items() if text is not None}
        if "phone" in value and not _PHONE.fullmatch(value["phone"]):
            raise AnswerRefused(m("电话号码请用半角数字填写，例如 0571-88880000 转 6。"))
        if "email" in value and not _EMAIL.fullmatch(value["email"]):
            raise AnswerRefused(m("电子邮箱的写法不对，请检查“@”和后面的部分。"))
        return {item.key: value or None}

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        return {field: [text] for field, text in (answers.get(item.key) or {}).items()}
