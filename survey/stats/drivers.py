"""What derived importance rests on: complete rows, correlations, and enough customers to trust them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, floats, matrix, same_length

__all__ = ["FEWEST_FOR_DRIVERS", "FEWEST_PER_DRIVER", "Drivers"]

FEWEST_FOR_DRIVERS = 50
FEWEST_PER_DRIVER = 10

Kernel = Callable[[Floats], Floats]
"""From correlation matrices (batch, p+1, p+1), the outcome last, to the shares of R² (batch, p)."""

Beside = Callable[[Floats], tuple[Floats, Floats]]
"""The same twice: without the first column (batch, p−1) and with it (batch, p)."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """How R² of the overall rating divides among the items, in the items' order; the shares add up to `r2`.

    `shares` are empty and `r2` is None when there is no answer to give; `reason` then says why. `n` counts
    the complete rows.
    """

    shares: tuple[float, ...]
    r2: float | None
    n: int
    reason: Message | None = None


def decomposed(y: Values, x: Sequence[Values] | Floats, kernel: Kernel, *, even_if_few: bool) -> Drivers:
    """The shares that `kernel` gives for the complete rows, or a refusal that says why."""
    outcome, items = complete_rows(y, x)
    n = int(outcome.size)
    if (reason := refusal(outcome, items, even_if_few=even_if_few)) is not None:
        return Drivers((), None, n, reason)
    columns = np.column_stack([items, outcome])
    shares = kernel(np.atleast_2d(np.corrcoef(columns, rowvar=False))[np.newaxis])[0]
    return Drivers(tuple(shares.tolist()), float(shares.sum()), n)


def complete_rows(y: Values, x: Sequence[Values] | Floats) -> tuple[Floats, Floats]:
    """The outcome and the items of the rows without a gap; InvalidInput when the rows do not fit together."""
    outcome = floats(y)
    items = matrix(x)
    if items.size == 0 and items.shape[1] == 0:
        if outcome.size:
            raise InvalidInput(m("没有可以分析的评价项目"))
        return outcome, items
    same_length(outcome, items[:, 0])
    complete = ~(np.isnan(outcome) | np.isnan(items).any(axis=1))
    return outcome[complete], items[complete]


def refusal(outcome: Floats, items: Floats, *, even_if_few: bool) -> Message | None:
    """Why importance cannot be derived from these rows; None when it can."""
    n, p = int(outcome.size), int(items.shape[1])
    least = max(FEWEST_FOR_DRIVERS, FEWEST_PER_DRIVER * p)
    if not even_if_few and n < least:
        return m(
            "推导重要程度至少需要 %(least)d 份完整的评价，现有 %(n)d 份；请改看“最看重的三项”",
            least=least,
            n=n,
        )
    if n < p + 2:
        return m("完整的评价只有 %(n)d 份，少于 %(p)d 个项目所需，无法推导重要程度", n=n, p=p)
    if _constant(outcome[:, np.newaxis])[0]:
        return m("总体评价没有变化，无法推导重要程度")
    constant = np.flatnonzero(_constant(items))
    if constant.size:
        return m("第 %(place)d 个项目的评分没有变化，无法推导重要程度", place=int(constant[0]) + 1)
    return None


def _constant(columns: Floats) -> NDArray[np.bool_]:
    """Which columns do not vary beyond float dust (averages of the same ratings)."""
    width = columns.max(axis=0) - columns.min(axis=0)
    return np.asarray(width <= 1e-12 * np.maximum(np.abs(columns).max(axis=0), 1.0), dtype=np.bool_)
