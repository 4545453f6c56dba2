"""Which words carried a verdict: what the models' sequences and groups of words added, laid on the texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, repeat
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from survey.text.findings import Findings
from survey.text.grams import Grams
from survey.text.signals import CONCEPT_VALUE, concept_signal
from survey.text.weights import Known, Weights

__all__ = ["Grounded", "Grounds", "Span", "grounds"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Span = tuple[int, int]
_SAYS_NOTHING: Final = frozenset("的地得了着过吧呢啊吗嘛就是也都在和与及有我你他她它这那们个一")
_LEAST_SHARE: Final = 0.25
"""A word is named beside the strongest one when it added at least this share of that."""


class Grounded(NamedTuple):
    """A text that grounds are wanted for: where its words end, and the outputs of the domain model to tell of.

    The first two outputs are the two sides.
    """

    text: str
    ends: Sequence[int]
    found: Findings
    outputs: Sequence[int]


class Grounds:
    """What each word of a text added to some outputs; spans are those of characters.

    Output 0 is praise against blame, output 1 blame against praise. `gained` is for each output what the words of
    many texts added, those of this one from `begun` on.
    """

    def __init__(
        self,
        text: str,
        ends: Sequence[int],
        gained: Sequence[list[float]],
        begun: int,
        clauses: list[list[float]],
    ) -> None:
        self._text, self._ends, self._gained, self._begun = text, ends, gained, begun
        self.clauses: Final = clauses
        """For each clause what it added to each output."""

    def words(self, output: int, most: int, within: Span | None = None) -> list[Span]:
        """The words that spoke most for an output, in their order."""
        ends, first, last = self._ends, 0, len(self._ends)
        if within is not None:
            first, last = bisect_right(ends, within[0]), bisect_right(ends, within[1])
        gained = self._gained[output][self._begun + first : self._begun + last]
        speaking = sorted([(-amount, place) for place, amount in enumerate(gained, first) if amount > 0.0])
        told: list[Span] = []
        least = 0.0
        for amount, place in speaking:
            if amount > least:
                break
            start, end = ends[place - 1] if place else 0, ends[place]
            if not _says(self._text[start:end]):
                continue
            least = least or amount * _LEAST_SHARE
            told.append((start, end))
            if len(told) == most:
                break
        return sorted(told)


@lru_cache(maxsize=20_000)
def _says(word: str) -> bool:
    return not word.isdigit() and any(one not in _SAYS_NOTHING and one.isalnum() for one in word)


def grounds(texts: Sequence[Grounded], grams: Grams, heard: Known, weights: Weights) -> list[Grounds]:
    """The grounds for each text, whose sequences are `grams` and known to the models as `heard`."""
    columns = _columns([one.outputs for one in texts])
    *begun, length = accumulate((len(one.text) for one in texts), initial=0)
    added = np.zeros((length + 1, columns.shape[1]))
    _add_grams(added, grams, heard, weights, columns)
    _add_concepts(added, texts, begun, weights, columns)
    gained = _against(np.add.reduceat(added, _word_starts(texts, begun), axis=0)).T.tolist()
    clauses = _against(np.add.reduceat(added, _clause_edges(texts, begun), axis=0)[::2]).tolist()
    grounded: list[Grounds] = []
    word = clause = 0
    for one in texts:
        after = clause + len(one.found.pieces)
        grounded.append(Grounds(one.text, one.ends, gained, word, clauses[clause:after]))
        word, clause = word + len(one.ends), after
    return grounded


def _columns(outputs: Sequence[Sequence[int]]) -> Places:
    """A row of outputs for each text, filled up with its first one, which nobody asks for there."""
    width = max(map(len, outputs))
    return np.array([[*row, *repeat(row[0], width - len(row))] for row in outputs], dtype=np.intp)


def _word_starts(texts: Sequence[Grounded], begun: Sequence[int]) -> list[int]:
    return [start + place for start, one in zip(begun, texts, strict=True) for place in (0, *one.ends[:-1])]


def _clause_edges(texts: Sequence[Grounded], begun: Sequence[int]) -> list[int]:
    """Where each clause begins and ends, by turns."""
    return [
        start + place
        for start, one in zip(begun, texts, strict=True)
        for piece in one.found.pieces
        for place in (piece.clause.start, piece.clause.end)
    ]


def _against(added: Floats) -> Floats:
    """The first output less the second, and the second less the first."""
    added[:, 0] -= added[:, 1]
    added[:, 1] = -added[:, 0]
    return added


def _add_grams(added: Floats, grams: Grams, heard: Known, weights: Weights, columns: Places) -> None:
    """What each sequence added, spread evenly over its characters."""
    table = weights.domain.weights
    wanted, value = columns[grams.texts], heard.values[grams.texts][:, None]
    laid = np.zeros(wanted.shape)
    for size, rows in enumerate(heard.rows, start=1):
        shares = table.take(rows[:, None] * table.shape[1] + wanted) * value / size
        laid += shares
        for step in range(1, size):
            laid[step:] += shares[:-step]
    marks = (~grams.is_inner).nonzero()[0]
    added[grams.places[grams.is_inner]] = laid[grams.is_inner]
    for edge in (marks[::2], marks[1::2]):
        added[grams.places[edge]] += laid[edge]


def _add_concepts(
    added: Floats, texts: Sequence[Grounded], begun: Sequence[int], weights: Weights, columns: Places
) -> None:
    """What each group of words added, on the first character of the word that told it."""
    known = weights.domain.rows
    told = [
        (row, start + hit.start, place)
        for place, (start, one) in enumerate(zip(begun, texts, strict=True))
        for hit in one.found.concepts
        for name in hit.value
        if (row := known.get(concept_signal(name))) is not None
    ]
    if told:
        rows, starts, holders = np.array(told).T
        np.add.at(added, starts, weights.domain.weights[rows[:, None], columns[holders]] * CONCEPT_VALUE)
