"""Which words carried a verdict: what the models' sequences and groups of words added, laid on the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.text.findings import Findings
from survey.text.grams import Grams
from survey.text.signals import CONCEPT_VALUE, concept_signal
from survey.text.weights import Known, Weights

__all__ = ["Grounds", "Span", "grounds"]

Floats = NDArray[np.float64]
Span = tuple[int, int]
_SAYS_NOTHING: Final = frozenset("的地得了着过吧呢啊吗嘛就是也都在和与及有我你他她它这那们个一")
_LEAST_SHARE: Final = 0.25
"""A word is named beside the strongest one when it added at least this share of that."""


class Grounds:
    """What each word of the text added to some outputs; spans are those of characters."""

    def __init__(self, text: str, ends: Sequence[int], clauses: Sequence[Span], added: Floats) -> None:
        self._text = text
        self._clauses = clauses
        self._spans: list[Span] = list(zip([0, *ends[:-1]], ends, strict=True))
        self._ends = ends
        self._sums = np.concatenate([np.zeros((1, added.shape[1])), np.cumsum(added, axis=0)])

    @cached_property
    def _gained(self) -> list[list[float]]:
        """For each output what each word added."""
        edges = self._sums[[0, *self._ends]]
        gained: list[list[float]] = (edges[1:] - edges[:-1]).T.tolist()
        return gained

    @cached_property
    def _saying(self) -> list[bool]:
        return [_says(self._text[start:end]) for start, end in self._spans]

    @cached_property
    def clauses(self) -> list[list[float]]:
        """For each clause what it added to each output."""
        starts, ends = zip(*self._clauses, strict=True)
        added: list[list[float]] = (self._sums[list(ends)] - self._sums[list(starts)]).tolist()
        return added

    def words(
        self, output: int, most: int, *, against: int | None = None, within: Span | None = None
    ) -> list[Span]:
        """The words that spoke most for an output (`against` another), in their order."""
        first, last = 0, len(self._ends)
        if within is not None:
            first, last = bisect_right(self._ends, within[0]), bisect_right(self._ends, within[1])
        gained, opposed = self._gained[output], self._gained[against] if against is not None else None
        told = []
        for place in range(first, last):
            amount = gained[place] - (opposed[place] if opposed is not None else 0.0)
            if amount > 0.0 and self._saying[place]:
                told.append((-amount, place))
        told.sort()
        return sorted(
            self._spans[place] for amount, place in told[:most] if amount <= told[0][0] * _LEAST_SHARE
        )


@lru_cache(maxsize=20_000)
def _says(word: str) -> bool:
    return not word.isdigit() and any(one not in _SAYS_NOTHING and one.isalnum() for one in word)


def grounds(
    text: str,
    ends: Sequence[int],
    found: Findings,
    sequences: Grams,
    heard: Known,
    weights: Weights,
    outputs: Sequence[int],
) -> Grounds:
    """The grounds for these outputs of the domain model; `ends` are where the words of the text end."""
    columns = np.array(outputs)
    parts = weights.domain.weights[heard.rows[:, None], columns] * np.float32(heard.value)
    even = np.zeros((sequences.sizes[0], len(outputs)))
    begun = 0
    for size, count in enumerate(sequences.sizes, start=1):
        shares = parts[begun : begun + count] / size
        begun += count
        for step in range(size):
            even[step : step + count] += shares
    added = np.zeros((len(text), len(outputs)))
    places = sequences.characters
    added[places[1:-1]] = even[1:-1]
    added[places[0]] += even[0]
    added[places[-1]] += even[-1]
    _add_concepts(added, found, weights, columns)
    spans = [(piece.clause.start, piece.clause.end) for piece in found.pieces]
    return Grounds(text, ends, spans, added)


def _add_concepts(added: Floats, found: Findings, weights: Weights, columns: NDArray[np.intp]) -> None:
    """What each group of words added, on the first character of the word that told it."""
    known = weights.domain.rows
    told = [
        (row, hit.start)
        for hit in found.concepts
        for name in hit.value
        if (row := known.get(concept_signal(name))) is not None
    ]
    if told:
        rows, starts = np.array(told).T
        np.add.at(added, starts, weights.domain.weights[rows[:, None], columns] * CONCEPT_VALUE)
