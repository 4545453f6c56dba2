"""Whether the items of a dimension measure one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, matrix

__all__ = ["Reliability", "cronbach_alpha"]

TOO_FEW_ROWS = m("完整的答卷少于 2 份，信度无定义")
NOTHING_VARIES = m("评分没有变化，信度无定义")
_DUST = 1e-12


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
    covariance = _covariance(rows)
    raw = _raw(covariance)
    rest = tuple(_item_rest(covariance, i) if n > 2 else None for i in range(k))
    without = tuple(
        _raw(np.delete(np.delete(covariance, i, axis=0), i, axis=1)) if k > 2 else None for i in range(k)
    )
    return Reliability(
        raw, _standardised(covariance), rest, without, n, NOTHING_VARIES if raw is None else None
    )


def _covariance(rows: Floats) -> Floats:
    """The covariances of the items; exactly 0 for an item that does not vary beyond float dust."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    constant = high - low <= _DUST * np.maximum(np.abs(high), 1.0)
    covariance: Floats = np.atleast_2d(np.cov(rows, rowvar=False))
    covariance[constant, :] = covariance[:, constant] = 0.0
    return covariance


def _raw(covariance: Floats) -> float | None:
    k = int(covariance.shape[0])
    items, total = float(np.trace(covariance)), float(covariance.sum())
    if total <= _DUST * max(items, 0.0) or items == 0:
        return None
    return k / (k - 1) * (1 - items / total)


def _item_rest(covariance: Floats, item: int) -> float | None:
    """The correlation of an item with the sum of the others."""
    own = float(covariance[item, item])
    together = float(covariance[item].sum()) - own
    rest = float(covariance.sum()) - 2 * together - own
    if own <= 0 or rest <= _DUST * float(np.trace(covariance)):
        return None
    return min(max(together / sqrt(own * rest), -1.0), 1.0)


def _standardised(covariance: Floats) -> float | None:
    variances = np.diagonal(covariance)
    if (variances <= 0).any():
        return None
    k = int(variances.size)
    correlations = covariance / np.sqrt(np.outer(variances, variances))
    mean = float((correlations.sum() - k) / (k * (k - 1)))
    below = 1 + (k - 1) * mean
    return k * mean / below if abs(below) > _DUST else None
