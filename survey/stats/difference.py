"""How far two groups are apart, from what is known of each: means with their spread, or counts."""

from __future__ import annotations

from math import comb, sqrt

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.clustering import Clustering
from survey.stats.distributions import CONFIDENCE, t_quantile, t_two_sided, z_two_sided
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import (
    NOBODY_ANSWERED,
    ONE_IS_NO_INTERVAL,
    effective,
    newcombe_of,
    no_interval_of,
    wilson,
)
from survey.stats.moments import Moments
from survey.stats.significance import NOTHING_VARIES, TTest

__all__ = ["paired_shares", "shares_apart", "welch_from"]

_EXACT_UP_TO = 1000
"""Pairs that changed: beyond it the exact test and the normal one do not differ in what is shown."""


def welch_from(first: Moments, second: Moments) -> TTest:
    """The difference of two independent means, first − second, with Welch's t-test; n = n₁ + n₂.

    The same as `welch_t` from sums kept per group; df by Welch–Satterthwaite. Customers that answered in
    both groups are not subtracted out: what they share would narrow the interval.
    """
    n = first.n + second.n
    if first.mean is None or second.mean is None:
        return TTest(undefined(NOBODY_ANSWERED, n), None, None, None, NOBODY_ANSWERED)
    difference = first.mean - second.mean
    if first.sd is None or second.sd is None:
        alone = Estimate(difference, None, None, n, reason=ONE_IS_NO_INTERVAL)
        return TTest(alone, None, None, None, ONE_IS_NO_INTERVAL)
    if (reason := no_interval_of(first.clustering) or no_interval_of(second.clustering)) is not None:
        return TTest(Estimate(difference, None, None, n, reason=reason), None, None, None, reason)
    v1, v2 = first.variance, second.variance
    error = sqrt(v1 + v2)
    if error <= 1e-12 * max(1.0, abs(difference)):
        return TTest(Estimate(difference, difference, difference, n), None, None, None, NOTHING_VARIES)
    df = (v1 + v2) ** 2 / (v1**2 / first.df + v2**2 / second.df)
    t, half = difference / error, t_quantile(CONFIDENCE, df) * error
    return TTest(Estimate(difference, difference - half, difference + half, n), t, df, t_two_sided(t, df))


def shares_apart(
    k1: int,
    n1: int,
    k2: int,
    n2: int,
    clusterings: tuple[Clustering | None, Clustering | None] = (None, None),
) -> TTest:
    """The difference of two independent shares k1/n1 − k2/n2; `t` is z, `df` stays None.

    Newcombe's interval (1998, method 10) and the z-test with the pooled share. With clusters both rest on the
    n of as many independent answers (`clustered_share_interval`).
    """
    difference = newcombe_of(
        *(wilson(k, n, clustering=c) for k, n, c in zip((k1, k2), (n1, n2), clusterings, strict=True))
    )
    if difference.value is None or not difference.has_interval:
        return TTest(difference, None, None, None, difference.reason)
    pooled = (k1 + k2) / (n1 + n2)
    weights = [1 / effective(n, one) for n, one in zip((n1, n2), clusterings, strict=True)]
    error = sqrt(pooled * (1 - pooled) * sum(weights))
    if error == 0:
        return TTest(difference, None, None, None, NOTHING_VARIES)
    z = difference.value / error
    return TTest(difference, z, None, z_two_sided(z))


def paired_shares(both: int, first_only: int, second_only: int, neither: int) -> TTest:
    """The difference of two shares of the same units, first − second, from the four counts of pairs.

    Interval: Newcombe 1998 (paired data), method 10; p: McNemar's exact test (two-sided binomial), for
    more than a thousand changed pairs its normal form. InvalidInput for negative counts.
    """
    if not all(count >= 0 for count in (both, first_only, second_only, neither)):
        raise InvalidInput(m("计数不能为负"))
    n = both + first_only + second_only + neither
    if n == 0:
        return TTest(undefined(NOBODY_ANSWERED), None, None, None, NOBODY_ANSWERED)
    estimate = _paired_interval(both, first_only, second_only, neither)
    changed = first_only + second_only
    if changed == 0:
        return TTest(estimate, None, None, None, NOTHING_VARIES)
    z = (first_only - second_only) / sqrt(changed)
    p = _binomial(min(first_only, second_only), changed) if changed <= _EXACT_UP_TO else z_two_sided(z)
    return TTest(estimate, z, None, p)


def _paired_interval(both: int, first_only: int, second_only: int, neither: int) -> Estimate:
    """Wilson's ends of both shares put together with the correlation φ of the pairs."""
    n = both + first_only + second_only + neither
    one, two = wilson(both + first_only, n), wilson(both + second_only, n)
    p1, p2 = (both + first_only) / n, (both + second_only) / n
    low1, high1, low2, high2 = (end or 0.0 for end in (one.low, one.high, two.low, two.high))
    phi = _phi(both, first_only, second_only, neither)

    def reach(a: float, b: float) -> float:
        return sqrt(max(a * a - 2 * phi * a * b + b * b, 0.0))

    low = p1 - p2 - reach(p1 - low1, high2 - p2)
    high = p1 - p2 + reach(high1 - p1, p2 - low2)
    return Estimate(p1 - p2, max(low, -1.0), min(high, 1.0), n)


def _phi(both: int, first_only: int, second_only: int, neither: int) -> float:
    """The correlation with Newcombe's correction for continuity; 0 where a margin is empty."""
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if margins == 0:
        return 0.0
    cross = both * neither - first_only * second_only
    n = both + first_only + second_only + neither
    return (max(cross - n / 2, 0.0) if cross > 0 else float(cross)) / sqrt(margins)


def _binomial(least: int, n: int) -> float:
    """The two-sided p of `least` or fewer of n at a half."""
    tail: float = sum(comb(n, k) for k in range(least + 1)) / 2**n
    return min(2 * tail, 1.0)
