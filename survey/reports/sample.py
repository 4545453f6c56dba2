"""The figures of a wave for one filter, with the customer or the response as the unit.

Two samples with the same face: in business surveys a customer's respondents are averaged first and the
customers are counted; where the answer is the unit, everything comes from tables kept per cell, so that any
filter on a million responses is a sum over a few hundred cells.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from survey.instrument.definition import Definition
from survey.questions import NOT_ASKED, Item, Scale
from survey.reports.columns import Columns
from survey.reports.filters import Filter
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
    against_mean_from,
    against_mean_gap,
    gap,
    gap_from_counts,
    mean_interval,
    mean_interval_from,
    one_sample_t_from,
    wilson,
)
from survey.stats.gap import Sign
from survey.stats.satisfaction import row_means, weighted_rows

__all__ = ["Pair", "Sample", "pairs_of", "sample"]

Floats = NDArray[np.float64]
LOWEST_SPECIAL: Final = NOT_ASKED
"""Codes from here up are no answers: not asked, not answered, not applicable."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A rated item with two scales: its columns and what the first one is called."""

    item: Item
    first: str
    second: str
    sign: Sign
    scale: Scale
    """That of the performance."""


def pairs_of(definition: Definition) -> tuple[Pair, ...]:
    """The items that are rated twice, in order."""
    found = []
    by_item: dict[str, dict[str, str]] = {}
    for column in definition.columns:
        by_item.setdefault(column.item, {})[column.part] = column.key
    for item in definition.items():
        parts = by_item.get(item.key, {})
        role = next((role for role in ("importance", "expectation") if role in parts), None)
        if role and "performance" in parts:
            sign: Sign = "performance-importance" if role == "importance" else "perception-expectation"
            scale = definition.scale_by_key[item.scales["performance"]]
            found.append(Pair(item, parts[role], parts["performance"], sign, scale))
    return tuple(found)


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
    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        """(first, performance) of each unit that gave both, worst gap first: for printing small bases."""

    def counts(self, column: str) -> NDArray[np.int64]:
        """How many responses have each of the 256 codes of a column."""
        tables: NDArray[np.int64] = _cell_counts(self.columns, column)[self._cells].sum(axis=0)
        return tables

    @property
    def population(self) -> int | None:
        """N of a frame that was invited whole, when nothing narrows the figures; else None."""
        if self._population is None or self.wanted or self._population < self.n_units:
            return None
        return self._population


def sample(
    columns: Columns,
    definition: Definition,
    wanted: Filter,
    *,
    unit: str,
    population: int | None = None,
) -> Sample:
    """The sample for a filter, with `unit` customer or response."""
    kind = CustomerSample if unit == "customer" else ResponseSample
    return kind(columns, definition, wanted, population)


class CustomerSample(Sample):
    """Customers count: each customer's respondents are averaged first."""

    def __init__(
        self, columns: Columns, definition: Definition, wanted: Filter, population: int | None
    ) -> None:
        super().__init__(columns, definition, wanted, population)
        self._rows = np.flatnonzero(np.isin(columns.cell, self._cells))
        self._units, self._unit = np.unique(columns.unit[self._rows], return_inverse=True)

    @property
    def n_units(self) -> int:
        return int(self._units.size)

    @property
    def n_responses(self) -> int:
        return int(self._rows.size)

    @property
    def customers(self) -> NDArray[np.int64]:
        """The customer ids of the units, −1 for answers without one."""
        found: NDArray[np.int64] = self.columns.customers[self._units]
        return found

    def gap(self, pair: Pair) -> Gap:
        first, second = self._pair(pair)
        return gap(first, second, sign=pair.sign, population=self.population)

    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        return mean_interval(row_means(self._gaps(pairs)), population=self.population)

    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        return against_mean_gap(self._gaps(self.pairs))

    def mean(self, column: str) -> Estimate:
        return mean_interval(self._rolled(_values(self._codes(column))), population=self.population)

    def share_at_least(self, column: str, value: float) -> Estimate:
        rolled = self._rolled(_values(self._codes(column)))
        there = rolled[~np.isnan(rolled)]
        return wilson(int((there >= value - 1e-9).sum()), int(there.size), population=self.population)

    def degree(self, weights: Mapping[str, float]) -> Estimate:
        return mean_interval(self.degrees(weights), population=self.population)

    def degrees(self, weights: Mapping[str, float]) -> Floats:
        """Each unit's own 满意度, NaN where nothing was rated."""
        converted = {
            pair.item.key: self._rolled(_converted(self._codes(pair.second), pair.scale))
            for pair in self.pairs
            if pair.item.dimension in weights
        }
        return _degrees(self.pairs, converted, weights, self.n_units)

    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        first, second = self._pair(pair)
        both = ~(np.isnan(first) | np.isnan(second))
        found = zip(first[both].tolist(), second[both].tolist(), strict=True)
        return tuple(sorted(found, key=lambda each: (each[1] - each[0], each[1])))

    def _codes(self, column: str) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = self.columns.codes(column)[self._rows]
        return found

    def _pair(self, pair: Pair) -> tuple[Floats, Floats]:
        """Both members rolled up, over the responses that gave both: the gap is the difference of the means."""
        first, second = _values(self._codes(pair.first)), _values(self._codes(pair.second))
        open_ = np.isnan(first) | np.isnan(second)
        first[open_] = second[open_] = np.nan
        return self._rolled(first), self._rolled(second)

    def _gaps(self, pairs: Sequence[Pair]) -> Floats:
        if not pairs:
            return np.empty((self.n_units, 0))
        return np.column_stack([second - first for first, second in map(self._pair, pairs)])

    def _rolled(self, values: Floats) -> Floats:
        """The mean of each unit's responses; NaN for a unit without any."""
        there = ~np.isnan(values)
        sums = np.bincount(self._unit[there], weights=values[there], minlength=self.n_units)
        counts = np.bincount(self._unit[there], minlength=self.n_units)
        means: Floats = np.divide(sums, counts, out=np.full(self.n_units, np.nan), where=counts > 0)
        return means


