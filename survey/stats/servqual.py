"""SERVQUAL: perceptions less expectations by dimension, weighted by what each respondent holds important."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values, matrix, same_length
from survey.stats.clustered import Clusters, clustered_mean_interval
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval
from survey.stats.satisfaction import row_means

__all__ = ["Servqual", "servqual", "weighted_gaps"]


@dataclass(frozen=True, slots=True)
class Servqual:
    """Gaps P − E (negative = below what was expected) in scale points, over respondents.

    `unweighted` averages each respondent's dimension gaps; `weighted` uses the points out of 100 that the
    respondent gave to the dimensions, None when no points were asked.
    """

    items: tuple[Estimate, ...]
    dimensions: Mapping[str, Estimate]
    unweighted: Estimate
    weighted: Estimate | None


def servqual(
    expectations: Sequence[Values] | Floats,
    perceptions: Sequence[Values] | Floats,
    item_dimensions: Sequence[str],
    *,
    points: Sequence[Values] | Floats | None = None,
    clusters: Clusters | None = None,
) -> Servqual:
    """The gaps of Parasuraman, Zeithaml & Berry 1988; a row per respondent, a column per item, NaN = missing.

    A dimension's gap is the mean over the pairs a respondent answered, then over respondents. The weighted
    overall is Σ (points_d/100)·gap_d *per respondent, then averaged*; `points` has a column per dimension in
    order of first appearance, each row taken as shares of its sum; respondents who lack the points or a
    dimension they gave points to are left out. `clusters` has the number of each respondent's customer.
    InvalidInput: unequal shapes, negative points.
    """
    wanted, got = matrix(expectations), matrix(perceptions)
    same_length(wanted, got)
    if wanted.shape[1] != len(item_dimensions):
        raise InvalidInput(m("评价项目数与维度标注数不一致"))
    gaps = got - wanted
    labels = np.array(item_dimensions, dtype=object)
    names = tuple(dict.fromkeys(item_dimensions))
    by_dimension = np.column_stack([row_means(gaps[:, labels == name]) for name in names])

    def interval(each: Floats) -> Estimate:
        return mean_interval(each) if clusters is None else clustered_mean_interval(each, clusters)

    return Servqual(
        items=tuple(interval(gaps[:, item]) for item in range(gaps.shape[1])),
        dimensions={name: interval(by_dimension[:, j]) for j, name in enumerate(names)},
        unweighted=interval(row_means(by_dimension)),
        weighted=None if points is None else interval(weighted_gaps(by_dimension, matrix(points))),
    )


def weighted_gaps(gaps: Floats, points: Floats) -> Floats:
    """Each respondent's Σ (points_d/Σ points)·gap_d over the dimensions; NaN without points, or without a gap
    that points were given to. InvalidInput: unequal shapes, negative points."""
    if points.shape != gaps.shape:
        raise InvalidInput(m("分配的分数应为每人每个维度一个"))
    if (points < 0).any():
        raise InvalidInput(m("分配的分数不能为负"))
    totals = points.sum(axis=1)
    shares = np.divide(
        points, totals[:, np.newaxis], out=np.full(points.shape, np.nan), where=(totals > 0)[:, None]
    )
    carried = np.where(shares == 0, 0.0, shares * gaps)  # no points on a dimension: its gap need not be known
    return np.asarray(carried.sum(axis=1), dtype=np.float64)
