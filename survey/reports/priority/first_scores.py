"""How much of what matters each item leaves unmet, per unit: the scores that an order of work rests on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import LOWEST_SPECIAL, Floats, Sample, made
from survey.reports.counting.pairs import Pair
from survey.stats import (
    Estimate,
    TTest,
    mean_interval,
    mean_interval_from,
    one_sample_t_from,
    paired_t,
)

__all__ = ["CustomerScores", "ResponseScores", "Scores", "unmet_score"]

_ROWS_AT_ONCE = 50_000


def unmet_score(reference: Floats, performance: Floats, top: float) -> Floats:
    """max(what is wanted − performance, 0) × what is wanted ÷ the scale's top: 0 where it is met, NaN unknown."""
    wanting: Floats = np.maximum(reference - performance, 0.0) * reference / top
    return wanting


class Scores(ABC):
    """The scores of the pairs in order: their means, and the paired test of two of them."""

    n: int

    @abstractmethod
    def estimate(self, item: int) -> Estimate:
        """The mean score of an item with its interval."""

    @abstractmethod
    def test(self, one: int, other: int) -> TTest:
        """The difference of two items' scores within the units that rated both."""


class CustomerScores(Scores):
    """A row per customer; `weights` (mean 1) multiply the rows, NaN leaves a customer out."""

    def __init__(self, drawn: CustomerSample, pairs: Sequence[Pair], weights: Floats | None) -> None:
        tops = [float(pair.scale.values[-1]) for pair in pairs]
        columns = [unmet_score(*drawn.both(pair), top) for pair, top in zip(pairs, tops, strict=True)]
        table = np.column_stack(columns) if columns else np.empty((drawn.n_units, 0))
        self.table = table if weights is None else table * weights[:, np.newaxis]
        self.n = int((~np.isnan(self.table)).any(axis=1).sum())

    def estimate(self, item: int) -> Estimate:
        return mean_interval(self.table[:, item])

    def test(self, one: int, other: int) -> TTest:
        return paired_t(self.table[:, one], self.table[:, other])


class ResponseScores(Scores):
    """Sums kept per cell: counts, sums, sums of squares and products over the rows that rated both items."""

    def __init__(self, drawn: Sample, pairs: Sequence[Pair], cells: Sequence[int]) -> None:
        tables = made(drawn.columns, "unmet", lambda: _products(drawn.columns, pairs))
        self._counts, self._sums, self._squares, self._products = tables[:, list(cells)].sum(axis=1)
        self.n = drawn.n_units

    def estimate(self, item: int) -> Estimate:
        n, total = float(self._counts[item, item]), float(self._sums[item, item])
        return mean_interval_from(*_moments(n, total, float(self._squares[item, item])))

    def test(self, one: int, other: int) -> TTest:
        n = float(self._counts[one, other])
        total = float(self._sums[one, other] - self._sums[other, one])
        squares = float(
            self._squares[one, other] + self._squares[other, one] - 2 * self._products[one, other]
        )
        return one_sample_t_from(*_moments(n, total, squares))


def _moments(n: float, total: float, squares: float) -> tuple[float | None, float | None, int]:
    """Mean, standard deviation (n−1) and n from n, Σx and Σx²."""
    if n == 0:
        return None, None, 0
    spread = float(np.sqrt(max(squares - total * total / n, 0.0) / (n - 1))) if n > 1 else None
    return total / n, spread, int(n)


def _products(columns: Columns, pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """4 × cells × items × items: over the rows of a cell that rated both, n, Σx_j, Σx_j², Σx_j·x_k.

    A few ten thousand rows at once, in the order of their cells, so that a million fit into little memory.
    """
    width = len(pairs)
    found = np.zeros((4, len(columns.cells), width, width))
    order = np.argsort(columns.cell, kind="stable")
    for start in range(0, order.size, _ROWS_AT_ONCE):
        rows = order[start : start + _ROWS_AT_ONCE]
        scores = np.column_stack([_row_scores(columns, pair, rows) for pair in pairs])
        there = (~np.isnan(scores)).astype(np.float64)
        scores = np.nan_to_num(scores)
        cells, starts = np.unique(columns.cell[rows], return_index=True)
        for cell, low, high in zip(cells, starts, [*starts[1:], rows.size], strict=True):
            x, known = scores[low:high], there[low:high]
            found[0, cell] += known.T @ known
            found[1, cell] += x.T @ known
            found[2, cell] += (x * x).T @ known
            found[3, cell] += x.T @ x
    return found


def _row_scores(columns: Columns, pair: Pair, rows: NDArray[np.intp]) -> Floats:
    """Each row's score through a table of all pairs of codes."""
    points = np.arange(256, dtype=np.float64)
    points[LOWEST_SPECIAL:] = np.nan
    table = unmet_score(points[:, np.newaxis], points[np.newaxis, :], float(pair.scale.values[-1]))
    scores: Floats = table[columns.codes(pair.first)[rows], columns.codes(pair.second)[rows]]
    return scores
