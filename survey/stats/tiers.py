"""An order without false precision: items that cannot be told apart share a tier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from survey.language import Message, m
from survey.stats.arrays import Floats, Values, matrix
from survey.stats.intervals import NOBODY_ANSWERED
from survey.stats.significance import TTest, holm, paired_t

__all__ = ["FEWEST_FOR_TIERS", "Tier", "Tiers", "tiers", "tiers_from"]

FEWEST_FOR_TIERS = 10
SIGNIFICANT = 0.05
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: its items (by their column) in the order of their means, and its place from 1."""

    place: int
    items: tuple[int, ...]

    @property
    def label(self) -> Message | None:
        """并列优先 where several items share the tier, None where one stands alone."""
        return m("并列优先") if len(self.items) > 1 else None


@dataclass(frozen=True, slots=True)
class Tiers:
    """All items in order (`order`, those nobody rated left out) and the tiers they fall into.

    `tiers` is empty when there are too few customers for it, and `reason` says so; the order stands.
    """

    order: tuple[int, ...]
    tiers: tuple[Tier, ...]
    n: int
    reason: Message | None = None

    def tier_of(self, item: int) -> int | None:
        """The place of the tier an item is in; None for an item in none."""
        return next((tier.place for tier in self.tiers if item in tier.items), None)


def tiers(scores: Sequence[Values] | Floats, *, highest_first: bool = True) -> Tiers:
    """The columns ordered by their mean, cut into tiers; `scores` has a row per customer, NaN = not rated.

    From the first item of a tier on, each later item is compared with it (paired t over the customers who
    rated both, Holm over all later items); the first one that is distinguishable (adjusted p < .05) opens
    the next tier. A difference that is the same for every customer is tested by its sign, p = 2·½ⁿ. Below
    10 customers there are no tiers: counts say more.
    """
    table = matrix(scores)
    rated = ~np.isnan(table)
    n = int(rated.any(axis=1).sum()) if table.size else 0
    means = [
        float(table[rated[:, j], j].mean()) if rated[:, j].any() else None for j in range(table.shape[1])
    ]

    def test(one: int, other: int) -> TTest:
        return paired_t(table[:, one], table[:, other])

    return tiers_from(means, n, test, highest_first=highest_first)


def tiers_from(
    means: Sequence[float | None],
    n: int,
    test: Callable[[int, int], TTest],
    *,
    highest_first: bool = True,
) -> Tiers:
    """The same from the items' means (None = nobody rated it), n units, and the paired test of two items:
    for waves of which only sums are kept."""
    known = {j: mean for j, mean in enumerate(means) if mean is not None}
    if n == 0 or not known:
        return Tiers((), (), 0, NOBODY_ANSWERED)
    sign = -1.0 if highest_first else 1.0
    order = tuple(sorted(known, key=lambda j: (sign * round(known[j], _DIGITS), j)))
    if n < FEWEST_FOR_TIERS:
        few = m("客户不足 %(least)d 家，不分档；请看逐项家数", least=FEWEST_FOR_TIERS)
        return Tiers(order, (), n, few)
    return Tiers(order, tuple(_cut(order, test)), n)


def _cut(order: tuple[int, ...], test: Callable[[int, int], TTest]) -> list[Tier]:
    found: list[Tier] = []
    left = order
    while left:
        first, later = left[0], left[1:]
        adjusted = holm([_p(test(first, item)) for item in later])
        apart = (place for place, p in enumerate(adjusted, start=1) if p is not None and p < SIGNIFICANT)
        end = next(apart, len(left))
        found.append(Tier(len(found) + 1, left[:end]))
        left = left[end:]
    return found


def _p(test: TTest) -> float | None:
    difference = test.difference
    if test.p is None and difference.n > 1 and abs(difference.value or 0.0) > 1e-9:
        return float(2 * 0.5**difference.n)
    return test.p
