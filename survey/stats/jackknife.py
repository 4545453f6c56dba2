"""Intervals of figures without a formula of their own: leave cases out, see how far the figure moves."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from survey.language import m
from survey.stats.distributions import CONFIDENCE, t_quantile
from survey.stats.estimate import Estimate

__all__ = ["jackknife"]

MOST_GROUPS = 200
MOVES_TOO_MUCH = m("去掉个别样本后数值无定义，无法计算区间")

Kept = NDArray[np.bool_]


def jackknife(
    value: float, n: int, without: Callable[[Kept], float | None], lowest: float, highest: float
) -> Estimate:
    """`value` of `n` cases with its t-interval, from the figure `without` gives for the cases kept.

    SE² = (g−1)/g·Σ(θ₋ᵢ − θ̄)² over g = n cases left out one by one, or 200 groups of them when there are
    more (every 200th case); Efron & Tibshirani 1993, ch. 11. Ends are cut to `lowest` and `highest`.
    """
    groups = min(n, MOST_GROUPS)
    place = np.arange(n) % groups
    figures = [without(place != group) for group in range(groups)] if n > 1 else []
    known = [figure for figure in figures if figure is not None]
    if len(known) < 2 or len(known) < len(figures):
        return Estimate(value, None, None, n, reason=MOVES_TOO_MUCH)
    spread = np.asarray(known) - np.mean(known)
    half = t_quantile(CONFIDENCE, groups - 1) * sqrt((groups - 1) / groups * float(spread @ spread))
    return Estimate(value, max(value - half, min(lowest, value)), min(value + half, highest), n)
