"""Whether the items of a dimension measure one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, matrix
from survey.stats.association import pearson

__all__ = ["Reliability", "cronbach_alpha"]

TOO_FEW_ROWS = m("完整的答卷少于 2 份，信度无定义")
NOTHING_VARIES = m("评分没有变化，信度无定义")


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's α raw and standardised, with each item's correlation with the rest and α without it.

    None where not defined (`reason` for the whole); `n` counts the complete rows.
    """

    raw: float | None
    standardised: float | None
    item_rest: tuple[float | None, ...]
    if_deleted: tuple[float | None, ...]
    n: int
    reason: Message | None = None


def cronbach_alpha(items: Sequence[Values] | Floats) -> Reliability:
    """Cronbach's α of the columns over the rows without a gap; the columns keyed in one direction before.

    raw = k/(k−1)·(1 − Σ s²_i / s²_sum), standardised = k·r̄/(1 + (k−1)·r̄); Cronbach 1951.
    Undefined with a constant item (standardised) or a constant sum (raw). InvalidInput below two items.
    """
    table = matrix(items)
    if table.shape[1] < 2:
        raise InvalidInput(m("计算信度至少需要 2 个评价项目"))
    rows = table[~np.isnan(table).any(axis=1)]
    n, k = rows.shape
    if n < 2:
        return Reliability(None, None, (None,) * k, (None,) * k, n, TOO_FEW_ROWS)
    raw = _raw(rows)
    rest = tuple(pearson(rows[:, i], np.delete(rows, i, axis=1).sum(axis=1)).r.value for i in range(k))
    without = tuple(_raw(np.delete(rows, i, axis=1)) if k > 2 else None for i in range(k))
    return Reliability(raw, _standardised(rows), rest, without, n, NOTHING_VARIES if raw is None else None)


def _raw(rows: Floats) -> float | None:
    k = rows.shape[1]
    total = rows.sum(axis=1)
    if total.max() == total.min():
        return None
    return float(k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def _standardised(rows: Floats) -> float | None:
    if (rows.max(axis=0) == rows.min(axis=0)).any():
        return None
    k = rows.shape[1]
    correlations = np.corrcoef(rows, rowvar=False)
    mean = float((correlations.sum() - k) / (k * (k - 1)))
    below = 1 + (k - 1) * mean
    return k * mean / below if abs(below) > 1e-12 else None
