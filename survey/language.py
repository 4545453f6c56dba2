"""Messages that are written in Chinese where they arise and translated where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["LIST_MARK", "SOURCE_LANGUAGE", "Message", "m"]

SOURCE_LANGUAGE = "zh"
LIST_MARK = "、"
"""Between the members of a list; a key of the catalogue, for other languages use a comma."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet translated: the Chinese text is its own key in the catalogue."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.render(lambda text: text)

    def render(self, translate: Callable[[str], str]) -> str:
        """The sentence through `translate`, with its values filled in: nested messages too, tuples as lists."""
        text = translate(self.text)
        if not self.values:
            return text
        return text % {name: _shown(value, translate) for name, value in self.values.items()}


def _shown(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.render(translate)
    if isinstance(value, tuple):
        return translate(LIST_MARK).join(str(_shown(one, translate)) for one in value)
    return value


def m(text: str, /, **values: Any) -> Message:
    """A message for people: `m("第 %(row)d 行缺少客户编号", row=3)`; Babel extracts calls of `m`."""
    return Message(text, values)
