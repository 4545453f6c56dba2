"""Logistic regression on sparse rows in plain numpy, the same bits from the same rows every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Rows", "fitted", "rows_of"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_POWER_STEPS: Final = 12
_SIDE_BY_SIDE: Final = 8
"""Outputs fitted at once: more would leave the processor's cache."""
_MARGIN: Final = 1.1
"""The power iteration ends a little below the largest eigenvalue."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix whose every row and every column has an entry, ordered both ways.

    Sums go through `add.reduceat` in a fixed order: no BLAS, whose results change with its threads.
    """

    columns: Places
    row_starts: Places
    values: Floats
    rows_by_column: Places
    column_starts: Places
    values_by_column: Floats

    def times(self, weights: Floats) -> Floats:
        """The product with `weights` (columns × outputs)."""
        sums: Floats = np.add.reduceat(weights[self.columns] * self.values[:, None], self.row_starts, axis=0)
        return sums

    def back(self, values: Floats) -> Floats:
        """The transposed product with `values` (rows × outputs)."""
        sums: Floats = np.add.reduceat(
            values[self.rows_by_column] * self.values_by_column[:, None], self.column_starts, axis=0
        )
        return sums


def rows_of(features: Sequence[Sequence[tuple[int, float]]], width: int) -> Rows:
    """The rows with these (column, value) entries; no row may be empty and no column unused."""
    lengths = np.array([len(row) for row in features], dtype=np.int64)
    columns = np.array([column for row in features for column, _ in row], dtype=np.int64)
    values = np.array([value for row in features for _, value in row], dtype=np.float64)
    holders = np.repeat(np.arange(len(features)), lengths)
    order = np.argsort(columns, kind="stable")
    return Rows(
        columns=columns,
        row_starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]),
        values=values,
        rows_by_column=holders[order],
        column_starts=np.searchsorted(columns[order], np.arange(width)),
        values_by_column=values[order],
    )


def fitted(
    rows: Rows,
    targets: Floats,
    importance: Floats,
    *,
    width: int,
    ridge: float,
    steps: int,
    prior: Floats | None = None,
) -> Floats:
    """The weights (columns × outputs) of one logistic regression for each column of `targets` (0 or 1).

    Nesterov's accelerated gradient (Nesterov 1983) with a fixed step and a fixed number of steps; `ridge`
    is the penalty on the squared distance from `prior` (from nothing without one), against the summed loss.
    """
    step = 1.0 / (0.25 * _largest_eigenvalue(rows, importance, width) * _MARGIN + ridge)
    begun = np.zeros((width, targets.shape[1])) if prior is None else prior
    parts = [
        _climbed(rows, targets[:, some], importance, begun[:, some], ridge, steps, step)
        for start in range(0, targets.shape[1], _SIDE_BY_SIDE)
        for some in [slice(start, start + _SIDE_BY_SIDE)]
    ]
    return np.concatenate(parts, axis=1)


def _climbed(
    rows: Rows, targets: Floats, importance: Floats, prior: Floats, ridge: float, steps: int, step: float
) -> Floats:
    weights = prior
    ahead = weights
    momentum = 1.0
    for _ in range(steps):
        missed = (_logistic(rows.times(ahead)) - targets) * importance[:, None]
        after = ahead - step * (rows.back(missed) + ridge * (ahead - prior))
        following = (1.0 + np.sqrt(1.0 + 4.0 * momentum * momentum)) / 2.0
        ahead = after + ((momentum - 1.0) / following) * (after - weights)
        weights, momentum = after, following
    return weights


def _logistic(values: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0)))
    return result


def _largest_eigenvalue(rows: Rows, importance: Floats, width: int) -> float:
    vector = np.ones((width, 1))
    size = 1.0
    for _ in range(_POWER_STEPS):
        vector = rows.back(rows.times(vector) * importance[:, None])
        size = float(np.sqrt((vector * vector).sum()))
        vector = vector / size
    return size
