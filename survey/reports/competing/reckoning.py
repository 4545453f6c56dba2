"""Comparisons from each unit's own ratings: paired differences, corrected over all that are told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.language import Message, m
from survey.reports.competing.comparison import Comparison, Direct, Standing, standing_of
from survey.reports.counting.disclosure import SINGLE_VALUES_BELOW, Disclosure
from survey.stats import (
    Estimate,
    TTest,
    clustered_mean_interval,
    clustered_share_interval,
    clustering_by,
    hidden,
    holm,
    mean_interval,
    one_sample_t,
    one_sample_t_from,
    safe_difference,
    wilson,
)
from survey.stats.arrays import Floats
from survey.stats.intervals import spread

__all__ = ["Ratings", "compared", "directly", "shares"]

Clusters = NDArray[np.integer] | None
TOO_SMALL = m("不足 %(n)d 家，逐家列出，不作判断", n=SINGLE_VALUES_BELOW)


@dataclass(frozen=True, slots=True)
class Ratings:
    """One item as the units rated it: ours and theirs, NaN where not both were rated.

    `span` are the ends of the scale; `rated_us` counts all units that rated us; `shut` withholds the figures
    because another group's would follow from them; `clusters` is each answer's customer (−1 for none) where
    answers are the unit, else None.
    """

    key: str
    label: Mapping[str, str]
    own: Floats
    other: Floats
    span: tuple[float, float]
    rated_us: int
    clusters: Clusters
    shut: bool = False

    @property
    def n(self) -> int:
        """Units that rated both."""
        return int((~np.isnan(self.own)).sum())


def compared(rows: Sequence[Ratings], disclosure: Disclosure) -> tuple[Comparison, ...]:
    """The rows as comparisons, in order, Holm's correction over those that may be told.

    Each: own and competitor's mean with t-intervals, mean difference with the paired t-interval (Student
    1908); with several answers of one customer as units, intervals and test take customers as clusters.
    """
    tests = [_tested(row.own - row.other, row.clusters) for row in rows]
    told = [_why_withheld(row, disclosure) is None and not disclosure.prints_values(row.n) for row in rows]
    return tuple(
        _comparison(row, test, p, disclosure)
        for row, test, p in zip(rows, tests, _adjusted(tests, told), strict=True)
    )


def directly(
    rows: Sequence[tuple[str, Mapping[str, str], Floats, float]],
    clusters: Clusters,
    disclosure: Disclosure,
) -> tuple[Direct, ...]:
    """Direct comparisons (key, label, each unit's distance from the middle, most), corrected together."""
    tests = [_tested(values, clusters) for _, _, values, _ in rows]
    sizes = [int((~np.isnan(values)).sum()) for _, _, values, _ in rows]
    told = [n >= disclosure.k and not disclosure.prints_values(n) for n in sizes]
    return tuple(
        _direct(key, label, values, most, test, p, clusters, disclosure)
        for (key, label, values, most), test, p in zip(rows, tests, _adjusted(tests, told), strict=True)
    )


def shares(hit: NDArray[np.bool_], clusters: Clusters, disclosure: Disclosure) -> Estimate:
    """The share of units that `hit`, with Wilson's interval; withheld where few did, or few did not."""
    k = int(hit.sum())
    if disclosure.k and (0 < k < disclosure.k or not safe_difference(int(hit.size), k, disclosure.k)):
        return hidden(disclosure.too_few)
    return _share(hit.astype(np.float64), clusters)


def _mean(values: Floats, clusters: Clusters) -> Estimate:
    return mean_interval(values) if clusters is None else clustered_mean_interval(values, clusters)


def _share(hits: Floats, clusters: Clusters) -> Estimate:
    """The share of ones among what is there."""
    if clusters is not None:
        return clustered_share_interval(hits, clusters)
    return wilson(int(np.nansum(hits)), int((~np.isnan(hits)).sum()))


def _tested(differences: Floats, clusters: Clusters) -> TTest:
    if clusters is None:
        return one_sample_t(differences)
    there = differences[~np.isnan(differences)]
    mean = float(there.mean()) if there.size else None
    sd = spread(there) if there.size > 1 else None
    return one_sample_t_from(mean, sd, int(there.size), clustering_by(differences, clusters))


def _adjusted(tests: Sequence[TTest], told: Sequence[bool]) -> tuple[float | None, ...]:
    """Holm's p-values over the tests that are told; the others take no part and stay None."""
    return holm([test.p if each else None for test, each in zip(tests, told, strict=True)])


def _why_withheld(row: Ratings, disclosure: Disclosure) -> Message | None:
    """Fewer than k rated both, or fewer than k rated us alone and would follow from the gap report."""
    if not disclosure.k:
        return None
    few = 0 < row.n < disclosure.k or not safe_difference(row.rated_us, row.n, disclosure.k)
    return disclosure.too_few if few or row.shut else None


def _comparison(row: Ratings, test: TTest, p: float | None, disclosure: Disclosure) -> Comparison:
    withheld = _why_withheld(row, disclosure)
    if withheld is not None:
        nothing = hidden(withheld)
        return Comparison(row.key, row.label, nothing, nothing, nothing, None, Standing.UNKNOWN)
    low, high = row.span
    small = disclosure.prints_values(row.n)
    return Comparison(
        key=row.key,
        label=row.label,
        own=_mean(row.own, row.clusters).within(low, high),
        other=_mean(row.other, row.clusters).within(low, high),
        difference=test.difference.within(low - high, high - low),
        p_adjusted=p,
        standing=standing_of(test, p),
        values=_single(row) if small else (),
        why=TOO_SMALL if small else test.reason,
    )


def _single(row: Ratings) -> tuple[tuple[float, float], ...]:
    """Each unit's (ours, theirs), the largest lag first."""
    both = ~np.isnan(row.own)
    found = zip(row.own[both].tolist(), row.other[both].tolist(), strict=True)
    return tuple(sorted(found, key=lambda each: (each[0] - each[1], each[0])))


def _direct(
    key: str,
    label: Mapping[str, str],
    values: Floats,
    most: float,
    test: TTest,
    p: float | None,
    clusters: Clusters,
    disclosure: Disclosure,
) -> Direct:
    there = ~np.isnan(values)
    n = int(there.sum())
    if 0 < n < disclosure.k:
        nothing = hidden(disclosure.too_few)
        return Direct(key, label, (0, 0, 0), nothing, nothing, nothing, None, Standing.UNKNOWN)
    better, worse = values > 0, values < 0
    counts = int(better.sum()), n - int(better.sum()) - int(worse.sum()), int(worse.sum())
    better_share, worse_share = (
        _share(np.where(there, hits.astype(np.float64), np.nan), clusters) for hits in (better, worse)
    )
    return Direct(
        key=key,
        label=label,
        counts=counts,
        better=better_share,
        worse=worse_share,
        difference=test.difference.within(-most, most),
        p_adjusted=p,
        standing=standing_of(test, p),
    )
