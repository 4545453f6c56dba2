"""The gap between what customers want and what they get: performance − importance, or − expectation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values, matrix, paired
from survey.stats.clustering import ClusterSums
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval, wilson
from survey.stats.moments import moments_of
from survey.stats.satisfaction import row_means
from survey.stats.significance import TTest, holm, one_sample_t

__all__ = [
    "AgainstMeanGap", "Gap", "PairSums", "Sign", "against_mean_from", "against_mean_gap", "gap",
    "gap_from_counts",
]  # fmt: skip

Sign = Literal["performance-importance", "perception-expectation"]
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Gap:
    """One item's pair: both means, the gap with its interval, and how many get less than they want.

    `gap` is negative where performance falls short (`sign` says of what). All four figures rest on the
    same n pairs, so that the gap is the difference of the means. `unmet` is 未满足比例 (0–1), `unmet_count` its k.
    """

    reference: Estimate
    performance: Estimate
    gap: Estimate
    unmet: Estimate
    unmet_count: int
    sign: Sign

    @property
    def n(self) -> int:
        """The number of pairs."""
        return self.gap.n

    def to_json(self) -> dict[str, Any]:
        """`{"importance" | "expectation", "performance", "gap", "unmet"}`, each as an estimate."""
        wanted = self.sign.partition("-")[2]
        return {
            wanted: self.reference.to_json(),
            "performance": self.performance.to_json(),
            "gap": self.gap.to_json(),
            "unmet": self.unmet.to_json(),
        }


def gap(
    reference: Values,
    performance: Values,
    *,
    sign: Sign = "performance-importance",
    population: int | None = None,
) -> Gap:
    """The gap of the pairs both halves of which were answered, one entry per unit (customer), NaN for none.

    gap = mean(performance − reference) with the paired t-interval, 未满足比例 = share with performance <
    reference with Wilson's; `population` N corrects the level of a known customer base. In scale points.
    """
    wanted, got = paired(reference, performance)
    short = int((got < wanted - 1e-9).sum())
    return Gap(
        reference=mean_interval(wanted, population=population),
        performance=mean_interval(got, population=population),
        gap=mean_interval(got - wanted, population=population),
        unmet=wilson(short, int(wanted.size), population=population),
        unmet_count=short,
        sign=sign,
    )


@dataclass(frozen=True, slots=True)
class PairSums:
    """The four figures of a pair added up by customer, over the answers that gave both halves."""

    reference: ClusterSums
    performance: ClusterSums
    gap: ClusterSums
    unmet: ClusterSums


def gap_from_counts(
    counts: Sequence[Sequence[int]] | NDArray[np.integer],
    *,
    lowest: int = 1,
    sign: Sign = "performance-importance",
    population: int | None = None,
    sums: PairSums | None = None,
) -> Gap:
    """The same from a joint table: row i, column j counts the answers (lowest + i, lowest + j).

    Rows are the reference, columns the performance. For waves whose unit is the answer: a million pairs
    come down to one small table. With `sums` the intervals are clustered by customer.
    """
    joint = np.asarray(counts, dtype=np.float64)
    if joint.ndim != 2 or (joint < 0).any():
        raise InvalidInput(m("联合频数表应为二维的非负整数"))
    wanted, got = (axis.ravel().astype(np.float64) + lowest for axis in np.indices(joint.shape))
    each = joint.ravel()
    missed = (got < wanted).astype(np.float64)
    unmet = moments_of(missed, each, sums.unmet if sums else None)
    short = int((missed * each).sum())
    return Gap(
        reference=moments_of(wanted, each, sums.reference if sums else None).interval(population=population),
        performance=moments_of(got, each, sums.performance if sums else None).interval(population=population),
        gap=moments_of(got - wanted, each, sums.gap if sums else None).interval(population=population),
        unmet=wilson(short, unmet.n, population=population, clustering=unmet.clustering),
        unmet_count=short,
        sign=sign,
    )


@dataclass(frozen=True, slots=True)
class AgainstMeanGap:
    """One item's gap less the mean gap of all items, within customers; `p_adjusted` is Holm's.

    `clearly_larger`: 差距明显大于平均, the gap is more negative than the mean gap and p_adjusted < .05.
    """

    item: int
    test: TTest
    p_adjusted: float | None
    clearly_larger: bool


def against_mean_gap(gaps: Sequence[Values] | Floats) -> tuple[AgainstMeanGap, ...]:
    """Each item's gap tested against the mean gap of all items, paired per customer, corrected by Holm.

    `gaps` has a row per customer and a column per item (performance − importance, NaN where not both
    rated). The mean gap is each customer's own over the items it rated; customers with fewer than two
    cannot be compared and are left out.
    """
    table = matrix(gaps)
    comparable = table[(~np.isnan(table)).sum(axis=1) >= 2] if table.size else table
    differences = comparable - row_means(comparable)[:, np.newaxis]
    return against_mean_from([one_sample_t(differences[:, item]) for item in range(table.shape[1])])


def against_mean_from(tests: Sequence[TTest]) -> tuple[AgainstMeanGap, ...]:
    """The same from the items' tests against the mean gap, in order: Holm's correction and the verdict."""
    adjusted = holm([test.p for test in tests])
    return tuple(
        AgainstMeanGap(item, test, p, _clearly_larger(test, p))
        for item, (test, p) in enumerate(zip(tests, adjusted, strict=True))
    )


def _clearly_larger(test: TTest, p: float | None) -> bool:
    value = test.difference.value
    return p is not None and p < SIGNIFICANT and value is not None and value < 0
