"""Whether several people who coded the same cases agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.agreement import FEWEST_CASES, TOO_FEW_CASES, Kappa, missing, sorted_codes
from survey.stats.arrays import Floats
from survey.stats.estimate import undefined
from survey.stats.jackknife import jackknife

__all__ = ["fleiss_kappa"]

ALL_ONE_CODE = m("所有编码人都只用了同一个编码，一致性系数无定义")


def fleiss_kappa(ratings: Sequence[Sequence[object]]) -> Kappa:
    """Fleiss' κ = (P̄ − P̄_e)/(1 − P̄_e) of any number of coders; Fleiss 1971, jackknife interval.

    `ratings` has a row per case and a column per coder; a case that not everybody coded (None, NaN) is left
    out, as κ asks for the same number of codes for each (`krippendorff_alpha` keeps such cases).
    InvalidInput: rows of unequal length, fewer than two coders.
    """
    rows = [list(row) for row in ratings]
    coders = {len(row) for row in rows}
    if len(coders) > 1:
        raise InvalidInput(m("各行的长度不一致"))
    if coders and min(coders) < 2:
        raise InvalidInput(m("计算一致性至少需要 2 名编码人"))
    complete = [row for row in rows if not any(missing(code) for code in row)]
    if not complete:
        return Kappa(undefined(TOO_FEW_CASES), None, None)
    order = sorted_codes({code for row in complete for code in row})
    counts = np.array([[row.count(code) for code in order] for row in complete], dtype=np.float64)
    return _kappa(counts)


def _kappa(counts: Floats) -> Kappa:
    n = counts.shape[0]
    observed, expected = _agreement(counts)
    if (kappa := _beyond_chance(counts)) is None:
        return Kappa(undefined(ALL_ONE_CODE, n), observed, expected)
    estimate = jackknife(kappa, n, lambda kept: _beyond_chance(counts[kept]), -1.0, 1.0)
    if n < FEWEST_CASES:
        estimate = replace(estimate, reason=TOO_FEW_CASES)
    return Kappa(estimate, observed, expected)


def _agreement(counts: Floats) -> tuple[float, float]:
    """The share of agreeing pairs of coders, and that expected if codes were given by their overall shares."""
    coders = float(counts[0].sum())
    pairs = (counts * (counts - 1)).sum(axis=1) / (coders * (coders - 1))
    shares = counts.sum(axis=0) / counts.sum()
    return float(pairs.mean()), float(shares @ shares)


def _beyond_chance(counts: Floats) -> float | None:
    observed, expected = _agreement(counts)
    return (observed - expected) / (1 - expected) if 1 - expected > 1e-12 else None
