"""Answers that come in clusters: several of one customer say less than as many of different customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats
from survey.stats.distributions import CONFIDENCE, t_quantile

__all__ = ["ClusterSums", "Clustering", "clustering_of"]


@dataclass(frozen=True, slots=True)
class Clustering:
    """How many clusters the n answers of a figure come from, and the design effect.

    `effect` is the variance of the mean with the clusters over s²/n, the one of n independent answers
    (Kish 1965); None from a single cluster, which tells nothing about how clusters differ.
    """

    clusters: int
    effect: float | None

    @property
    def varies(self) -> bool:
        """Whether an interval can be reckoned: the clusters are two or more and not all alike by chance."""
        return self.effect is not None and self.effect > 1e-12

    @property
    def said(self) -> Message:
        """The two numbers in words."""
        if self.effect is None:
            return m("来自 %(clusters)d 家客户", clusters=self.clusters)
        effect = f"{self.effect:.2f}"
        return m("来自 %(clusters)d 家客户，设计效应 %(effect)s", clusters=self.clusters, effect=effect)

    def widening(self, n: int, *, least_effect: float = 0.0, confidence: float = CONFIDENCE) -> float:
        """The factor by which the interval of n independent answers widens: √effect · t(G−1)/t(n−1).

        ValueError for a single cluster.
        """
        if self.effect is None:
            raise ValueError("a single cluster gives no interval")
        quantiles = t_quantile(confidence, self.clusters - 1) / t_quantile(confidence, n - 1)
        return sqrt(max(self.effect, least_effect)) * quantiles


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """The answers to one figure added up by cluster: how many (`sizes`) and their sum (`totals`).

    `alone` are the answers without a known cluster, each its own: their number, sum and sum of squares.
    """

    sizes: Floats
    totals: Floats
    alone: tuple[float, float, float] = field(default=(0.0, 0.0, 0.0))

    def __post_init__(self) -> None:
        if self.sizes.shape != self.totals.shape or (self.sizes < 0).any():
            raise InvalidInput(m("每一组都要有回答数和合计，回答数不能为负"))


def clustering_of(sums: ClusterSums, mean: float | None, sd: float | None) -> Clustering | None:
    """The clustering of a figure whose mean and standard deviation (n−1) are known.

    None without answers, and where every answer is a cluster of its own: they are independent then.

    v = G/(G−1) · Σ z_g² / n² with z_g = Σ_{i∈g}(x_i − x̄): the variance of a mean as a ratio linearised by
    Taylor, with the small-sample factor CR1 (Kish & Frankel 1974; Cameron & Miller 2015). Where no answer
    differs, what clusters share cannot be seen; it is taken as complete: effect = Σ n_g²/n.
    """
    alone, total, squares = sums.alone
    n = float(sums.sizes.sum()) + alone
    clusters = int(np.count_nonzero(sums.sizes)) + int(alone)
    if mean is None or clusters == n:
        return None
    if clusters < 2 or sd is None:
        return Clustering(clusters, None)
    if sd == 0:
        return Clustering(clusters, float(((sums.sizes**2).sum() + alone) / n))
    between = float(((sums.totals - mean * sums.sizes) ** 2).sum())
    between += max(squares - 2 * mean * total + alone * mean * mean, 0.0)
    return Clustering(clusters, clusters / (clusters - 1) * between / n / sd**2)
