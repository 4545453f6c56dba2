"""Checking the free settings of an item: each helper yields what is wrong, and nothing otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from survey.language import Message, m
from survey.questions.model import Item

__all__ = ["as_text", "check_choice", "check_count", "check_flag", "is_text"]


def is_text(value: Any) -> bool:
    """Whether `value` is words by language, or a plain Chinese string."""
    if isinstance(value, str):
        return True
    return isinstance(value, Mapping) and all(
        language in ("zh", "en") and isinstance(text, str) for language, text in value.items()
    )


def as_text(value: Any) -> dict[str, str]:
    """A setting that holds words, by language."""
    if isinstance(value, str):
        return {"zh": value}
    return dict(value) if isinstance(value, Mapping) else {}


def check_count(item: Item, name: str, *, low: int, high: int) -> Iterable[Message]:
    """The setting, where present, is a whole number from `low` to `high`."""
    value = item.settings.get(name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        yield m("设置“%(name)s”应是 %(low)d 到 %(high)d 之间的整数。", name=name, low=low, high=high)


def check_flag(item: Item, name: str) -> Iterable[Message]:
    """The setting, where present, is yes or no."""
    if not isinstance(item.settings.get(name, False), bool):
        yield m("设置“%(name)s”应是“是”或“否”（true / false）。", name=name)


def check_choice(item: Item, name: str, offered: tuple[str, ...]) -> Iterable[Message]:
    """The setting, where present, is one of the words offered."""
    value = item.settings.get(name)
    if value is not None and value not in offered:
        yield m("设置“%(name)s”只能是：%(offered)s。", name=name, offered=tuple(offered))
