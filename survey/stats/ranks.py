"""Tests on ranks, for scores whose distances are not trusted: exact in small groups, ties taken as they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, answered, paired
from survey.stats.distributions import z_for, z_two_sided
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, wilson_ends
from survey.stats.significance import NOTHING_VARIES

__all__ = ["RankTest", "mann_whitney", "wilcoxon"]

MOST_EXACT = 40
_DIGITS = 9  # float dust of averaged customers must not break ties

Zeros = Literal["wilcox", "pratt"]

EXACT_GROUPS = m("Mann–Whitney 检验：并列取平均秩，精确条件分布")
NORMAL_GROUPS = m("Mann–Whitney 检验：并列取平均秩，正态近似（并列校正、连续性校正）")
PAIRED_VARIANTS = {
    ("wilcox", True): m("Wilcoxon 符号秩检验：舍去零差值，并列取平均秩，精确条件分布"),
    ("wilcox", False): m("Wilcoxon 符号秩检验：舍去零差值，并列取平均秩，正态近似（并列校正、连续性校正）"),
    ("pratt", True): m("Wilcoxon 符号秩检验：零差值参加排秩（Pratt），并列取平均秩，精确条件分布"),
    ("pratt", False): m(
        "Wilcoxon 符号秩检验：零差值参加排秩（Pratt），并列取平均秩，正态近似（并列校正、连续性校正）"
    ),
}


@dataclass(frozen=True, slots=True)
class RankTest:
    """How often the first is the higher (`superiority`, ties half), the statistic and the two-sided p-value.

    `variant` names the treatment of ties and zeros that gave `p`; it, the statistic and `p` are None where
    there is nothing to test, and `reason` says why.
    """

    superiority: Estimate
    statistic: float | None
    p: float | None
    variant: Message | None
    reason: Message | None = None


def mann_whitney(first: Values, second: Values) -> RankTest:
    """Two independent groups compared by ranks; the statistic is U of the first, n = n₁ + n₂.

    Mann & Whitney 1947. Up to 40 values together p is exact, given the ties: P(|U − E| ≥ |u − E|) over all
    ways to split them; beyond, normal with the variance corrected for ties and for continuity. Superiority
    is U/(n₁n₂) with Newcombe's interval (2006, method 5).
    """
    one, two = answered(first), answered(second)
    n1, n2 = int(one.size), int(two.size)
    if min(n1, n2) == 0:
        return _untested(undefined(NOBODY_ANSWERED, n1 + n2), NOBODY_ANSWERED)
    twice, ties = _twice_ranks(np.concatenate([one, two]))
    u = float(twice[:n1].sum()) / 2 - n1 * (n1 + 1) / 2
    superiority = _superiority(u / (n1 * n2), n1, n2)
    if ties.size == 1:
        return _untested(superiority, NOTHING_VARIES)
    if n1 + n2 <= MOST_EXACT:
        return RankTest(superiority, u, _exact_split(twice, n1), EXACT_GROUPS)
    n = n1 + n2
    variance = n1 * n2 / 12 * (n + 1 - float((ties**3 - ties).sum()) / (n * (n - 1)))
    return RankTest(superiority, u, _normal(u - n1 * n2 / 2, variance), NORMAL_GROUPS)


def wilcoxon(first: Values, second: Values, *, zeros: Zeros = "pratt") -> RankTest:
    """Pairs compared by the ranks of their differences first − second; the statistic is the sum W⁺.

    Wilcoxon 1945; `zeros` says what becomes of pairs without a difference: "wilcox" drops them, "pratt"
    (Pratt 1959) ranks them first and drops them then, which suits scales of few points. Up to 40 pairs p is
    exact over all signs, given the ties; beyond, normal with Var = Σr²/4 and continuity correction.
    Superiority is the share of pairs with the first higher, equal pairs half, Wilson's interval.
    """
    if zeros not in ("wilcox", "pratt"):
        raise InvalidInput(m("零差值的处理 %(zeros)s 无效，可用 wilcox 或 pratt", zeros=str(zeros)))
    one, two = paired(first, second)
    differences = np.round(one - two, _DIGITS)
    n = int(differences.size)
    if n == 0:
        return _untested(undefined(NOBODY_ANSWERED), NOBODY_ANSWERED)
    wins = (float((differences > 0).sum()) + float((differences == 0).sum()) / 2) / n
    low, high = wilson_ends(wins, n, z_for())
    superiority = Estimate(wins, min(max(low, 0.0), wins), max(min(high, 1.0), wins), n)
    if not differences.any():
        return _untested(superiority, NOTHING_VARIES)
    kept = differences if zeros == "pratt" else differences[differences != 0]
    twice, _ = _twice_ranks(np.abs(kept))
    moved = kept != 0
    statistic = float(twice[kept > 0].sum()) / 2
    exact = n <= MOST_EXACT
    ranks = twice[moved] / 2
    p = (
        _exact_signs(twice[moved], twice[kept > 0])
        if exact
        else _normal(statistic - float(ranks.sum()) / 2, float((ranks**2).sum()) / 4)
    )
    return RankTest(superiority, statistic, p, PAIRED_VARIANTS[zeros, exact])


def _untested(superiority: Estimate, reason: Message) -> RankTest:
    return RankTest(superiority, None, None, None, reason)


def _twice_ranks(values: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Twice the mean ranks (whole numbers, so that they can be counted exactly) and the sizes of the ties."""
    _, place, sizes = np.unique(np.round(values, _DIGITS), return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    return (2 * ends - sizes + 1)[place.ravel()].astype(np.int64), sizes.astype(np.float64)


def _exact_split(twice: NDArray[np.int64], size: int) -> float:
    """P over all choices of `size` of the ranks that their sum is as far from its mean as that of the first."""
    ways = np.zeros((size + 1, int(twice.sum()) + 1))
    ways[0, 0] = 1
    for rank in twice.tolist():
        ways[1:, rank:] += ways[:-1, :-rank].copy()
    return _as_far(ways[size], int(twice[:size].sum()), size * float(twice.sum()) / twice.size)


def _exact_signs(twice: NDArray[np.int64], positive: NDArray[np.int64]) -> float:
    """P over all signs of the ranks that the positive ones' sum is as far from its mean as it is."""
    ways = np.zeros(int(twice.sum()) + 1)
    ways[0] = 1
    for rank in twice.tolist():
        ways[rank:] += ways[:-rank].copy()
    return _as_far(ways, int(positive.sum()), float(twice.sum()) / 2)


def _as_far(ways: Floats, found: int, mean: float) -> float:
    far = np.abs(np.arange(ways.size) - mean) >= abs(found - mean) - 1e-9
    return min(float(ways[far].sum() / ways.sum()), 1.0)


def _normal(deviation: float, variance: float) -> float:
    return z_two_sided(max(abs(deviation) - 0.5, 0.0) / sqrt(variance))


def _superiority(theta: float, n1: int, n2: int) -> Estimate:
    """The roots of |θ̂ − θ| = z·sqrt(V(θ)) on both sides of θ̂, by halving."""
    theta = min(max(theta, 0.0), 1.0)
    return Estimate(theta, _root(theta, 0.0, n1, n2), _root(theta, 1.0, n1, n2), n1 + n2)


def _root(theta: float, end: float, n1: int, n2: int) -> float:
    inside, outside = theta, end
    for _ in range(60):
        middle = (inside + outside) / 2
        if abs(theta - middle) <= z_for() * sqrt(_variance(middle, n1, n2)):
            inside = middle
        else:
            outside = middle
    return inside if abs(inside - end) > 1e-12 else end


def _variance(theta: float, n1: int, n2: int) -> float:
    spread = (n1 + n2) / 2 - 1
    pairs = 1 + spread * ((1 - theta) / (2 - theta) + theta / (1 + theta))
    return theta * (1 - theta) * pairs / (n1 * n2)
