"""Figures with the response as the unit: sums over tables kept per cell, so that any filter on a million
responses adds up a few hundred cells. Intervals are clustered by customer where customers are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.clusters import Draw, draw
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import (
    LOWEST_SPECIAL,
    Floats,
    Pair,
    Sample,
    cell_counts,
    degrees_of,
    made,
    mean_across,
    mean_gaps,
    scores_of,
    values_of,
)
from survey.reports.counting.measures import Customers, Measure, Spread, spread_from, spread_of
from survey.stats import (
    AgainstMeanGap,
    ClusterSums,
    Estimate,
    Gap,
    Moments,
    PairSums,
    against_mean_from,
    clustering_of,
    gap_from_counts,
    moments_of,
    one_sample_t_from,
    wilson,
)

__all__ = ["ResponseSample"]

Rows = Callable[[Columns], Floats]
"""A figure of each response of some columns, NaN for none."""
POINTS = np.arange(LOWEST_SPECIAL, dtype=np.float64)


class ResponseSample(Sample):
    """Responses count: all figures are sums over the tables of the chosen cells."""

    @property
    def n_units(self) -> int:
        return self.n_responses

    @property
    def n_responses(self) -> int:
        sizes = made(self.columns, "sizes", lambda: np.bincount(self.columns.cell, minlength=self._n_cells))
        return int(sizes[self._cells].sum())

    @property
    def n_customers(self) -> int | None:
        """How many known customers the responses come from; None in a wave that knows none."""
        return None if self._draw is None else int(self._draw.ids.size)

    def gap(self, pair: Pair) -> Gap:
        return gap_from_counts(
            self._joint(self.columns, pair),
            lowest=0,
            sign=pair.sign,
            population=self.population,
            sums=self._pair_sums(pair),
        )

    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        name = "gap:" + ",".join(pair.item.key for pair in pairs)
        moments, _ = self._moments(name, lambda columns: mean_gaps(columns, pairs))
        return moments.interval(population=self.population)

    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        tests = []
        for place in range(len(self.pairs)):
            moments, _ = self._moments(f"versus:{place}", partial(self._against_mean, place))
            tests.append(one_sample_t_from(moments.mean, moments.sd, moments.n, moments.clustering))
        for columns in (self.columns, self._draw.nameless if self._draw else self.columns):
            columns.made.pop("mean gaps", None)  # a number per response, needed by no later filter
        return against_mean_from(tests)

    def mean(self, column: str) -> Estimate:
        moments, _ = self._counted(column, POINTS)
        return moments.interval(population=self.population)

    def share_at_least(self, column: str, value: float) -> Estimate:
        reached = (int(np.ceil(value)) <= POINTS).astype(np.float64)
        moments, _ = self._counted(column, reached)
        hits = int(self.counts(column)[:LOWEST_SPECIAL][reached > 0].sum())
        return wilson(hits, moments.n, population=self.population, clustering=moments.clustering)

    def degree(self, weights: Mapping[str, float]) -> Estimate:
        return self._degree(weights)[0].interval(population=self.population)

    def mean_score(self, pairs: Sequence[Pair]) -> Estimate:
        tables = [(pair.second, tuple(pair.scale.conversion().items())) for pair in pairs]
        moments, _ = self._moments(f"scores:{tables}", lambda columns: _row_scores(columns, pairs))
        return moments.interval(population=self.population)

    def spread(self, measure: Measure) -> Spread:
        if measure.kind == "degree":
            return spread_from(measure, *self._degree(measure.weights))
        if measure.kind == "gap" and measure.pair is not None:
            joint = self._joint(self.columns, measure.pair)
            first, second = (axis.ravel().astype(np.float64) for axis in np.indices(joint.shape))
            sums = self._pair_sums(measure.pair)
            customers = self._customers(sums.gap) if sums else None
            return spread_of(measure, second - first, joint.ravel().astype(np.float64), customers)
        counts = self.counts(measure.column)[:LOWEST_SPECIAL].astype(np.float64)
        points = measure.points(POINTS)
        return spread_of(measure, points, counts, self._counted(measure.column, points)[1])

    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        table = self._joint(self.columns, pair)
        found = [
            (float(first), float(second))
            for first, second in np.argwhere(table > 0).tolist()
            for _ in range(int(table[first, second]))
        ]
        return tuple(sorted(found, key=lambda each: (each[1] - each[0], each[1])))

    @property
    def _n_cells(self) -> int:
        return len(self.columns.cells)

    @cached_property
    def _draw(self) -> Draw | None:
        return draw(self.columns, self._cells)

    def _customers(self, sums: ClusterSums) -> Customers | None:
        return None if self._draw is None else Customers(self._draw.ids, sums)

    def _joint(self, columns: Columns, pair: Pair) -> NDArray[np.int64]:
        tables = made(columns, f"joint:{pair.item.key}", lambda: _joint_tables(columns, pair))
        summed: NDArray[np.int64] = tables[self._cells].sum(axis=0)
        return summed

    def _pair_sums(self, pair: Pair) -> PairSums | None:
        """The pair's four figures by customer."""
        if self._draw is None:
            return None
        sizes, first, second, missed = self._draw.sums(
            f"pair:{pair.item.key}", lambda: _pair_rows(self.columns, pair)
        )
        joint = self._joint(self._draw.nameless, pair)
        wanted, got = (axis.ravel().astype(np.float64) for axis in np.indices(joint.shape))
        each = joint.ravel()
        return PairSums(
            ClusterSums(sizes, first, _power_sums(wanted, each)),
            ClusterSums(sizes, second, _power_sums(got, each)),
            ClusterSums(sizes, second - first, _power_sums(got - wanted, each)),
            ClusterSums(sizes, missed, _power_sums((got < wanted).astype(np.float64), each)),
        )

    def _counted(self, column: str, points: Floats) -> tuple[Moments, Customers | None]:
        """The moments of a column with `points` in place of its codes, from how often each code occurs."""
        counts = self.counts(column)[:LOWEST_SPECIAL].astype(np.float64)
        if self._draw is None:
            return moments_of(points, counts), None
        table = np.concatenate([points, np.full(256 - LOWEST_SPECIAL, np.nan)])
        sizes, totals = self._draw.sums(
            f"points:{column}:{hash(points.tobytes())}",
            lambda: _with_sizes(table[self.columns.codes(column)]),
        )
        nameless = cell_counts(self._draw.nameless, column)[self._cells].sum(axis=0)[:LOWEST_SPECIAL]
        sums = ClusterSums(sizes, totals, _power_sums(points, nameless))
        return moments_of(points, counts, sums), self._customers(sums)

    def _degree(self, weights: Mapping[str, float]) -> tuple[Moments, Customers | None]:
        """The moments of the rows' degrees; kept by weights and conversion table."""
        tables = [tuple(pair.scale.conversion().items()) for pair in self.pairs]
        name = f"degree:{sorted(weights.items())}:{hash(tuple(tables))}"
        return self._moments(name, lambda columns: self._row_degrees(columns, weights))

    def _row_degrees(self, columns: Columns, weights: Mapping[str, float]) -> Floats:
        converted = {
            pair.item.key: scores_of(columns.codes(pair.second), pair.scale)
            for pair in self.pairs
            if pair.item.dimension in weights
        }
        return degrees_of(self.pairs, converted, weights, columns.n)

    def _against_mean(self, place: int, columns: Columns) -> Floats:
        """Each response's gap of one pair less its mean gap, of the responses with at least two gaps."""
        mean = made(columns, "mean gaps", lambda: mean_gaps(columns, self.pairs, least=2))
        pair = self.pairs[place]
        gaps: Floats = values_of(columns.codes(pair.second)) - values_of(columns.codes(pair.first)) - mean
        return gaps

    def _moments(self, name: str, rows: Rows) -> tuple[Moments, Customers | None]:
        """The moments of a figure per response, from n, Σx and Σx² kept per cell; and its sums by customer."""
        n, total, squares = self._power_sums(self.columns, name, rows)
        if n == 0:
            return Moments(0, None, None), None
        mean = total / n
        sd = sqrt(max(squares - total * mean, 0.0) / (n - 1)) if n > 1 else None
        if self._draw is None:
            return Moments(int(n), mean, sd), None
        sizes, totals = self._draw.sums(f"rows:{name}", lambda: _with_sizes(rows(self.columns)))
        sums = ClusterSums(sizes, totals, self._power_sums(self._draw.nameless, name, rows))
        return Moments(int(n), mean, sd, clustering_of(sums, mean, sd)), self._customers(sums)

    def _power_sums(self, columns: Columns, name: str, rows: Rows) -> tuple[float, float, float]:
        kept = made(columns, f"moments:{name}", lambda: _cell_moments(columns, rows(columns)))
        n, total, squares = kept[:, self._cells].sum(axis=1).tolist()
        return n, total, squares


