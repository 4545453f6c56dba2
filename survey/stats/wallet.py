"""Our share of what customers buy, before and after: who moves part of their business elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Values, floats, same_length
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, mean_interval, wilson

__all__ = ["PARTIAL_FROM", "ShareOfWallet", "share_of_wallet"]

PARTIAL_FROM = 0.10
_DUST = 1e-9


@dataclass(frozen=True, slots=True)
class ShareOfWallet:
    """The mean share of supply (0–1) before and after and its change, over the n customers with both.

    `up` and `down` are the shares of customers whose share rose or fell at all, `partial` of those that fell
    by the threshold while their purchases from us did not rise; `partial_defectors` are their places.
    """

    before: Estimate
    after: Estimate
    change: Estimate
    up: Estimate
    down: Estimate
    partial: Estimate
    partial_defectors: tuple[int, ...]

    @property
    def n(self) -> int:
        """The customers whose share is known both times."""
        return self.change.n


def share_of_wallet(
    before: Values,
    after: Values,
    *,
    sales_before: Values | None = None,
    sales_after: Values | None = None,
    threshold: float = PARTIAL_FROM,
) -> ShareOfWallet:
    """The change of our share per customer (0–1 each), with the paired t-interval; Wilson's for the counts.

    One entry per customer, NaN where unknown. A partial defector's share fell by at least `threshold`
    (10 percentage points); with both sales given, none whose own sales rose is one. InvalidInput: shares
    outside 0–1, unequal lengths, only one of the sales.
    """
    first, second = floats(before), floats(after)
    same_length(first, second)
    for shares in (first, second):
        if ((shares < 0) | (shares > 1)).any():
            raise InvalidInput(m("供货份额应在 0 和 1 之间"))
    if not 0 < threshold <= 1:
        raise InvalidInput(m("部分流失的界限应大于 0，不超过 1"))
    both = ~(np.isnan(first) | np.isnan(second))
    change = second - first
    known = change[both]
    fell = both & (np.nan_to_num(change) <= -threshold + _DUST)
    partial = fell & ~_rose(sales_before, sales_after, first.size)
    n = int(known.size)
    return ShareOfWallet(
        before=mean_interval(first[both]).within(0, 1),
        after=mean_interval(second[both]).within(0, 1),
        change=mean_interval(known).within(-1, 1),
        up=_share(int((known > _DUST).sum()), n),
        down=_share(int((known < -_DUST).sum()), n),
        partial=_share(int(partial.sum()), n),
        partial_defectors=tuple(np.flatnonzero(partial).tolist()),
    )


def _rose(
    before: Values | None, after: Values | None, size: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    if before is None and after is None:
        return np.zeros(size, dtype=np.bool_)
    if before is None or after is None:
        raise InvalidInput(m("前后两期的销售额应同时给出"))
    earlier, later = floats(before), floats(after)
    same_length(earlier, later)
    if earlier.size != size:
        raise InvalidInput(m("销售额应为每个客户一个"))
    return np.asarray(later > earlier, dtype=np.bool_)  # unknown sales did not rise


def _share(k: int, n: int) -> Estimate:
    return wilson(k, n) if n else undefined(NOBODY_ANSWERED)
