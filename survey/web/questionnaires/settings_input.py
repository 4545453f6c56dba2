"""The settings of an item as its type's `editor.html` asks for them.

A field is named `set.<setting>.<kind>` or `set.<setting>.<kind>.<part>`: the page of a type says by
the kind how its setting is read, so that a new type needs no change here. Kinds: `whole`, `decimal`,
`flag`, `word`, `list` (ticked words), `text` (parts are languages) and `texts` (`named.zh`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from survey.errors import InvalidInput
from survey.language import m
from survey.questions import Item, get
from survey.questions.settings import as_text

__all__ = ["SettingsInput"]

PREFIX: Final = "set."
_LONGEST: Final = 8000


class SettingsInput:
    """What was typed for an item's settings, or what they are: fills the page and reads it."""

    def __init__(self, item: Item, sent: Mapping[str, Sequence[str]] | None = None) -> None:
        self.item = item
        self.sent = {
            name.removeprefix(PREFIX): list(texts)
            for name, texts in (sent or {}).items()
            if name.startswith(PREFIX)
        }

    def value(self, setting: str, kind: str, part: str = "") -> str:
        """What the field shows: as typed when the page comes back, else as stored."""
        typed = self.sent.get(_name(setting, kind, part))
        if typed is not None:
            return typed[-1] if typed else ""
        stored = self.item.settings.get(setting)
        if kind == "text":
            return as_text(stored).get(part, "")
        if kind == "texts":
            return _text_of(stored, *part.partition(".")[::2])
        return "" if stored is None else str(stored)

    def ticked(self, setting: str, kind: str, word: str = "1", *, default: Sequence[str] = ()) -> bool:
        """Whether the box is ticked."""
        typed = self.sent.get(_name(setting, kind, ""))
        if typed is not None:
            return word in typed
        stored = self.item.settings.get(setting)
        if stored is None:
            return word in default
        return word in stored if isinstance(stored, list | tuple) else bool(stored)

    def read(self) -> dict[str, Any]:
        """The settings: those the page asked for as typed, the others as they were.

        Raises InvalidInput when a number is none; whether the type takes the value is its `check`.
        """
        known = set(get(self.item.type).settings_known)
        found: dict[str, Any] = {}
        for name, texts in self.sent.items():
            setting, kind, part = (*name.split(".", 2), "", "")[:3]
            if setting in known and kind in _READERS:
                _put(found.setdefault(setting, {}), part, _READERS[kind](texts))
        asked = {name: _joined(parts) for name, parts in found.items()}
        kept = {name: value for name, value in self.item.settings.items() if name not in asked}
        return kept | {name: value for name, value in asked.items() if value not in (None, "", {}, [])}


def _text_of(stored: Any, group: str, language: str) -> str:
    """The text of one group; a text that is not grouped stands for every group."""
    grouped = isinstance(stored, Mapping) and not set(stored) <= {"zh", "en"}
    return as_text(stored.get(group) if grouped else stored).get(language, "")


def _name(setting: str, kind: str, part: str) -> str:
    return f"{setting}.{kind}.{part}" if part else f"{setting}.{kind}"


def _put(parts: dict[str, Any], part: str, value: Any) -> None:
    """`parts` with `value` under the path `part`; empty texts are left out."""
    if value in ("", None) and part:
        return
    *steps, last = part.split(".") if part else [""]
    for step in steps:
        parts = parts.setdefault(step, {})
    parts[last] = value


def _joined(parts: dict[str, Any]) -> Any:
    """A setting of one field is its value, one of several a mapping."""
    return parts[""] if set(parts) == {""} else parts


def _whole(texts: Sequence[str]) -> int | None:
    text = _last(texts)
    if not text:
        return None
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 13):
        raise InvalidInput(m("“%(value)s”不是整数，请用半角数字填写。", value=text[:40]))
    return int(text)


def _decimal(texts: Sequence[str]) -> int | float | None:
    text = _last(texts)
    whole, _, places = text.lstrip("-").partition(".")
    if not text:
        return None
    if not (text.isascii() and whole.isdigit() and len(text) < 20 and (not places or places.isdigit())):
        raise InvalidInput(m("“%(value)s”不是数字，请用半角数字填写，例如 12。", value=text[:40]))
    return float(text) if places else int(text)


def _last(texts: Sequence[str]) -> str:
    return texts[-1].replace("\r\n", "\n").strip()[:_LONGEST] if texts else ""


_READERS: Final[dict[str, Callable[[Sequence[str]], Any]]] = {
    "whole": _whole,
    "decimal": _decimal,
    "flag": lambda texts: "1" in texts or None,
    "word": _last,
    "list": lambda texts: [text.strip()[:100] for text in texts if text.strip()],
    "text": _last,
    "texts": _last,
}