def _power_sums(points: Floats, counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """n, Σx and Σx² of points that occur so many times."""
    return float(counts.sum()), float((points * counts).sum()), float((points * points * counts).sum())


def _with_sizes(rows: Floats) -> Iterator[Floats]:
    """Which rows are there, and what they add, for sums by customer."""
    there = ~np.isnan(rows)
    yield there.astype(np.float64)
    yield np.where(there, rows, 0.0)


def _row_scores(columns: Columns, pairs: Sequence[Pair]) -> Floats:
    return mean_across([scores_of(columns.codes(pair.second), pair.scale) for pair in pairs])


def _pair_rows(columns: Columns, pair: Pair) -> Iterator[Floats]:
    """Of each response: whether it gave both, the two, and whether it got less than it wants."""
    first, second = values_of(columns.codes(pair.first)), values_of(columns.codes(pair.second))
    both = ~(np.isnan(first) | np.isnan(second))
    yield both.astype(np.float64)
    yield np.where(both, first, 0.0)
    yield np.where(both, second, 0.0)
    yield (second < first).astype(np.float64)


def _joint_tables(columns: Columns, pair: Pair) -> NDArray[np.int64]:
    """Cells × first code × performance code, over the responses that gave both."""
    first, second = columns.codes(pair.first), columns.codes(pair.second)
    both = (first < LOWEST_SPECIAL) & (second < LOWEST_SPECIAL)
    size = int(max(first[both].max(initial=0), second[both].max(initial=0))) + 1
    joined = (columns.cell[both].astype(np.int64) * size + first[both]) * size + second[both]
    return np.bincount(joined, minlength=len(columns.cells) * size * size).reshape(-1, size, size)


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
