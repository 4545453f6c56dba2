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
_AT_ONCE = 24
"""Matrices settled together: few enough that their subsets stay in the processor's cache."""


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
    return _shares(1 - _unexplained(correlations))


def lmg_beside(correlations: Floats) -> tuple[Floats, Floats]:
    """The shares without the first column (batch, p) and with it (batch, p+1), from one pass over all subsets."""
    explained = 1 - _unexplained(correlations)
    return _shares(explained[:, : explained.shape[1] // 2]), _shares(explained)


def _shares(explained: Floats) -> Floats:
    """The average gain of each item from the R² of every subset (batch, 2^p), the first item in the highest bit."""
    p = explained.shape[1].bit_length() - 1
    sizes = np.array([subset.bit_count() for subset in range(2 ** max(p - 1, 0))])
    weights = np.array([factorial(k) * factorial(p - k - 1) / factorial(p) for k in range(p)])[sizes]
    shares = np.empty((explained.shape[0], p))
    for item in range(p):
        halves = explained.reshape(-1, 2**item, 2, 2 ** (p - 1 - item))
        gains = (halves[:, :, 1] - halves[:, :, 0]).reshape(-1, 2 ** (p - 1))
        shares[:, item] = gains @ weights
    return shares


def _unexplained(correlations: Floats) -> Floats:
    """1 − R² of every subset, (batch, 2^p), the first item in the highest bit."""
    parts = np.array_split(correlations, -(-correlations.shape[0] // _AT_ONCE))
    return np.concatenate([_settled(part) for part in parts])


def _settled(correlations: Floats) -> Floats:
    """The same for one part of the batch.

    Items are settled one after another: left out, their row and column go; taken in, the Schur complement
    takes what they explain out of all that follow. What is left in the end is the outcome's own variance.
    The batch is the last axis, so that numpy's inner loops run along it.
    """
    left = np.ascontiguousarray(np.moveaxis(correlations, 0, -1))[np.newaxis]
    while left.shape[1] > 1:
        subsets, width, batch = left.shape[0], left.shape[1] - 1, left.shape[-1]
        pivot, across = left[:, 0, 0], left[:, 0, 1:]
        usable = pivot > _NOTHING_LEFT
        scaled = across * np.divide(1.0, pivot, out=np.zeros_like(pivot), where=usable)[:, np.newaxis]
        after = np.empty((subsets, 2, width, width, batch))
        after[:, 0] = left[:, 1:, 1:]
        np.multiply(across[:, :, np.newaxis], scaled[:, np.newaxis], out=after[:, 1])
        np.subtract(after[:, 0], after[:, 1], out=after[:, 1])
        left = after.reshape(2 * subsets, width, width, batch)
    return np.asarray(left[:, 0, 0].T, dtype=np.float64)
