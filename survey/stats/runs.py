"""Whether top scores come too often, or too many in a row, to be chance."""

from __future__ import annotations

from math import exp, lgamma

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Values

__all__ = ["fisher_more", "longest_true_run", "run_of_at_least"]


def fisher_more(k1: int, n1: int, k2: int, n2: int) -> float:
    """The one-sided p of k1 of n1 or more against k2 of n2: Fisher's exact test (1935), alternative "more".

    The hypergeometric tail Σ_{k ≥ k1} C(n1, k)·C(n2, K−k)/C(n1+n2, K) with K = k1 + k2. InvalidInput when more
    were hit than there are.
    """
    if not (0 <= k1 <= n1 and 0 <= k2 <= n2):
        raise InvalidInput(m("计数无效：%(n)s 个中有 %(k)s 个", k=k1, n=n1))
    hits, n = k1 + k2, n1 + n2
    whole = _log_choose(n, hits)
    tail = sum(
        exp(_log_choose(n1, k) + _log_choose(n2, hits - k) - whole) for k in range(k1, min(n1, hits) + 1)
    )
    return min(tail, 1.0)


def run_of_at_least(length: int, n: int, p: float) -> float:
    """The chance that n independent trials, each a hit with `p`, hold a run of `length` hits or longer.

    P(i) = P(i−1) + (1 − P(i−length−1))·(1 − p)·p^length, P(length) = p^length: a first such run ends at trial i
    exactly when a miss stands before it and none ended earlier (Feller 1968, ch. XIII). InvalidInput outside
    0 ≤ p ≤ 1 or for negative counts.
    """
    if length < 0 or n < 0 or not 0 <= p <= 1:
        raise InvalidInput(m("连续次数、次数或概率无效"))
    if length == 0:
        return 1.0
    if length > n:
        return 0.0
    whole = p**length
    chances = [0.0] * length + [whole]
    for trial in range(length + 1, n + 1):
        chances.append(chances[-1] + (1 - chances[trial - length - 1]) * (1 - p) * whole)
    return min(chances[-1], 1.0)


def longest_true_run(hits: Values) -> int:
    """How many hits (1 or True) stand in a row at most, in the order given; 0 for none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(hits, dtype=np.float64) > 0, [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
