"""Single figures for satisfaction and loyalty: indices of 0–100, NPS, top-box shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, answered, floats, matrix
from survey.stats.clustered import Clusters, clustered_share_interval, clustering_by
from survey.stats.clustering import Clustering
from survey.stats.conversion import Conversion, converted
from survey.stats.distributions import CONFIDENCE, z_for
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import (
    NOBODY_ANSWERED,
    ONE_IS_NO_INTERVAL,
    mean_interval,
    no_interval_of,
    wilson,
)

__all__ = [
    "DEFAULT_BANDS", "Band", "Nps", "acsi_index", "band_of", "csat", "factory_index", "index_100", "nps",
    "nps_from", "share_satisfied",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nps:
    """A net promoter score in points (−100 to 100) with the counts it is made of."""

    score: Estimate
    promoters: int
    passives: int
    detractors: int


def nps(scores: Values, *, confidence: float = CONFIDENCE, clusters: Clusters | None = None) -> Nps:
    """Promoters (9–10) less detractors (0–6) per hundred, with its interval; counts beside it.

    SE = sqrt(((p + d) − (p − d)²)/n), the multinomial variance of p − d. InvalidInput outside 0–10.
    Customer means between the points (6.5) count below the next point, as they have not reached it.
    `clusters` has the number of each answer's customer, below 0 for none; see `nps_from`.
    """
    each = floats(scores)
    if ((each < 0) | (each > 10)).any():
        raise InvalidInput(m("推荐意愿应在 0 到 10 之间"))
    promoting, detracting = each >= 9, each < 7
    promoters, detractors = int(promoting.sum()), int(detracting.sum())
    n = int((~np.isnan(each)).sum())
    counts = (promoters, n - promoters - detractors, detractors)
    points = np.where(np.isnan(each), np.nan, promoting.astype(np.float64) - detracting)
    clustering = None if clusters is None else clustering_by(points, clusters)
    return Nps(nps_from(promoters, detractors, n, confidence=confidence, clustering=clustering), *counts)


def nps_from(
    promoters: int,
    detractors: int,
    n: int,
    *,
    confidence: float = CONFIDENCE,
    clustering: Clustering | None = None,
) -> Estimate:
    """The score of n answers, in points, from the counts of promoters and detractors.

    With clusters (of the points 1, 0, −1) SE and quantile widen by √effect · t(G−1)/t(n−1). InvalidInput for
    negative counts, or more promoters and detractors than answers.
    """
    if not (promoters >= 0 and detractors >= 0 and promoters + detractors <= n):
        raise InvalidInput(m("计数无效：%(n)s 个中有 %(k)s 个", k=promoters + detractors, n=n))
    if n == 0:
        return undefined(NOBODY_ANSWERED)
    share, either = (promoters - detractors) / n, (promoters + detractors) / n
    reason = ONE_IS_NO_INTERVAL if n == 1 else no_interval_of(clustering)
    if reason is not None:
        return Estimate(100 * share, None, None, n, reason=reason, clustering=clustering)
    half = z_for(confidence) * sqrt(max(either - share * share, 0.0) / n)
    half *= clustering.widening(n, confidence=confidence) if clustering else 1.0
    low, high = 100 * max(share - half, -1.0), 100 * min(share + half, 1.0)
    return Estimate(100 * share, low, high, n, clustering=clustering)


def share_satisfied(
    scores: Values,
    *,
    satisfied_from: float = 4.0,
    population: int | None = None,
    clusters: Clusters | None = None,
) -> Estimate:
    """满意率: the share (0–1) of valid ratings at or above `satisfied_from`, with Wilson's interval.

    `clusters` has the number of each rating's customer, see `clustered_share_interval`.
    """
    each = floats(scores)
    if clusters is not None:
        return clustered_share_interval(np.where(np.isnan(each), np.nan, each >= satisfied_from), clusters)
    there = answered(each)
    return wilson(int((there >= satisfied_from).sum()), int(there.size), population=population)


def csat(scores: Values, *, highest: int = 5, top: int = 2, clusters: Clusters | None = None) -> Estimate:
    """CSAT: the share (0–1) of the `top` highest points of a scale that ends at `highest`, Wilson's interval."""
    if (answered(scores) > highest).any():
        raise InvalidInput(m("评分高于评分等级的最高分"))
    return share_satisfied(scores, satisfied_from=highest - top + 1, clusters=clusters)


def index_100(values: Values, conversion: Conversion, *, population: int | None = None) -> Estimate:
    """The mean of the converted scores (0–100) with its t-interval."""
    return mean_interval(converted(values, conversion), population=population)


def acsi_index(scores: Sequence[Values] | Floats, weights: Sequence[float] | None = None) -> Estimate:
    """The ACSI index 100·Σ w_k(x̄_k − 1)/(9·Σ w_k) of items on 1–10, with an interval over respondents.

    `scores` has a row per respondent and a column per item; incomplete rows are left out. `weights` are the
    *unstandardised* ones (a path model's divided by the item's standard deviation), equal if None.
    Source: Fornell et al. 1996. InvalidInput outside 1–10.
    """
    table = matrix(scores)
    if ((table < 1) | (table > 10)).any():
        raise InvalidInput(m("ACSI 指数的评分应在 1 到 10 之间"))
    complete = table[~np.isnan(table).any(axis=1)] if table.size else table
    if complete.size == 0:
        return undefined(NOBODY_ANSWERED)
    shares = _normalised(weights, complete.shape[1])
    return mean_interval(100 * ((complete - 1) @ shares) / 9)


def factory_index(
    scores: Sequence[float | None], weights: Sequence[float], conversion: Conversion | None
) -> float | None:
    """Σ weight · score (0–100) over the dimensions with a score, weights renormalised over them; None if none.

    `scores` are points of a scale turned by `conversion`, or already of 0–100 when it is None:
    weights .4/.3/.2/.1 and 90/80/70/60 give 80.0.
    """
    ready = converted(scores, conversion) if conversion is not None else floats(scores)
    each = _weights(weights, ready.size)
    there = ~np.isnan(ready)
    total = float(each[there].sum())
    return float(ready[there] @ each[there]) / total if total > 0 else None


def _normalised(weights: Sequence[float] | None, count: int) -> Floats:
    if weights is None:
        return np.full(count, 1 / count)
    each = _weights(weights, count)
    if each.sum() == 0:
        raise InvalidInput(m("权重之和不能为 0"))
    return np.asarray(each / each.sum(), dtype=np.float64)


def _weights(weights: Sequence[float], count: int) -> Floats:
    each = floats(weights)
    if each.size != count or np.isnan(each).any() or (each < 0).any():
        raise InvalidInput(m("权重应为 %(count)d 个非负数", count=count))
    return each


@dataclass(frozen=True, slots=True)
class Band:
    """A word for an index at or above a score; says a word only, the target decides."""

    lowest: float
    name: Message


DEFAULT_BANDS = (Band(95, m("很满意")), Band(85, m("满意")), Band(70, m("较满意")), Band(0, m("不满意")))


def band_of(index: float, bands: Sequence[Band] = DEFAULT_BANDS) -> Band | None:
    """The highest band whose lowest score the index has reached (float dust forgiven); None below all."""
    reached = [band for band in bands if index >= band.lowest - 1e-9]
    return max(reached, key=lambda band: band.lowest, default=None)
