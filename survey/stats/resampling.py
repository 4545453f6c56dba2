"""Correlations of resampled rows, with a column of chance beside them: the bootstrap behind driver intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from survey.stats.arrays import Floats

__all__ = ["MOST_ROWS", "resampled_correlations"]

MOST_ROWS = 2000
"""Up to here rows are drawn one by one; beyond, in random groups of rows, as many as this."""
_CELLS_AT_ONCE = 2_000_000
_NO_VARIANCE = 1e-12


def resampled_correlations(columns: Floats, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Correlation matrices of resamples of the rows, batch by batch: a random normal column first, then `columns`.

    Many rows are dealt out to groups and whole groups are drawn (random groups; Wolter, Introduction to
    Variance Estimation, ch. 2): the same variance for a cost that does not grow with the rows.
    """
    standard = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    if columns.shape[0] > MOST_ROWS:
        return _of_groups(standard, resamples, rng)
    return _of_rows(standard, resamples, rng)


def _of_rows(standard: Floats, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    n, width = standard.shape
    at_once = max(1, min(resamples, _CELLS_AT_ONCE // max(n, 2 ** min(width, 14))))
    for start in range(0, resamples, at_once):
        batch = min(at_once, resamples - start)
        counts = _counts(n, batch, rng)
        yield correlations_of_rows(standard, counts, rng.standard_normal((batch, n)))


def _counts(units: int, batch: int, rng: np.random.Generator) -> Floats:
    """How often each unit is drawn, one row per resample."""
    drawn = rng.integers(0, units, size=(batch, units)) + units * np.arange(batch)[:, np.newaxis]
    return np.bincount(drawn.ravel(), minlength=batch * units).reshape(batch, units).astype(np.float64)


def correlations_of_rows(columns: Floats, counts: Floats, noise: Floats) -> Floats:
    """The correlations of rows drawn `counts` times, the random column `noise` first."""
    n, width = columns.shape
    products = (columns[:, :, np.newaxis] * columns[:, np.newaxis]).reshape(n, -1)
    weighted = counts * noise
    means = np.column_stack([weighted.sum(axis=1), counts @ columns]) / n
    second = np.empty((counts.shape[0], width + 1, width + 1))
    second[:, 0, 0] = (weighted * noise).sum(axis=1) / n
    second[:, 0, 1:] = second[:, 1:, 0] = weighted @ columns / n
    second[:, 1:, 1:] = (counts @ products / n).reshape(-1, width, width)
    return _scaled(second - means[:, :, np.newaxis] * means[:, np.newaxis])


def _of_groups(standard: Floats, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    moments = _group_moments(standard)
    groups, width = moments.shape[0], moments.shape[1]
    flat = moments.reshape(groups, -1)
    at_once = max(1, min(resamples, _CELLS_AT_ONCE // max(groups, 2 ** min(width, 14))))
    for start in range(0, resamples, at_once):
        batch = min(at_once, resamples - start)
        counts = _counts(groups, batch, rng)
        sums = (counts @ flat).reshape(batch, width, width)
        rows = sums[:, :1, :1]
        covariances = sums[:, 1:, 1:] / rows - sums[:, 1:, :1] * sums[:, :1, 1:] / rows**2
        yield _with_chance(covariances, _chance(counts, flat, width, rng) / rows[:, :, 0])


def _group_moments(standard: Floats) -> Floats:
    """Per group the sums of 1, x and xx', (groups, p+1, p+1): row i belongs to group i modulo their number."""
    n = standard.shape[0]
    each = n // MOST_ROWS
    moments = np.zeros((MOST_ROWS, standard.shape[1] + 1, standard.shape[1] + 1))
    for place in range(each + 1):
        rows = standard[place * MOST_ROWS : (place + 1) * MOST_ROWS]
        rows = np.column_stack([np.ones(rows.shape[0]), rows])
        moments[: rows.shape[0]] += rows[:, :, np.newaxis] * rows[:, np.newaxis]
    return moments


def _chance(counts: Floats, flat: Floats, width: int, rng: np.random.Generator) -> Floats:
    """The sums of a random normal column times each other one: normal, with the squared counts' moments."""
    spread = ((counts**2) @ flat).reshape(-1, width, width)[:, 1:, 1:]
    sizes, directions = np.linalg.eigh(spread)
    drawn = rng.standard_normal(sizes.shape) * np.sqrt(np.maximum(sizes, 0.0))
    return np.asarray((directions @ drawn[:, :, np.newaxis])[:, :, 0], dtype=np.float64)


def _with_chance(covariances: Floats, chance: Floats) -> Floats:
    """The random column, of variance 1, put first."""
    batch, width = chance.shape
    found = np.ones((batch, width + 1, width + 1))
    found[:, 0, 1:] = found[:, 1:, 0] = chance
    found[:, 1:, 1:] = covariances
    return _scaled(found)


def _scaled(covariances: Floats) -> Floats:
    """Correlations from covariances; a column that came out constant in a resample correlates with nothing."""
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    varies = variances > _NO_VARIANCE
    scale = np.divide(1.0, np.sqrt(np.abs(variances)), out=np.zeros_like(variances), where=varies)
    correlations: Floats = covariances * scale[:, :, np.newaxis] * scale[:, np.newaxis]
    diagonal = np.arange(covariances.shape[1])
    correlations[:, diagonal, diagonal] = 1.0
    return correlations
