"""Word lists of ours, and finding their phrases in a text in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from operator import add
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
        self._told: dict[str, tuple[tuple[int, Any], ...]] = {}
        for which, phrases in enumerate(lists):
            for phrase, value in phrases.entries.items():
                self._told[phrase] = (*self._told.get(phrase, ()), (which, value))
        self._lengths = _lengths(self._told, 2)
        self._latin = frozenset(one for one in self._told if {one[0], one[-1]} & _ASCII_LETTERS)

    def find(self, text: str) -> list[list[Found[Any]]]:
        """For each list its phrases in the text."""
        found: list[list[Found[Any]]] = [[] for _ in range(self._count)]
        free = [0] * self._count  # where what each list has found so far ends
        told_of, latin, stop = self._told.get, self._latin, len(text)
        for place, lengths in enumerate(self._possible(text)):
            for length in lengths:
                end = place + length
                phrase = text[place:end]
                told = told_of(phrase)
                if told is None or end > stop or (phrase in latin and not _stands_alone(text, place, end)):
                    continue
                for which, value in told:
                    if free[which] <= place:
                        found[which].append(Found(place, end, phrase, value))
                        free[which] = end
        return found

    def _possible(self, text: str) -> Iterator[tuple[int, ...]]:
        """For each place how long the phrases are that may begin there, by its two characters, else by its first.

        Looked up without a loop of ours: this is asked of every character that is read.
        """
        known = self._lengths.get
        alone = map(known, text, repeat(()))
        return map(known, map(add, text, text[1:] + "\0"), alone)


def _lengths(phrases: Iterable[str], begun: int = 1) -> dict[str, tuple[int, ...]]:
    """The first characters (`begun` of them) → how long the phrases beginning so are, the longest first.

    Those of one character alone count among those that begin with it too.
    """
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[:begun], set()).add(len(phrase))
    for first, known in lengths.items():
        known |= lengths.get(first[:1], set()) & {1}
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
