"""Intervals of means and shares of answers that come in clusters, such as several of one customer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values, floats
from survey.stats.clustering import Clustering, ClusterSums, clustering_of
from survey.stats.distributions import CONFIDENCE
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval_from, spread, wilson

__all__ = ["Clusters", "clustered_mean_interval", "clustered_share_interval", "clustering_by"]

Clusters = NDArray[np.integer]
"""The number of each answer's cluster, below 0 for an answer that is a cluster of its own."""


def clustered_mean_interval(
    values: Values, clusters: Clusters, *, confidence: float = CONFIDENCE
) -> Estimate:
    """The mean of the answers that are there with an interval that takes clusters as what was drawn.

    x̄ ± t(G−1)·√v, v as in `clustering_of`: that of an intercept with cluster-robust standard errors. It is the
    ordinary t-interval when every cluster has one answer. A single cluster is a mean without an interval.
    """
    each = floats(values)
    there = each[~np.isnan(each)]
    if there.size == 0:
        return mean_interval_from(None, None, 0)
    mean, sd = float(there.mean()), spread(there) if there.size > 1 else None
    clustering = clustering_by(each, clusters)
    return mean_interval_from(mean, sd, int(there.size), confidence=confidence, clustering=clustering)


def clustered_share_interval(hits: Values, clusters: Clusters, *, confidence: float = CONFIDENCE) -> Estimate:
    """The share (0–1) of ones among answers of 0 and 1 (NaN left out) with Wilson's interval on the effective n.

    n* = n/effect · (t(n−1)/t(G−1))², the effect at least 1: Korn & Graubard 1998, with Wilson's score interval
    as in Dean & Pagano 2015. It is Wilson's own when every cluster has one answer.
    """
    each = floats(hits)
    there = each[~np.isnan(each)]
    if not np.isin(there, (0.0, 1.0)).all():
        raise InvalidInput(m("占比的每个回答应为 0 或 1"))
    return wilson(
        int(there.sum()), int(there.size), confidence=confidence, clustering=clustering_by(each, clusters)
    )


def clustering_by(values: Values, clusters: Clusters) -> Clustering | None:
    """The clustering of values (NaN left out) with the number of each one's cluster, below 0 for its own."""
    each, numbers = floats(values), np.asarray(clusters)
    if each.shape != numbers.shape:
        raise InvalidInput(m("每个回答都要有所属的组"))
    there = ~np.isnan(each)
    found, numbers = each[there], numbers[there]
    if found.size == 0:
        return None
    sd = spread(found) if found.size > 1 else None
    return clustering_of(_sums(found, numbers), float(found.mean()), sd)


def _sums(values: Floats, clusters: Clusters) -> ClusterSums:
    known = clusters >= 0
    _, numbers = np.unique(clusters[known], return_inverse=True)
    own = values[~known]
    return ClusterSums(
        np.bincount(numbers).astype(np.float64),
        np.bincount(numbers, weights=values[known]).astype(np.float64),
        (float(own.size), float(own.sum()), float((own * own).sum())),
    )
