"""An order without false precision: items that cannot be told apart share a tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.language import Message, m
from survey.stats.arrays import Floats, Values, matrix
from survey.stats.intervals import NOBODY_ANSWERED
from survey.stats.significance import holm, paired_t

__all__ = ["FEWEST_FOR_TIERS", "Tier", "Tiers", "tiers"]

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
    if n == 0:
        return Tiers((), (), 0, NOBODY_ANSWERED)
    means = {int(j): float(table[rated[:, j], j].mean()) for j in np.flatnonzero(rated.any(axis=0))}
    sign = -1.0 if highest_first else 1.0
    order = tuple(sorted(means, key=lambda j: (sign * round(means[j], _DIGITS), j)))
    if n < FEWEST_FOR_TIERS:
        few = m("客户不足 %(least)d 家，不分档；请看逐项家数", least=FEWEST_FOR_TIERS)
        return Tiers(order, (), n, few)
    return Tiers(order, tuple(_cut(table, order)), n)


def _cut(table: Floats, order: tuple[int, ...]) -> list[Tier]:
    found: list[Tier] = []
    left = order
    while left:
        first, later = left[0], left[1:]
        adjusted = holm([_p(table[:, first], table[:, item]) for item in later])
        apart = (place for place, p in enumerate(adjusted, start=1) if p is not None and p < SIGNIFICANT)
        end = next(apart, len(left))
        found.append(Tier(len(found) + 1, left[:end]))
        left = left[end:]
    return found


def _p(first: Floats, second: Floats) -> float | None:
    test = paired_t(first, second)
    difference = test.difference
    if test.p is None and difference.n > 1 and abs(difference.value or 0.0) > 1e-9:
        return float(2 * 0.5**difference.n)
    return test.p
