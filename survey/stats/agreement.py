"""Whether two people who coded the same cases agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats
from survey.stats.distributions import z_for
from survey.stats.estimate import Estimate, undefined

__all__ = ["FEWEST_CASES", "Kappa", "cohen_kappa"]

FEWEST_CASES = 10
TOO_FEW_CASES = m("样本太少")
ONE_CODE_ONLY = m("两人都只用了同一个编码，一致性系数无定义")

Weights = Literal["linear", "quadratic"]


@dataclass(frozen=True, slots=True)
class Kappa:
    """κ (at most 1) with its interval, and the agreement seen and expected by chance (weighted if κ is).

    Below `FEWEST_CASES` cases `kappa.reason` says that they are too few to rest on.
    """

    kappa: Estimate
    observed: float | None
    expected: float | None


def cohen_kappa(
    first: Sequence[object],
    second: Sequence[object],
    weights: Weights | None = None,
    *,
    categories: Sequence[object] | None = None,
) -> Kappa:
    """Cohen's κ = (p_o − p_e)/(1 − p_e) of two coders over the cases both coded (None, NaN left out).

    `weights` count near misses by the distance of the categories' places: 1 − d/(k−1) or 1 − (d/(k−1))².
    `categories` gives their order; without it they are those used, sorted. Interval from the large-sample
    variance of Fleiss, Cohen & Everitt 1969. InvalidInput: unequal lengths, a code not among `categories`.
    """
    if len(first) != len(second):
        raise InvalidInput(m("两人编码的数量不一致：%(a)d 与 %(b)d", a=len(first), b=len(second)))
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (missing(a) or missing(b))]
    if not pairs:
        return Kappa(undefined(TOO_FEW_CASES), None, None)
    order = (
        list(categories)
        if categories is not None
        else sorted_codes({code for pair in pairs for code in pair})
    )
    return _kappa(_joint(pairs, order), _agreement_weights(len(order), weights), len(pairs))


def missing(code: object) -> bool:
    """Whether a coder left the case out: None or NaN."""
    return code is None or (isinstance(code, float) and code != code)


def sorted_codes(codes: set[object]) -> list[object]:
    """The codes in their own order, or by their text when they are of mixed kinds."""
    try:
        return sorted(codes)  # type: ignore[type-var]  # mixed kinds are caught below
    except TypeError:
        return sorted(codes, key=str)


def _joint(pairs: list[tuple[object, object]], order: list[object]) -> Floats:
    place = {code: i for i, code in enumerate(order)}
    joint = np.zeros((len(order), len(order)))
    for a, b in pairs:
        if a not in place or b not in place:
            raise InvalidInput(m("编码 %(code)s 不在分类表中", code=str(b if a in place else a)))
        joint[place[a], place[b]] += 1
    return joint / len(pairs)


def _agreement_weights(k: int, weights: Weights | None) -> Floats:
    if weights is None or k < 2:
        return np.eye(k)
    distance = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / (k - 1)
    return np.asarray(1 - (distance if weights == "linear" else distance**2), dtype=np.float64)


def _kappa(joint: Floats, weights: Floats, n: int) -> Kappa:
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    observed = float((weights * joint).sum())
    expected = float(rows @ weights @ columns)
    if 1 - expected < 1e-12:
        return Kappa(undefined(ONE_CODE_ONLY, n), observed, expected)
    kappa = (observed - expected) / (1 - expected)
    means = np.add.outer(weights @ columns, rows @ weights)
    inner = float((joint * (weights - means * (1 - kappa)) ** 2).sum())
    variance = (inner - (kappa - expected * (1 - kappa)) ** 2) / (n * (1 - expected) ** 2)
    half = z_for() * sqrt(max(variance, 0.0))
    reason = TOO_FEW_CASES if n < FEWEST_CASES else None
    low, high = max(kappa - half, -1.0), min(kappa + half, 1.0)
    return Kappa(Estimate(kappa, low, high, n, reason=reason), observed, expected)
