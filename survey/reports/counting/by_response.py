"""Figures with the response as the unit: sums over tables kept per cell, so that any filter on a million
responses adds up a few hundred cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import (
    LOWEST_SPECIAL,
    Floats,
    Pair,
    Sample,
    degrees_of,
    made,
    scores_of,
    values_of,
)
from survey.reports.counting.measures import Measure, Spread, spread_from, spread_of
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
    against_mean_from,
    gap_from_counts,
    mean_interval_from,
    one_sample_t_from,
    wilson,
)
from survey.stats.satisfaction import row_means

__all__ = ["ResponseSample"]


class ResponseSample(Sample):
    """Responses count: all figures are sums over the tables of the chosen cells."""

    @property
    def n_units(self) -> int:
        return self.n_responses

    @property
    def n_responses(self) -> int:
        sizes = made(self.columns, "sizes", lambda: np.bincount(self.columns.cell, minlength=self._n_cells))
        return int(sizes[self._cells].sum())

    def gap(self, pair: Pair) -> Gap:
        return gap_from_counts(self._joint(pair), lowest=0, sign=pair.sign, population=self.population)

    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        name = "gap:" + ",".join(pair.item.key for pair in pairs)
        return self._moments(name, lambda: row_means(_row_gaps(self.columns, pairs)))

    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        moments = made(self.columns, "versus", lambda: _versus_moments(self.columns, self.pairs))
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
        return mean_interval_from(*self._degree_sums(weights), population=self.population)

    def spread(self, measure: Measure) -> Spread:
        if measure.kind == "degree":
            return spread_from(measure, *self._degree_sums(measure.weights))
        if measure.kind == "gap" and measure.pair is not None:
            joint = self._joint(measure.pair)
            first, second = (axis.ravel().astype(np.float64) for axis in np.indices(joint.shape))
            return spread_of(measure, second - first, joint.ravel().astype(np.float64))
        counts = self.counts(measure.column)[:LOWEST_SPECIAL]
        points = np.arange(LOWEST_SPECIAL, dtype=np.float64)
        return spread_of(measure, measure.points(points), counts.astype(np.float64))

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
        tables = made(self.columns, f"joint:{pair.item.key}", lambda: _joint_tables(self.columns, pair))
        summed: NDArray[np.int64] = tables[self._cells].sum(axis=0)
        return summed

    def _degree_sums(self, weights: Mapping[str, float]) -> tuple[float | None, float | None, int]:
        """Mean, standard deviation and n of the rows' degrees; kept by weights and conversion table."""
        tables = [tuple(pair.scale.conversion().items()) for pair in self.pairs]
        name = f"degree:{sorted(weights.items())}:{hash(tuple(tables))}"
        return self._sums(name, lambda: self._row_degrees(weights))

    def _row_degrees(self, weights: Mapping[str, float]) -> Floats:
        converted = {
            pair.item.key: scores_of(self.columns.codes(pair.second), pair.scale)
            for pair in self.pairs
            if pair.item.dimension in weights
        }
        return degrees_of(self.pairs, converted, weights, self.columns.n)

    def _moments(self, name: str, rows: Callable[[], Floats]) -> Estimate:
        """The mean of a figure per row with its interval, from n, Σx and Σx² kept per cell."""
        return mean_interval_from(*self._sums(name, rows), population=self.population)

    def _sums(self, name: str, rows: Callable[[], Floats]) -> tuple[float | None, float | None, int]:
        """Mean, standard deviation and n of a figure per row, from what is kept per cell."""
        sums = made(self.columns, f"moments:{name}", lambda: _cell_moments(self.columns, rows()))
        return _from_moments(*(float(part) for part in sums[:, self._cells].sum(axis=1)))


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
        values_of(columns.codes(pair.second)[chosen]) - values_of(columns.codes(pair.first)[chosen])
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


def _mean_of_counts(points: Floats, counts: NDArray[np.int64], population: int | None) -> Estimate:
    n = int(counts.sum())
    if n == 0:
        return mean_interval_from(None, None, 0)
    mean = float(points @ counts) / n
    deviation = sqrt(float(((points - mean) ** 2) @ counts) / (n - 1)) if n > 1 else None
    return mean_interval_from(mean, deviation, n, population=population)
