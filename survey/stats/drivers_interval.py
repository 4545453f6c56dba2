"""How sure derived importance is: bootstrap intervals, and which items do better than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values
from survey.stats.distributions import CONFIDENCE
from survey.stats.drivers import Beside, Drivers, complete_rows
from survey.stats.estimate import Estimate, undefined
from survey.stats.lmg import lmg, lmg_beside
from survey.stats.relative_weights import relative_weights, weight_beside
from survey.stats.resampling import resampled_correlations

__all__ = ["FEWEST_RESAMPLES", "DriversInterval", "drivers_interval"]

FEWEST_RESAMPLES = 1000
NOTHING_EXPLAINED = m("各项目不能解释总体评价的变化")

Method = Literal["lmg", "relative_weights"]
_METHODS = {"lmg": (lmg, lmg_beside), "relative_weights": (relative_weights, weight_beside)}


@dataclass(frozen=True, slots=True)
class DriversInterval:
    """The shares of R² with their intervals, in the items' order, and R² itself with its interval.

    `parts` are the shares as parts of R² (0–1, together 1), what a reader compares; undefined when R² is 0.
    `significant`: the item explains more than a column of random numbers would. When importance was refused
    every estimate is undefined with the same `reason`.
    """

    method: Method
    shares: tuple[Estimate, ...]
    parts: tuple[Estimate, ...]
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
    decompose, beside = _METHODS[method]
    found = decompose(y, x, even_if_few=even_if_few)
    outcome, items = complete_rows(y, x)
    if found.r2 is None:
        return _refused(method, found, int(items.shape[1]), resamples)
    plain, beyond_chance = _resampled(np.column_stack([items, outcome]), beside, resamples, seed)
    totals = plain.sum(axis=1)
    shares = tuple(_estimate(share, plain[:, item], found.n) for item, share in enumerate(found.shares))
    lows = np.quantile(beyond_chance, (1 - CONFIDENCE) / 2, axis=0)
    return DriversInterval(
        method=method,
        shares=shares,
        parts=_parts(found, plain, totals),
        r2=_estimate(found.r2, totals, found.n),
        significant=tuple((lows > 0).tolist()),
        n=found.n,
        resamples=resamples,
    )


def _parts(found: Drivers, plain: Floats, totals: Floats) -> tuple[Estimate, ...]:
    """Each share as a part of R²; a resample that explains nothing says nothing about parts."""
    explained = totals > 0
    if not found.r2 or not explained.any():
        return (undefined(NOTHING_EXPLAINED, found.n),) * len(found.shares)
    parts = plain[explained] / totals[explained, np.newaxis]
    return tuple(
        _estimate(share / found.r2, parts[:, item], found.n) for item, share in enumerate(found.shares)
    )


def _refused(method: Method, found: Drivers, p: int, resamples: int) -> DriversInterval:
    none = Estimate(None, None, None, found.n, reason=found.reason)
    return DriversInterval(
        method, (none,) * p, (none,) * p, none, (False,) * p, found.n, resamples, found.reason
    )


def _estimate(value: float, resampled: Floats, n: int) -> Estimate:
    low, high = np.quantile(resampled, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]).tolist()
    return Estimate(value, min(low, value), max(high, value), n)


def _resampled(columns: Floats, beside: Beside, resamples: int, seed: int) -> tuple[Floats, Floats]:
    """The shares in each resample, and the shares less that of a random column beside the items."""
    rng = np.random.default_rng(seed)
    shares, margins = [], []
    for correlations in resampled_correlations(columns, resamples, rng):
        without, with_noise = beside(correlations)
        shares.append(without)
        margins.append(with_noise[:, 1:] - with_noise[:, :1])
    return np.concatenate(shares), np.concatenate(margins)
