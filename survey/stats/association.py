"""How two measures go together."""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh

from survey.language import m
from survey.stats.arrays import Values, paired
from survey.stats.distributions import CONFIDENCE, t_two_sided, z_for
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import spread

__all__ = ["Correlation", "pearson"]

TOO_FEW_PAIRS = m("成对的评价太少，无法计算相关")
CONSTANT_COLUMN = m("其中一列没有变化，相关系数无定义")


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation (−1 to 1) with its interval and the two-sided p-value against none."""

    r: Estimate
    p: float | None


def pearson(first: Values, second: Values) -> Correlation:
    """Pearson's r over the pairs both of which are there; undefined for a constant column or n < 3.

    Interval through Fisher's z = artanh r with SE 1/sqrt(n − 3), from n = 4; p from t = r·sqrt((n−2)/(1−r²)).
    """
    one, two = paired(first, second)
    n = int(one.size)
    if n < 3:
        return Correlation(undefined(TOO_FEW_PAIRS, n), None)
    s1, s2 = spread(one), spread(two)
    if s1 == 0 or s2 == 0:
        return Correlation(undefined(CONSTANT_COLUMN, n), None)
    standard = ((one - one.mean()) / s1) @ ((two - two.mean()) / s2)
    r = min(max(float(standard) / (n - 1), -1.0), 1.0)
    if 1 - abs(r) < 1e-14:
        return Correlation(Estimate(r, r, r, n), 0.0)
    p = t_two_sided(r * sqrt((n - 2) / (1 - r * r)), n - 2)
    if n == 3:
        return Correlation(Estimate(r, None, None, n, reason=TOO_FEW_PAIRS), p)
    half = z_for(CONFIDENCE) / sqrt(n - 3)
    return Correlation(Estimate(r, tanh(atanh(r) - half), tanh(atanh(r) + half), n), p)
