"""Krippendorff's α: agreement of any number of coders, on any level of measurement, with codes missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.agreement import FEWEST_CASES, TOO_FEW_CASES, missing, sorted_codes
from survey.stats.arrays import Floats
from survey.stats.estimate import Estimate, undefined
from survey.stats.jackknife import jackknife

__all__ = ["Alpha", "krippendorff_alpha"]

RELIABLE, TENTATIVE = 0.8, 0.667
NO_PAIRS = m("没有两人都编码的样本，一致性系数无定义")
ONE_VALUE_ONLY = m("所有编码都相同，一致性系数无定义")

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Difference = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Alpha:
    """α (at most 1) with its interval, and the disagreement seen and expected by chance.

    Below 10 cases `alpha.reason` says that they are too few to rest on; n counts the cases with two codes.
    """

    alpha: Estimate
    observed: float | None
    expected: float | None
    level: Level

    @property
    def conclusion(self) -> Message | None:
        """What may be done with the codes: ≥ .800 report, ≥ .667 tentative, below revise; None without α."""
        if self.alpha.value is None:
            return None
        if self.alpha.value >= RELIABLE - 1e-9:
            return m("编码一致，可以报告")
        if self.alpha.value >= TENTATIVE - 1e-9:
            return m("编码基本一致，只可作初步结论")
        return m("编码不一致，应先修订编码表")


def krippendorff_alpha(
    ratings: Sequence[Sequence[object]],
    level: Level = "nominal",
    *,
    categories: Sequence[object] | None = None,
) -> Alpha:
    """α = 1 − D_o/D_e from the coincidences of the codes; Krippendorff 2011, jackknife interval over cases.

    `ratings` has a row per case and a column per coder, None or NaN where not coded; cases with fewer than
    two codes carry nothing. The squared difference is 0/1 (nominal), that of mean ranks (ordinal), of the
    values (interval), or ((c − k)/(c + k))² (ratio, no negative values). `categories` gives the order of
    ordinal codes that are not numbers. InvalidInput: rows of unequal length, codes that do not fit the level.
    """
    if level not in _DIFFERENCES:
        raise InvalidInput(
            m("测量水平 %(level)s 无效，可用 nominal、ordinal、interval、ratio", level=str(level))
        )
    rows = [list(row) for row in ratings]
    if len({len(row) for row in rows}) > 1:
        raise InvalidInput(m("各行的长度不一致"))
    coded = [[code for code in row if not missing(code)] for row in rows]
    coded = [codes for codes in coded if len(codes) > 1]
    if not coded:
        return Alpha(undefined(NO_PAIRS), None, None, level)
    order, values = _codes(coded, level, categories)
    place = {code: i for i, code in enumerate(order)}
    counts = np.zeros((len(coded), len(order)))
    for case, codes in enumerate(coded):
        for code in codes:
            counts[case, place[code]] += 1
    return _alpha(counts, values, level)


def _codes(
    coded: list[list[object]], level: Level, categories: Sequence[object] | None
) -> tuple[list[object], Floats]:
    """The codes used in their order, and the numbers they stand for (their places when they are none)."""
    used = {code for codes in coded for code in codes}
    if categories is not None:
        order = list(dict.fromkeys(categories))
        if stray := sorted_codes(used - set(order)):
            raise InvalidInput(m("编码 %(code)s 不在分类表中", code=str(stray[0])))
    else:
        order = sorted_codes(used)
    numeric = all(isinstance(code, int | float | np.integer | np.floating) for code in order)
    if not numeric and (level in ("interval", "ratio") or (level == "ordinal" and categories is None)):
        raise InvalidInput(m("定序、定距和定比的编码应为数值，或给出类别的顺序"))
    values = np.asarray(order if numeric else range(len(order)), dtype=np.float64)
    if not np.isfinite(values).all() or (level == "ratio" and (values < 0).any()):
        raise InvalidInput(m("编码应为有限的数值，定比水平不能为负"))
    return order, values


def _alpha(counts: Floats, values: Floats, level: Level) -> Alpha:
    n = counts.shape[0]
    observed, expected = _disagreement(counts, values, level)
    if expected < 1e-15:
        return Alpha(undefined(ONE_VALUE_ONLY, n), observed, expected, level)

    def without(kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float | None:
        seen, chance = _disagreement(counts[kept], values, level)
        return 1 - seen / chance if chance >= 1e-15 else None

    estimate = jackknife(1 - observed / expected, n, without, -1.0, 1.0)
    if n < FEWEST_CASES:
        estimate = replace(estimate, reason=TOO_FEW_CASES)
    return Alpha(estimate, observed, expected, level)


def _disagreement(counts: Floats, values: Floats, level: Level) -> tuple[float, float]:
    """D_o = Σ o_ck δ²_ck / n and D_e = Σ n_c n_k δ²_ck / (n(n − 1)) over the pairable codes."""
    weighted = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidences = counts.T @ weighted
    coincidences[np.diag_indices_from(coincidences)] -= weighted.sum(axis=0)
    totals = counts.sum(axis=0)
    n = float(totals.sum())
    squared = _DIFFERENCES[level](values, totals)
    return float((coincidences * squared).sum()) / n, float(totals @ squared @ totals) / (n * (n - 1))


def _nominal(values: Floats, totals: Floats) -> Floats:
    return 1 - np.eye(values.size)


def _ordinal(values: Floats, totals: Floats) -> Floats:
    ranks = np.cumsum(totals) - totals / 2
    return _interval(np.asarray(ranks, dtype=np.float64), totals)


def _interval(values: Floats, totals: Floats) -> Floats:
    return np.asarray(np.subtract.outer(values, values) ** 2, dtype=np.float64)


def _ratio(values: Floats, totals: Floats) -> Floats:
    sums = np.add.outer(values, values)
    shares = np.divide(np.subtract.outer(values, values), sums, out=np.zeros_like(sums), where=sums > 0)
    return np.asarray(shares**2, dtype=np.float64)


_DIFFERENCES: dict[str, Difference] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