class ResponseSample(Sample):
    """Responses count: all figures are sums over the tables of the chosen cells."""

    @property
    def n_units(self) -> int:
        return self.n_responses

    @property
    def n_responses(self) -> int:
        sizes = _made(self.columns, "sizes", lambda: np.bincount(self.columns.cell, minlength=self._n_cells))
        return int(sizes[self._cells].sum())

    def gap(self, pair: Pair) -> Gap:
        return gap_from_counts(self._joint(pair), lowest=0, sign=pair.sign, population=self.population)

    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        name = "gap:" + ",".join(pair.item.key for pair in pairs)
        return self._moments(name, lambda: row_means(_row_gaps(self.columns, pairs)))

    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        moments = _made(self.columns, "versus", lambda: _versus_moments(self.columns, self.pairs))
        tests = []
        for sums in moments:
            mean, deviation, n = _from_moments(*(float(part) for part in sums[:, self._cells].sum(axis=1)))
            tests.append(one_sample_t_from(mean, deviation, n))
        return against_mean_from(tests)

    def mean(self, column: str) -> Estimate:
        counts = self.counts(column)[:LOWEST_SPECIAL]
        return _mean_of_counts(np.arange(LOWEST_SPECIAL, dtype=np.float64), counts, self.population)

    def share_at_least(self, column: str, value: float) -> Estimate:
        counts = self.counts(column)[:LOWEST_SPECIAL]
        reached = int(counts[int(np.ceil(value)) :].sum())
        return wilson(reached, int(counts.sum()), population=self.population)

    def degree(self, weights: Mapping[str, float]) -> Estimate:
        name = "degree:" + ",".join(f"{key}={weight:g}" for key, weight in sorted(weights.items()))
        return self._moments(name, lambda: self._row_degrees(weights))

    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        table = self._joint(pair)
        found = [
            (float(first), float(second))
            for first, second in np.argwhere(table > 0).tolist()
            for _ in range(int(table[first, second]))
        ]
        return tuple(sorted(found, key=lambda each: (each[1] - each[0], each[1])))

    @property
    def _n_cells(self) -> int:
        return len(self.columns.cells)

    def _joint(self, pair: Pair) -> NDArray[np.int64]:
        tables = _made(self.columns, f"joint:{pair.item.key}", lambda: _joint_tables(self.columns, pair))
        summed: NDArray[np.int64] = tables[self._cells].sum(axis=0)
        return summed

    def _row_degrees(self, weights: Mapping[str, float]) -> Floats:
        converted = {
            pair.item.key: _converted(self.columns.codes(pair.second), pair.scale)
            for pair in self.pairs
            if pair.item.dimension in weights
        }
        return _degrees(self.pairs, converted, weights, self.columns.n)

    def _moments(self, name: str, rows: Callable[[], Floats]) -> Estimate:
        """The mean of a figure per row with its interval, from n, Σx and Σx² kept per cell."""
        sums = _made(self.columns, f"moments:{name}", lambda: _cell_moments(self.columns, rows()))
        mean, deviation, n = _from_moments(*(float(part) for part in sums[:, self._cells].sum(axis=1)))
        return mean_interval_from(mean, deviation, n, population=self.population)


