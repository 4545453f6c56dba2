"""The figures that a report asks of a wave's counted responses, and the columns they are reckoned from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from survey.instrument.definition import Definition
from survey.questions import NOT_ASKED, Scale
from survey.reports.counting.columns import Columns
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Measure, Spread
from survey.reports.counting.pairs import Pair, pairs_of
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
)

__all__ = [
    "LOWEST_SPECIAL",
    "Floats",
    "Pair",
    "Sample",
    "cell_counts",
    "degrees_of",
    "made",
    "mean_across",
    "mean_gaps",
    "pairs_of",
    "scores_of",
    "values_of",
]

Floats = NDArray[np.float64]
LOWEST_SPECIAL: Final = NOT_ASKED
"""Codes from here up are no answers: not asked, not answered, not applicable."""


class Sample(ABC):
    """The counted responses of one wave; every figure comes with its interval and its n of units."""

    def __init__(
        self, columns: Columns, definition: Definition, wanted: Filter, population: int | None
    ) -> None:
        self.columns, self.definition, self.wanted = columns, definition, wanted
        self.pairs = pairs_of(definition)
        self._cells = np.array(wanted.chosen(columns), dtype=np.int64)
        self._population = population

    @property
    @abstractmethod
    def n_units(self) -> int:
        """Customers (or responses) counted."""

    @property
    @abstractmethod
    def n_responses(self) -> int:
        """Responses counted."""

    @abstractmethod
    def gap(self, pair: Pair) -> Gap:
        """The pair's means, gap and share of unmet importance."""

    @abstractmethod
    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        """The mean of each unit's mean gap over `pairs` (a dimension's, a touchpoint's, all)."""

    @abstractmethod
    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        """Each pair's gap against the mean gap of all, in the order of `pairs`."""

    @abstractmethod
    def mean(self, column: str) -> Estimate:
        """The mean of a column's codes."""

    @abstractmethod
    def share_at_least(self, column: str, value: float) -> Estimate:
        """The share of units whose (mean) code is at least `value`."""

    @abstractmethod
    def degree(self, weights: Mapping[str, float]) -> Estimate:
        """满意度: weighted mean over the dimensions each unit answered, 0–100."""

    @abstractmethod
    def mean_score(self, pairs: Sequence[Pair]) -> Estimate:
        """The mean of each unit's mean converted score over one pair or more, equally heavy, 0–100."""

    @abstractmethod
    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        """(first, performance) of each unit that gave both, worst gap first: for printing small bases."""

    @abstractmethod
    def spread(self, measure: Measure) -> Spread:
        """A measure with what is needed to compare it with another sample's."""

    def counts(self, column: str) -> NDArray[np.int64]:
        """How many responses have each of the 256 codes of a column."""
        tables: NDArray[np.int64] = cell_counts(self.columns, column)[self._cells].sum(axis=0)
        return tables

    @property
    def population(self) -> int | None:
        """N of a frame that was invited whole, when nothing narrows the figures; else None."""
        if self._population is None or self.wanted or self._population < self.n_units:
            return None
        return self._population


def made(columns: Columns, name: str, make: Callable[[], Any]) -> Any:
    """What was made from these columns before, else made now and kept with them."""
    if name not in columns.made:
        columns.made[name] = make()
    return columns.made[name]


def cell_counts(columns: Columns, column: str) -> NDArray[np.int64]:
    """Cells × 256 codes: how often each occurs."""

    def count() -> NDArray[np.int64]:
        joined = columns.cell.astype(np.int64) * 256 + columns.codes(column)
        return np.bincount(joined, minlength=len(columns.cells) * 256).reshape(-1, 256)

    found: NDArray[np.int64] = made(columns, f"counts:{column}", count)
    return found


def degrees_of(
    pairs: Sequence[Pair], converted: Mapping[str, Floats], weights: Mapping[str, float], rows: int
) -> Floats:
    """Weighted mean of the dimension means of converted scores, weights renormalised over what was answered."""
    total, carried = np.zeros(rows), np.zeros(rows)
    for key, weight in weights.items():
        members = [converted[pair.item.key] for pair in pairs if pair.item.dimension == key]
        if members:
            mean = mean_across(members)
            there = ~np.isnan(mean)
            np.add(total, weight * mean, out=total, where=there)
            carried += weight * there
    degrees: Floats = np.divide(total, carried, out=np.full(rows, np.nan), where=carried > 0)
    return degrees


def mean_across(columns: Sequence[Floats]) -> Floats:
    """The mean of each row over the columns that have it there, NaN for none; added up column by column,
    since a table of a million rows takes longer to put together than to add up."""
    total, counts = np.zeros(columns[0].size), np.zeros(columns[0].size)
    for column in columns:
        there = ~np.isnan(column)
        np.add(total, column, out=total, where=there)
        counts += there
    means: Floats = np.divide(total, counts, out=np.full(total.size, np.nan), where=counts > 0)
    return means


def mean_gaps(columns: Columns, pairs: Sequence[Pair], *, least: int = 1) -> Floats:
    """Each response's mean gap over the pairs it gave both of, NaN below `least` of them."""
    total, counts = np.zeros(columns.n, dtype=np.int32), np.zeros(columns.n, dtype=np.int32)
    for pair in pairs:
        first, second = columns.codes(pair.first), columns.codes(pair.second)
        both = np.maximum(first, second) < LOWEST_SPECIAL
        np.add(total, second.astype(np.int16) - first, out=total, where=both)
        counts += both
    means: Floats = np.divide(total, counts, out=np.full(columns.n, np.nan), where=counts >= max(least, 1))
    return means


def values_of(codes: NDArray[np.uint8]) -> Floats:
    values = codes.astype(np.float64)
    values[codes >= LOWEST_SPECIAL] = np.nan
    return values


def scores_of(codes: NDArray[np.uint8], scale: Scale) -> Floats:
    """Codes through the scale's conversion table; what is no answer is NaN."""
    table = np.full(256, np.nan)
    for value, score in scale.conversion().items():
        table[value] = score
    converted: Floats = table[codes]
    return converted
