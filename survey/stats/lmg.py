"""LMG: each item's average gain of R² over all orders in which items can enter a regression."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values
from survey.stats.drivers import Drivers, complete_rows, decomposed

__all__ = ["MOST_ITEMS", "lmg"]

MOST_ITEMS = 12
_NOTHING_LEFT = 1e-10


def lmg(y: Values, x: Sequence[Values] | Floats, *, even_if_few: bool = False) -> Drivers:
    """The LMG (Shapley) shares of R² of `y` on the columns of `x`, exact over all 2^p subsets.

    LMG_j = Σ_S |S|!(p−|S|−1)!/p!·[R²(S∪j) − R²(S)]; Lindeman, Merenda & Gold 1980, Grömping 2006. `y` has
    an entry and `x` a row per unit; rows with a gap are left out. Below 50 complete rows, or 10 per item,
    it refuses unless `even_if_few`; constant columns are refused always (`reason`). An item that follows
    exactly from others shares with them. InvalidInput: rows that do not fit, more than 12 items.
    """
    if complete_rows(y, x)[1].shape[1] > MOST_ITEMS:
        raise InvalidInput(m("LMG 分解最多 %(most)d 个项目；请减少项目，或改用相对权重", most=MOST_ITEMS))
    return decomposed(y, x, lmg_shares, even_if_few=even_if_few)


def lmg_shares(correlations: Floats) -> Floats:
    """The shares (batch, p) from correlation matrices (batch, p+1, p+1) with the outcome last."""
    p = correlations.shape[-1] - 1
    explained = 1 - _unexplained(correlations)
    sizes = np.array([subset.bit_count() for subset in range(2 ** max(p - 1, 0))])
    weights = np.array([factorial(k) * factorial(p - k - 1) / factorial(p) for k in range(p)])[sizes]
    shares = np.empty((correlations.shape[0], p))
    for item in range(p):
        halves = explained.reshape(-1, 2**item, 2, 2 ** (p - 1 - item))
        gains = (halves[:, :, 1] - halves[:, :, 0]).reshape(-1, 2 ** (p - 1))
        shares[:, item] = gains @ weights
    return shares


def _unexplained(correlations: Floats) -> Floats:
    """1 − R² of every subset, (batch, 2^p), the first item in the highest bit.

    Items are settled one after another: left out, their row and column go; taken in, the Schur complement
    takes what they explain out of all that follow. What is left in the end is the outcome's own variance.
    """
    batch = correlations.shape[0]
    left = correlations[:, np.newaxis]
    while left.shape[-1] > 1:
        without = left[..., 1:, 1:]
        pivot, across = left[..., :1, :1], left[..., :1, 1:]
        usable = pivot > _NOTHING_LEFT
        scaled = np.divide(across, pivot, out=np.zeros_like(across), where=usable)
        taken = without - np.swapaxes(across, -1, -2) * scaled
        left = np.stack([without, taken], axis=2).reshape(batch, -1, *without.shape[-2:])
    return left[..., 0, 0]
