"""Whether two classifications of the same cases go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.distributions import chi_square_tail

__all__ = ["ChiSquare", "chi_square"]

ONE_CLASS_ONLY = m("行或列只有一类有数据，无法检验关联")
EXPECTED_TOO_SMALL = m("期望频数太小（小于 5 的格子超过五分之一，或有小于 1 的），p 值不可靠；请合并类别")


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's χ² with its degrees of freedom, p, and Cramér's V (0–1) for the strength.

    All None when there is nothing to test. `reason` also warns when the expected counts are too small
    for p to be trusted; `smallest_expected` is the least of them.
    """

    statistic: float | None
    df: int | None
    p: float | None
    cramers_v: float | None
    smallest_expected: float | None
    n: int
    reason: Message | None = None


def chi_square(table: Sequence[Sequence[int]] | NDArray[np.integer]) -> ChiSquare:
    """Pearson's test of independence of a cross table of counts, without continuity correction.

    χ² = Σ (O − E)²/E, df = (r − 1)(c − 1), V = sqrt(χ²/(n·(min(r, c) − 1))); empty rows and columns are
    left out first. The warning follows Cochran 1954. InvalidInput: not a table of counts.
    """
    try:
        counts = np.asarray(table, dtype=np.float64)
    except ValueError as error:
        raise InvalidInput(m("各行的长度不一致")) from error
    if counts.size and (
        counts.ndim != 2
        or not (np.isfinite(counts).all() and (counts >= 0).all() and (counts % 1 == 0).all())
    ):
        raise InvalidInput(m("列联表应为二维的非负整数"))
    if counts.size == 0:
        return ChiSquare(None, None, None, None, None, 0, ONE_CLASS_ONLY)
    filled = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    n = int(filled.sum())
    if min(filled.shape) < 2:
        return ChiSquare(None, None, None, None, None, n, ONE_CLASS_ONLY)
    expected = np.outer(filled.sum(axis=1), filled.sum(axis=0)) / n
    statistic = float(((filled - expected) ** 2 / expected).sum())
    rows, columns = filled.shape
    df = (rows - 1) * (columns - 1)
    strength = min(sqrt(statistic / (n * (min(rows, columns) - 1))), 1.0)
    smallest = float(expected.min())
    shaky = smallest < 1 or float((expected < 5).mean()) > 0.2
    reason = EXPECTED_TOO_SMALL if shaky else None
    return ChiSquare(statistic, df, chi_square_tail(statistic, df), strength, smallest, n, reason)
