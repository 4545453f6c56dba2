"""How sure derived importance is: bootstrap intervals, and which items do better than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values
from survey.stats.distributions import CONFIDENCE
from survey.stats.drivers import Drivers, Kernel, complete_rows
from survey.stats.estimate import Estimate
from survey.stats.lmg import lmg, lmg_shares
from survey.stats.relative_weights import relative_weights, weight_shares

__all__ = ["FEWEST_RESAMPLES", "DriversInterval", "drivers_interval"]

FEWEST_RESAMPLES = 1000
_CELLS_AT_ONCE = 2_000_000
_NO_VARIANCE = 1e-12

Method = Literal["lmg", "relative_weights"]
_METHODS = {"lmg": (lmg, lmg_shares), "relative_weights": (relative_weights, weight_shares)}


@dataclass(frozen=True, slots=True)
class DriversInterval:
    """The shares of R² with their intervals, in the items' order, and R² itself with its interval.

    `significant`: the item explains more than a column of random numbers would. When importance was refused
    every estimate is undefined with the same `reason`.
    """

    method: Method
    shares: tuple[Estimate, ...]
    r2: Estimate
    significant: tuple[bool, ...]
    n: int
    resamples: int
    reason: Message | None = None


def drivers_interval(
    y: Values,
    x: Sequence[Values] | Floats,
    method: Method = "lmg",
    *,
    resamples: int = FEWEST_RESAMPLES,
    seed: int = 1,
    even_if_few: bool = False,
) -> DriversInterval:
    """The shares of `lmg` or `relative_weights` with 95 % percentile intervals from resampled rows.

    Shares cannot be negative, so that an interval never reaches 0: an item counts as significant when the
    interval of its share less the share of a random normal column, drawn anew in each resample, lies above
    0 (Tonidandel, LeBreton & Johnson 2009). Intervals are widened to hold the figure itself, which resampling
    overstates. The same `seed` gives the same intervals. InvalidInput: fewer than 1000 resamples.
    """
    if resamples < FEWEST_RESAMPLES:
        raise InvalidInput(m("自助法至少重抽 %(least)d 次", least=FEWEST_RESAMPLES))
    if method not in _METHODS:
        raise InvalidInput(m("推导方法 %(method)s 无效，可用 lmg 或 relative_weights", method=str(method)))
    decompose, kernel = _METHODS[method]
    found = decompose(y, x, even_if_few=even_if_few)
    outcome, items = complete_rows(y, x)
    if found.r2 is None:
        return _refused(method, found, int(items.shape[1]), resamples)
    plain, beyond_chance = _resampled(np.column_stack([items, outcome]), kernel, resamples, seed)
    shares = tuple(_estimate(share, plain[:, item], found.n) for item, share in enumerate(found.shares))
    lows = np.quantile(beyond_chance, (1 - CONFIDENCE) / 2, axis=0)
    return DriversInterval(
        method=method,
        shares=shares,
        r2=_estimate(found.r2, plain.sum(axis=1), found.n),
        significant=tuple((lows > 0).tolist()),
        n=found.n,
        resamples=resamples,
    )


def _refused(method: Method, found: Drivers, p: int, resamples: int) -> DriversInterval:
    none = Estimate(None, None, None, found.n, reason=found.reason)
    return DriversInterval(method, (none,) * p, none, (False,) * p, found.n, resamples, found.reason)


def _estimate(value: float, resampled: Floats, n: int) -> Estimate:
    low, high = np.quantile(resampled, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]).tolist()
    return Estimate(value, min(low, value), max(high, value), n)


def _resampled(columns: Floats, kernel: Kernel, resamples: int, seed: int) -> tuple[Floats, Floats]:
    """The shares in each resample, and the shares less that of a random column beside the items."""
    rng = np.random.default_rng(seed)
    shares, margins = [], []
    for counts, noise in _draws(columns, resamples, rng):
        correlations = _correlations(columns, counts, noise)
        shares.append(kernel(np.delete(np.delete(correlations, 0, axis=1), 0, axis=2)))
        beside = kernel(correlations)
        margins.append(beside[:, 1:] - beside[:, :1])
    return np.concatenate(shares), np.concatenate(margins)


def _draws(columns: Floats, resamples: int, rng: np.random.Generator) -> Iterator[tuple[Floats, Floats]]:
    """How often each row is drawn and the random column, for as many resamples at once as memory is kind to."""
    n, width = columns.shape
    at_once = max(1, min(resamples, _CELLS_AT_ONCE // max(n, 2 ** min(width, 14))))
    for start in range(0, resamples, at_once):
        batch = min(at_once, resamples - start)
        rows = rng.integers(0, n, size=(batch, n)) + n * np.arange(batch)[:, np.newaxis]
        counts = np.bincount(rows.ravel(), minlength=batch * n).reshape(batch, n)
        yield counts.astype(np.float64), rng.standard_normal((batch, n))


def _correlations(columns: Floats, counts: Floats, noise: Floats) -> Floats:
    """The correlation matrices of the resamples: random column first, items, the outcome last.

    A column that came out constant in a resample correlates with nothing there.
    """
    n, width = columns.shape
    standard = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    products = (standard[:, :, np.newaxis] * standard[:, np.newaxis]).reshape(n, -1)
    weighted = counts * noise
    means = np.column_stack([weighted.sum(axis=1), counts @ standard]) / n
    second = np.empty((counts.shape[0], width + 1, width + 1))
    second[:, 0, 0] = (weighted * noise).sum(axis=1) / n
    second[:, 0, 1:] = second[:, 1:, 0] = weighted @ standard / n
    second[:, 1:, 1:] = (counts @ products / n).reshape(-1, width, width)
    covariances = second - means[:, :, np.newaxis] * means[:, np.newaxis]
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    varies = variances > _NO_VARIANCE
    scale = np.divide(1.0, np.sqrt(np.abs(variances)), out=np.zeros_like(variances), where=varies)
    correlations: Floats = covariances * scale[:, :, np.newaxis] * scale[:, np.newaxis]
    diagonal = np.arange(width + 1)
    correlations[:, diagonal, diagonal] = 1.0
    return correlations
