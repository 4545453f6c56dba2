"""Intervals of shares, of means and of the difference of two shares."""

from __future__ import annotations

from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Values, answered
from survey.stats.clustering import Clustering
from survey.stats.distributions import CONFIDENCE, t_quantile, z_for
from survey.stats.estimate import Estimate, undefined

__all__ = ["finite_population", "mean_interval", "mean_interval_from", "newcombe", "wilson"]

NOBODY_ANSWERED = m("没有有效评价")
ONE_IS_NO_INTERVAL = m("只有一个有效评价，无法计算区间")
ONE_CLUSTER = m("回答都来自同一家客户，无法计算区间")
ALL_ALIKE = m("各家客户的平均数恰好相同，无法计算区间")


def finite_population(n: int, population: int | None) -> float:
    """The factor by which a standard error shrinks when n of N are known: sqrt((N−n)/(N−1)).

    1 without a known population, 0 for a census. Source: Cochran, Sampling Techniques, ch. 2.
    InvalidInput when n is negative, or more answered than there are.
    """
    if population is None:
        return 1.0
    if not 0 <= n <= population or population < 1:
        raise InvalidInput(m("有效评价数 %(n)s 大于应调查数 %(population)s", n=n, population=population))
    if population == n:
        return 0.0
    return sqrt((population - n) / (population - 1))


def wilson(
    k: int,
    n: int,
    *,
    population: int | None = None,
    confidence: float = CONFIDENCE,
    clustering: Clustering | None = None,
) -> Estimate:
    """The share k/n (0–1) with Wilson's score interval; undefined for n = 0.

    [p + z²/2n ± z·sqrt(p(1−p)/n + z²/4n²)] / (1 + z²/n), Wilson 1927. With a known population of N,
    n is replaced by n·(N−1)/(N−n), the n of the same standard error; a census has no width. With clusters
    it is the n of as many independent answers, see `clustered_share_interval`.
    """
    if not 0 <= k <= n:
        raise InvalidInput(m("计数无效：%(n)s 个中有 %(k)s 个", k=k, n=n))
    if n == 0:
        return undefined(NOBODY_ANSWERED)
    share = k / n
    shrink = finite_population(n, population)
    if shrink == 0:
        return Estimate(share, share, share, n)
    if clustering is not None and clustering.effect is None and n > 1:
        return Estimate(share, None, None, n, reason=ONE_CLUSTER, clustering=clustering)
    low, high = wilson_ends(share, effective(n, clustering, confidence) / shrink**2, z_for(confidence))
    # At the ends of the range the formula gives 0 or 1 up to rounding: say so exactly.
    ends = 0.0 if k == 0 else max(low, 0.0), 1.0 if k == n else min(high, 1.0)
    return Estimate(share, *ends, n, clustering=clustering)


def effective(n: int, clustering: Clustering | None, confidence: float = CONFIDENCE) -> float:
    """The n of independent answers that tell as much as these of a share (Korn & Graubard 1998); n at most."""
    if clustering is None or clustering.effect is None:
        return n
    return n / clustering.widening(n, least_effect=1.0, confidence=confidence) ** 2


def wilson_ends(share: float, n: float, z: float) -> tuple[float, float]:
    """The two ends of Wilson's interval for a share of n, which need not be a whole number."""
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def newcombe(k1: int, n1: int, k2: int, n2: int, *, confidence: float = CONFIDENCE) -> Estimate:
    """The difference of two independent shares k1/n1 − k2/n2 with Newcombe's interval; n = n1 + n2.

    Hybrid score method 10 of Newcombe 1998: Wilson's ends of both shares, squared and added.
    """
    return newcombe_of(wilson(k1, n1, confidence=confidence), wilson(k2, n2, confidence=confidence))


def newcombe_of(first: Estimate, second: Estimate) -> Estimate:
    """The same from the two shares with their Wilson intervals; one without an interval leaves none."""
    n = first.n + second.n
    if first.value is None or second.value is None:
        return undefined(NOBODY_ANSWERED, n)
    p1, p2 = first.value, second.value
    if not (first.has_interval and second.has_interval):
        return Estimate(p1 - p2, None, None, n, reason=first.reason or second.reason)
    low1, high1, low2, high2 = (end or 0.0 for end in (first.low, first.high, second.low, second.high))
    difference = p1 - p2
    low = difference - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Estimate(difference, low, high, n)


def mean_interval(
    values: Values, *, population: int | None = None, confidence: float = CONFIDENCE
) -> Estimate:
    """The mean of the values that are there (None, NaN left out) with its t-interval, in their unit.

    x̄ ± t(n−1)·s/√n, with the finite population factor when N is known. Undefined without values;
    one value is a mean without an interval.
    """
    there = answered(values)
    n = int(there.size)
    if n == 0:
        return undefined(NOBODY_ANSWERED)
    deviation = spread(there) if n > 1 else None
    return mean_interval_from(float(there.mean()), deviation, n, population=population, confidence=confidence)


def mean_interval_from(
    mean: float | None,
    sd: float | None,
    n: int,
    *,
    population: int | None = None,
    confidence: float = CONFIDENCE,
    clustering: Clustering | None = None,
) -> Estimate:
    """The same from a mean, a standard deviation (n−1) and n: for counts made in the database.

    With clusters, see `clustered_mean_interval`.
    """
    if not n >= 0 or (sd is not None and not sd >= 0):
        raise InvalidInput(m("个数或标准差无效"))
    if n == 0 or mean is None:
        return undefined(NOBODY_ANSWERED)
    shrink = finite_population(n, population)
    if shrink == 0:
        return Estimate(mean, mean, mean, n)
    if n == 1 or sd is None:
        return Estimate(mean, None, None, n, reason=_no_interval(n), clustering=clustering)
    if (reason := no_interval_of(clustering)) is not None:
        return Estimate(mean, None, None, n, reason=reason, clustering=clustering)
    half = t_quantile(confidence, n - 1) * sd * shrink / sqrt(n)
    half *= clustering.widening(n, confidence=confidence) if clustering else 1.0
    return Estimate(mean, mean - half, mean + half, n, clustering=clustering)


def no_interval_of(clustering: Clustering | None) -> Message | None:
    """Why the clusters allow no interval of a mean, None where they do (or there are none)."""
    if clustering is None or clustering.varies:
        return None
    return ONE_CLUSTER if clustering.effect is None else ALL_ALIKE


def _no_interval(n: int) -> Message:
    return ONE_IS_NO_INTERVAL if n == 1 else m("没有标准差，无法计算区间")


def spread(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """The standard deviation (n−1), exactly 0 for values that are all the same (sums of floats are not)."""
    if values.max() == values.min():
        return 0.0
    return float(values.std(ddof=1))
