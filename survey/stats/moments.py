"""What is known of a group of values without the values: how many, their mean, how far they spread."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from survey.stats.arrays import Floats
from survey.stats.clustering import Clustering, ClusterSums, clustering_of
from survey.stats.distributions import CONFIDENCE
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval_from

__all__ = ["Moments", "moments_of"]


@dataclass(frozen=True, slots=True)
class Moments:
    """A group as its number of units, their mean and standard deviation (n−1); None where undefined.

    `clustering` where the units are answers of known customers.
    """

    n: int
    mean: float | None
    sd: float | None
    clustering: Clustering | None = None

    @property
    def variance(self) -> float:
        """That of the mean: s²/n, times the design effect; 0 where no spread is known."""
        effect = 1.0 if self.clustering is None else self.clustering.effect or 0.0
        return (self.sd or 0.0) ** 2 / self.n * effect if self.n else 0.0

    @property
    def df(self) -> int:
        """The degrees of freedom of that variance."""
        return (self.n if self.clustering is None else self.clustering.clusters) - 1

    def interval(self, *, population: int | None = None, confidence: float = CONFIDENCE) -> Estimate:
        """The mean with its interval."""
        return mean_interval_from(
            self.mean,
            self.sd,
            self.n,
            population=population,
            confidence=confidence,
            clustering=self.clustering,
        )


def moments_of(values: Floats, times: Floats, sums: ClusterSums | None = None) -> Moments:
    """The moments of values that occur so many times; `sums` are the same answers by customer."""
    n = int(times.sum())
    if n == 0:
        return Moments(0, None, None)
    # Sums and not matrix products: on a busy machine the threads of those cost more than they save.
    mean = float((values * times).sum()) / n
    squares = float(((values - mean) ** 2 * times).sum())
    sd = sqrt(squares / (n - 1)) if n > 1 else None
    return Moments(n, mean, sd, None if sums is None else clustering_of(sums, mean, sd))
