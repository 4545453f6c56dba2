"""Reading words: what people typed, cleaned of what cannot be stored and held to a length."""

from __future__ import annotations

import re
from typing import Final

from survey.language import m
from survey.questions.base import AnswerRefused, Raw
from survey.questions.model import Item

__all__ = ["max_of", "quoted", "words"]

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_QUOTED_LENGTH: Final = 40


def words(raw: Raw, part: str, limit: int) -> str | None:
    """The text sent for `part`, as typed but with plain newlines; None when it is blank.

    Refuses what a store or a file cannot hold, and more than `limit` characters.
    """
    texts = [text for text in raw.get(part, ()) if text.strip()]
    if len(texts) > 1:
        raise AnswerRefused(m("这一项只能填写一处。"))
    if not texts:
        return None
    text = texts[0].replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or _LONE_SURROGATE.search(text):
        raise AnswerRefused(m("文字中有无法保存的字符，请删除后重新填写。"))
    if len(text) > limit:
        raise AnswerRefused(
            m("最多填写 %(max)d 个字，现在是 %(n)d 个字，请缩短后再提交。", max=limit, n=len(text))
        )
    return text


def max_of(item: Item, default: int) -> int:
    """The longest text that `item` takes, in characters."""
    limit = item.settings.get("max", default)
    return limit if isinstance(limit, int) else default


def quoted(text: str) -> str:
    """`text` short enough and clean enough to be repeated in a message."""
    shown = text if len(text) <= _QUOTED_LENGTH else text[:_QUOTED_LENGTH] + "…"
    return _LONE_SURROGATE.sub("\ufffd", shown).replace("\x00", "\ufffd")
