"""Word lists of ours, and finding their phrases in a text in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Generic, NamedTuple, TypeVar

__all__ = ["Found", "Phrases", "lexicon"]

Value = TypeVar("Value")

_ASCII_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")


class Found(NamedTuple, Generic[Value]):
    """A phrase at its place in the text, with what the list says of it."""

    start: int
    end: int
    text: str
    value: Value


class Phrases(Generic[Value]):
    """Phrases looked up from the left, the longest first; the work grows with the text only."""

    def __init__(self, entries: Mapping[str, Value]) -> None:
        self._entries = dict(entries)
        lengths: dict[str, set[int]] = {}
        for phrase in self._entries:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Found[Value]]:
        """Every phrase between `start` and `end`, none overlapping another."""
        stop = len(text) if end is None else end
        found: list[Found[Value]] = []
        place = start
        lengths = self._lengths
        while place < stop:
            possible = lengths.get(text[place])
            if possible is None:
                place += 1
                continue
            hit = self._longest(text, place, stop, possible)
            if hit is None:
                place += 1
            else:
                found.append(hit)
                place = hit.end
        return found

    def _longest(self, text: str, place: int, stop: int, possible: tuple[int, ...]) -> Found[Value] | None:
        for length in possible:
            end = place + length
            if end > stop:
                continue
            phrase = text[place:end]
            if phrase in self._entries and _stands_alone(text, place, end):
                return Found(place, end, phrase, self._entries[phrase])
        return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words count only as whole words; Chinese ones anywhere."""
    if text[start] in _ASCII_LETTERS and start > 0 and text[start - 1] in _ASCII_LETTERS:
        return False
    return not (text[end - 1] in _ASCII_LETTERS and end < len(text) and text[end] in _ASCII_LETTERS)


@cache
def lexicon(name: str) -> Mapping[str, tuple[str, ...]]:
    """The sections of `lexicons/<name>.txt`: heading → its phrases, as written."""
    sections: dict[str, list[str]] = {}
    heading = ""
    for line in _lines(name):
        if line.startswith("[") and line.endswith("]"):
            heading = line[1:-1].strip()
            sections.setdefault(heading, [])
        else:
            sections[heading].extend(line.split())
    return {heading: tuple(words) for heading, words in sections.items()}


def _lines(name: str) -> Iterator[str]:
    content = files("survey.text").joinpath("lexicons", f"{name}.txt").read_text(encoding="utf-8")
    for line in content.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield bare
