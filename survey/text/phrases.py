"""Word lists of ours, and finding their phrases in a text in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Generic, NamedTuple, TypeVar

__all__ = ["Found", "Phrases", "Scanner", "lexicon"]

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
        self.entries: Final = dict(entries)
        self._lengths = _lengths(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

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

    def cover(self, text: str) -> list[Value] | None:
        """What the phrases that make up the text say, the longest first at each place; None if something is left."""
        said: list[Value] = []
        place, stop = 0, len(text)
        while place < stop:
            hit = self._longest(text, place, stop, self._lengths.get(text[place], ()))
            if hit is None:
                return None
            said.append(hit.value)
            place = hit.end
        return said

    def _longest(self, text: str, place: int, stop: int, possible: tuple[int, ...]) -> Found[Value] | None:
        for length in possible:
            end = place + length
            if end > stop:
                continue
            phrase = text[place:end]
            if phrase in self.entries and _stands_alone(text, place, end):
                return Found(place, end, phrase, self.entries[phrase])
        return None


class Scanner:
    """Several lists looked up in one walk over the text, each as `Phrases.find` would."""

    def __init__(self, lists: Sequence[Phrases[Any]]) -> None:
        self._count = len(lists)
        merged: dict[str, list[tuple[int, Any]]] = {}
        for which, phrases in enumerate(lists):
            for phrase, value in phrases.entries.items():
                merged.setdefault(phrase, []).append((which, value))
        self._entries = {phrase: tuple(told) for phrase, told in merged.items()}
        self._singles = {phrase: told for phrase, told in self._entries.items() if len(phrase) == 1}
        self._lengths = _lengths((one for one in self._entries if len(one) > 1), 2)

    def find(self, text: str) -> list[list[Found[Any]]]:
        """For each list its phrases in the text."""
        found: list[list[Found[Any]]] = [[] for _ in range(self._count)]
        free = [0] * self._count
        entries, lengths, singles, stop = self._entries, self._lengths, self._singles, len(text)
        for place, first in enumerate(text):
            possible = lengths.get(text[place : place + 2])
            if possible is not None:
                for length in possible:
                    end = place + length
                    phrase = text[place:end]
                    told = entries.get(phrase)
                    if told is not None and end <= stop and _stands_alone(text, place, end):
                        _note(told, place, end, phrase, found, free)
            told = singles.get(first)
            if told is not None and _stands_alone(text, place, place + 1):
                _note(told, place, place + 1, first, found, free)
        return found


def _note(
    told: Sequence[tuple[int, Any]],
    place: int,
    end: int,
    phrase: str,
    found: list[list[Found[Any]]],
    free: list[int],
) -> None:
    """Adds the phrase to each list that has it, unless a longer phrase of that list covers the place."""
    for which, value in told:
        if free[which] <= place:
            found[which].append(Found(place, end, phrase, value))
            free[which] = end


def _lengths(phrases: Iterable[str], begun: int = 1) -> dict[str, tuple[int, ...]]:
    """The first characters (`begun` of them) → how long the phrases beginning so are, the longest first."""
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[:begun], set()).add(len(phrase))
    return {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}


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
