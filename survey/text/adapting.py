"""Fitting the reader to one company: the shipped domain model, moved as far as its people's corrections ask.

Regularised adaptation (Chelba & Acero 2006): the same features and outputs, and the ridge draws towards the
shipped weights instead of towards nothing, the harder the more the shipped comments had to say of a weight
(Laplace's approximation of what was known, MacKay 1992). A few hundred comments suffice; the rest stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from survey.text.fitting import Sample, entries_of, sample_of, says_something
from survey.text.grams import Keys
from survey.text.labels import Half, half_of, labelled_comments
from survey.text.logistic import Floats, fitted, rows_of
from survey.text.vocabulary import first_level
from survey.text.weights import Table, Weights, known, packed

__all__ = ["Corrected", "adapted", "halves"]

_RIDGE: Final = 4.0
"""How strongly a weight holds of which the shipped comments say nothing: as when they were fitted."""
_FIRMNESS: Final = 0.1
"""What a shipped comment adds to that where it holds the feature: p(1 − p) of an output that one in nine has."""
_STEPS: Final = 60
_LEAST: Final = 3
"""In how many comments a sequence new to the shipped model must stand: fewer say little, and could tell who wrote."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A comment with what people said of it; '' and None where nobody judged that."""

    text: str
    asked: str = ""
    """The dimension of the item it stands under: it is that comment's whatever the words are."""
    polarity: str = ""
    dimensions: tuple[str, ...] | None = None
    reason: str = ""

    def target(self, output: str) -> bool | None:
        """Whether the comment has that output of the domain model; None where it cannot be known."""
        sort, _, name = output.partition(" ")
        if sort == "polarity":
            return self.polarity == name if self.polarity else None
        if sort == "dimension":
            return None if self.dimensions is None or name == self.asked else name in self.dimensions
        if not self.reason:
            return None
        if sort == "reason":
            return first_level(self.reason) == name
        return self.reason == name if "." in self.reason else None


def halves(comments: Iterable[Corrected]) -> tuple[list[Corrected], list[Corrected]]:
    """The half to fit on and the half to check with, by the SHA-256 of the text: for good, whatever is added."""
    parted: dict[Half, list[Corrected]] = {half: [] for half in Half}
    for one in sorted(comments, key=repr):  # whatever order the store gives, the same weights come out
        parted[half_of(one.text)].append(one)
    return parted[Half.FITTING], parted[Half.CHECKING]


def adapted(base: Weights, comments: Sequence[Corrected]) -> Weights:
    """The weights for the company whose people judged these comments; the same bits from the same comments.

    General model and blend stay. An output that nobody's judgement touches keeps its weights.
    """
    told = [one for one in comments if says_something(one.text)]
    samples = [_within(base.domain, sample_of(base, one.text)) for one in told]
    keys = _keys(base.domain, samples)
    places = {name: len(keys) + place for place, name in enumerate(base.domain.signals)}
    entries = [entries_of(sample, keys, places) for sample in samples]
    weights = _carried_over(base.domain, keys)
    reach = _reach(base, keys, places)
    for outputs, rows, targets in _questions(base.domain.outputs, told):
        columns, used = np.unique([place for row in rows for place, _ in entries[row]], return_inverse=True)
        figures = iter(used.tolist())
        compact = [[(next(figures), value * reach[place]) for place, value in entries[row]] for row in rows]
        chosen, far = np.ix_(columns, np.array(outputs)), reach[columns, None]
        weights[chosen] = far * fitted(
            rows_of(compact, len(columns)),
            targets,
            np.ones(len(rows)),
            width=len(columns),
            ridge=_RIDGE,
            steps=_STEPS,
            prior=weights[chosen] / far,
        )
    return replace(base, domain=packed(keys, base.domain.signals, base.domain.outputs, weights))


def _reach(base: Weights, keys: Keys, places: Mapping[str, int]) -> Floats:
    """How easily each weight moves (1: one that the shipped comments say nothing of).

    A feature made that much smaller has one ridge for all, and the steps are the better for it.
    """
    known_before = np.zeros(len(keys) + len(places))
    for one in _shipped_texts():
        for place, value in entries_of(_within(base.domain, sample_of(base, one)), keys, places):
            known_before[place] += value * value
    return (1.0 + known_before * (_FIRMNESS / _RIDGE)) ** -0.5


def _shipped_texts() -> list[str]:
    return [one.text for one in labelled_comments(Half.FITTING) if says_something(one.text)]


def _within(domain: Table, sample: Sample) -> Sample:
    """The sample with those signals only that the shipped model weighs."""
    return replace(
        sample, signals={name: value for name, value in sample.signals.items() if name in domain.rows}
    )


def _keys(domain: Table, samples: Sequence[Sample]) -> Keys:
    """The shipped sequences, and those of the company's own that enough comments hold."""
    if not samples:
        return domain.keys
    heard, times = np.unique(np.concatenate([one.grams.distinct for one in samples]), return_counts=True)
    return np.union1d(domain.keys, heard[times >= _LEAST])


def _carried_over(domain: Table, keys: Keys) -> Floats:
    """The shipped weights in the rows of `keys` and the signals; nothing where they had none."""
    shipped = domain.weights.astype(np.float64)
    signals = shipped[len(domain.keys) : len(domain.keys) + len(domain.signals)]
    return np.concatenate([shipped[known(domain.keys, keys)], signals])


def _questions(
    outputs: Sequence[str], comments: Sequence[Corrected]
) -> Iterator[tuple[list[int], list[int], Floats]]:
    """Outputs that the same comments answer, with the comments' places and what each says (0 or 1)."""
    together: dict[tuple[int, ...], list[int]] = {}
    answers: dict[int, dict[int, bool]] = {}
    for place, output in enumerate(outputs):
        answers[place] = {
            row: said for row, one in enumerate(comments) if (said := one.target(output)) is not None
        }
        together.setdefault(tuple(answers[place]), []).append(place)
    for rows, places in together.items():
        if rows:
            targets = np.array([[float(answers[place][row]) for place in places] for row in rows])
            yield places, list(rows), targets