def _from_moments(n: float, total: float, squares: float) -> tuple[float | None, float | None, int]:
    """Mean, standard deviation (n−1) and n from n, Σx and Σx²."""
    if n == 0:
        return None, None, 0
    deviation = sqrt(max(squares - total * total / n, 0.0) / (n - 1)) if n > 1 else None
    return total / n, deviation, int(n)


def _versus_moments(columns: Columns, pairs: Sequence[Pair]) -> list[Floats]:
    """Per pair the moments of its gap less the row's mean gap, over the rows with at least two gaps."""
    gaps = _row_gaps(columns, pairs)
    there = (~np.isnan(gaps)).sum(axis=1)
    means = np.where(there >= 2, row_means(gaps), np.nan)
    return [_cell_moments(columns, gaps[:, item] - means) for item in range(len(pairs))]


def _made(columns: Columns, name: str, make: Callable[[], Any]) -> Any:
    """What was made from these columns before, else made now and kept with them."""
    if name not in columns.made:
        columns.made[name] = make()
    return columns.made[name]


def _cell_counts(columns: Columns, column: str) -> NDArray[np.int64]:
    """Cells × 256 codes: how often each occurs."""

    def count() -> NDArray[np.int64]:
        joined = columns.cell.astype(np.int64) * 256 + columns.codes(column)
        return np.bincount(joined, minlength=len(columns.cells) * 256).reshape(-1, 256)

    found: NDArray[np.int64] = _made(columns, f"counts:{column}", count)
    return found


def _joint_tables(columns: Columns, pair: Pair) -> NDArray[np.int64]:
    """Cells × first code × performance code, over the responses that gave both."""
    first, second = columns.codes(pair.first), columns.codes(pair.second)
    both = (first < LOWEST_SPECIAL) & (second < LOWEST_SPECIAL)
    size = int(max(first[both].max(initial=0), second[both].max(initial=0))) + 1
    joined = (columns.cell[both].astype(np.int64) * size + first[both]) * size + second[both]
    return np.bincount(joined, minlength=len(columns.cells) * size * size).reshape(-1, size, size)


def _row_gaps(columns: Columns, pairs: Sequence[Pair], rows: NDArray[np.intp] | None = None) -> Floats:
    """Rows × pairs: each response's gaps, of `rows` or of all."""
    chosen = slice(None) if rows is None else rows
    gaps = [
        _values(columns.codes(pair.second)[chosen]) - _values(columns.codes(pair.first)[chosen])
        for pair in pairs
    ]
    return np.column_stack(gaps) if gaps else np.empty((columns.n if rows is None else rows.size, 0))


def _cell_moments(columns: Columns, rows: Floats) -> Floats:
    there = ~np.isnan(rows)
    cell, values = columns.cell[there], rows[there]
    size = len(columns.cells)
    return np.vstack(
        [
            np.bincount(cell, minlength=size).astype(np.float64),
            np.bincount(cell, weights=values, minlength=size),
            np.bincount(cell, weights=values * values, minlength=size),
        ]
    )


def _degrees(
    pairs: Sequence[Pair], converted: Mapping[str, Floats], weights: Mapping[str, float], rows: int
) -> Floats:
    """Weighted mean of the dimension means of converted scores, weights renormalised over what was answered."""
    dimensions = [key for key in weights if any(pair.item.dimension == key for pair in pairs)]
    if not dimensions:
        return np.full(rows, np.nan)
    means = np.column_stack(
        [
            row_means(
                np.column_stack([converted[pair.item.key] for pair in pairs if pair.item.dimension == key])
            )
            for key in dimensions
        ]
    )
    return weighted_rows(means, np.array([weights[key] for key in dimensions]))


def _values(codes: NDArray[np.uint8]) -> Floats:
    values = codes.astype(np.float64)
    values[codes >= LOWEST_SPECIAL] = np.nan
    return values


def _converted(codes: NDArray[np.uint8], scale: Scale) -> Floats:
    """Codes through the scale's conversion table; what is no answer is NaN."""
    table = np.full(256, np.nan)
    for value, score in scale.conversion().items():
        table[value] = score
    converted: Floats = table[codes]
    return converted


def _mean_of_counts(points: Floats, counts: NDArray[np.int64], population: int | None) -> Estimate:
    n = int(counts.sum())
    if n == 0:
        return mean_interval_from(None, None, 0)
    mean = float(points @ counts) / n
    deviation = sqrt(float(((points - mean) ** 2) @ counts) / (n - 1)) if n > 1 else None
    return mean_interval_from(mean, deviation, n, population=population)
