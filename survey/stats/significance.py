"""Tests of differences and corrections for making many of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, answered, floats, paired
from survey.stats.clustering import Clustering
from survey.stats.distributions import CONFIDENCE, t_quantile, t_two_sided
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, ONE_IS_NO_INTERVAL, no_interval_of, spread

__all__ = [
    "TTest",
    "benjamini_hochberg",
    "holm",
    "one_sample_t",
    "one_sample_t_from",
    "paired_t",
    "rejected",
    "welch_t",
]

NOTHING_VARIES = m("所有数值相同，无法检验")


@dataclass(frozen=True, slots=True)
class TTest:
    """A difference with its interval, the t statistic, its degrees of freedom and the two-sided p-value.

    `t`, `df` and `p` are None when the test is not defined; `difference.reason` or `reason` says why.
    """

    difference: Estimate
    t: float | None
    df: float | None
    p: float | None
    reason: Message | None = None


def one_sample_t(values: Values, against: float = 0.0) -> TTest:
    """The mean's difference from `against` with Student's one-sample t-test (NaN left out)."""
    there = answered(values) - against
    n = int(there.size)
    mean = float(there.mean()) if n else None
    return one_sample_t_from(mean, spread(there) if n > 1 else None, n)


def one_sample_t_from(
    mean: float | None, sd: float | None, n: int, clustering: Clustering | None = None
) -> TTest:
    """The same from a mean difference, its standard deviation (n−1) and n: for sums kept per group.

    With clusters the error is that of `clustered_mean_interval`, with G−1 degrees. InvalidInput for a
    negative n or deviation.
    """
    if not n >= 0 or (sd is not None and not sd >= 0):
        raise InvalidInput(m("个数或标准差无效"))
    if n == 0 or mean is None:
        return _untested(undefined(NOBODY_ANSWERED), NOBODY_ANSWERED)
    if n == 1 or sd is None:
        return _untested(Estimate(mean, None, None, n, reason=ONE_IS_NO_INTERVAL), ONE_IS_NO_INTERVAL)
    if clustering is None:
        return _tested(mean, sd / sqrt(n), n - 1, n)
    if (reason := no_interval_of(clustering)) is not None:
        return _untested(Estimate(mean, None, None, n, reason=reason, clustering=clustering), reason)
    error = sd * sqrt((clustering.effect or 0.0) / n)
    tested = _tested(mean, error, clustering.clusters - 1, n)
    return replace(tested, difference=replace(tested.difference, clustering=clustering))


def paired_t(first: Values, second: Values) -> TTest:
    """The mean of first − second over the pairs both of which are there, with the paired t-test."""
    one, two = paired(first, second)
    return one_sample_t(one - two)


def welch_t(first: Values, second: Values) -> TTest:
    """The difference of two independent means, first − second, with Welch's t-test; n = n₁ + n₂.

    df by Welch–Satterthwaite. Each group needs two values.
    """
    one, two = answered(first), answered(second)
    n = int(one.size + two.size)
    if min(one.size, two.size) == 0:
        return _untested(undefined(NOBODY_ANSWERED, n), NOBODY_ANSWERED)
    difference = float(one.mean() - two.mean())
    if min(one.size, two.size) == 1:
        return _untested(Estimate(difference, None, None, n, reason=ONE_IS_NO_INTERVAL), ONE_IS_NO_INTERVAL)
    v1, v2 = spread(one) ** 2 / one.size, spread(two) ** 2 / two.size
    if v1 + v2 == 0:
        return _tested(difference, 0.0, n - 2, n)
    df = (v1 + v2) ** 2 / (v1**2 / (one.size - 1) + v2**2 / (two.size - 1))
    return _tested(difference, sqrt(v1 + v2), float(df), n)


def _tested(difference: float, error: float, df: float, n: int) -> TTest:
    if error <= 1e-12 * max(1.0, abs(difference)):
        return _untested(Estimate(difference, difference, difference, n), NOTHING_VARIES)
    t, half = difference / error, t_quantile(CONFIDENCE, df) * error
    estimate = Estimate(difference, difference - half, difference + half, n)
    return TTest(estimate, t, df, t_two_sided(t, df))


def _untested(difference: Estimate, reason: Message) -> TTest:
    return TTest(difference, None, None, None, reason)


def holm(p_values: Sequence[float | None] | Floats) -> tuple[float | None, ...]:
    """The p-values adjusted by Holm's step-down method (family-wise error), in the order given.

    max over j ≤ i of (m − j + 1)·p_(j), at most 1; Holm 1979. A test that was not possible (None) stays
    None and does not count.
    """
    return _adjusted(p_values, _holm_sorted)


def benjamini_hochberg(p_values: Sequence[float | None] | Floats) -> tuple[float | None, ...]:
    """The p-values adjusted by Benjamini and Hochberg's method (false discovery rate), in the order given.

    min over j ≥ i of m·p_(j)/j, at most 1; Benjamini & Hochberg 1995. None stays None.
    """
    return _adjusted(p_values, _hochberg_sorted)


def rejected(adjusted: Sequence[float | None], q: float = 0.05) -> tuple[bool, ...]:
    """Which of the adjusted p-values are at or below `q`; None never is."""
    return tuple(p is not None and p <= q for p in adjusted)


def _holm_sorted(ordered: Floats) -> Floats:
    return np.maximum.accumulate(ordered * np.arange(ordered.size, 0, -1))


def _hochberg_sorted(ordered: Floats) -> Floats:
    scaled = ordered * ordered.size / np.arange(1, ordered.size + 1)
    return np.asarray(np.minimum.accumulate(scaled[::-1])[::-1], dtype=np.float64)


def _adjusted(
    p_values: Sequence[float | None] | Floats, adjust: Callable[[Floats], Floats]
) -> tuple[float | None, ...]:
    each = floats(p_values)
    made = np.flatnonzero(~np.isnan(each))
    if ((each[made] < 0) | (each[made] > 1)).any():
        raise InvalidInput(m("p 值应在 0 和 1 之间"))
    order = made[np.argsort(each[made], kind="stable")]
    result: list[float | None] = [None] * each.size
    for place, p in zip(order.tolist(), np.minimum(adjust(each[order]), 1.0).tolist(), strict=True):
        result[place] = p
    return tuple(result)
