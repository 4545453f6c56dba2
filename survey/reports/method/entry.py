"""One figure's explanation, and a chapter of them."""

from __future__ import annotations

from dataclasses import dataclass

from survey.language import Message

__all__ = ["Chapter", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a figure means, how it is reckoned, where that comes from, when it is not to be used.

    `key` is its anchor; `formula` is written as people write it and the same in every language, '' for none.
    """

    key: str
    title: Message
    meaning: Message
    reckoning: Message
    formula: str
    source: str
    caution: Message


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries that belong together."""

    title: Message
    entries: tuple[Entry, ...]
