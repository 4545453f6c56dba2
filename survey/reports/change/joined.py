"""One measure over several waves taken together: each customer once, by its latest answer or its mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.figures import Floats, Sample
from survey.reports.counting.measures import Customers, Measure, Spread, spread_from, spread_of
from survey.stats import ClusterSums, Moments, clustering_of, wilson

__all__ = ["COMBINE", "Combine", "Joined", "join"]

Combine = Literal["latest", "mean"]
COMBINE: Final[tuple[Combine, ...]] = ("latest", "mean")


@dataclass(frozen=True, slots=True)
class Joined:
    """The joined spread, and whose value each entry of `spread.each` is; None where responses are the unit."""

    spread: Spread
    customers: NDArray[np.int64] | None


def join(parts: Sequence[tuple[Sample, Measure]], combine: Combine) -> Joined:
    """The parts (oldest first, each with the measure as its version has it) as one sample.

    Customers that answered in several parts count once. Where a part has responses as its unit, all parts
    are added up by units, and nobody can be counted once.
    """
    if not parts:
        raise ValueError("nothing to join")
    spreads = [sample.spread(measure) for sample, measure in parts]
    measure = parts[-1][1]
    known = [sample.customers for sample, _ in parts if isinstance(sample, CustomerSample)]
    each = [spread.each for spread in spreads if spread.each is not None]
    if len(known) == len(parts) == len(each):
        customers, values = _by_customer(known, each, combine)
        return Joined(spread_of(measure, values), customers)
    return Joined(_added(measure, spreads, _customers(parts, spreads)), None)


def _by_customer(
    known: Sequence[NDArray[np.int64]], each: Sequence[Floats], combine: Combine
) -> tuple[NDArray[np.int64], Floats]:
    ids, values = np.concatenate(known), np.concatenate(each)
    there = ~np.isnan(values)
    ids, values = ids[there], values[there]
    nameless = ids < 0
    if combine == "latest":
        # From the end, so that the first find is the latest.
        found, at = np.unique(ids[~nameless][::-1], return_index=True)
        taken = values[~nameless][::-1][at]
    else:
        found, place = np.unique(ids[~nameless], return_inverse=True)
        counts = np.bincount(place, minlength=found.size)
        taken = np.bincount(place, weights=values[~nameless], minlength=found.size) / np.maximum(counts, 1)
    alone = np.full(int(nameless.sum()), -1, dtype=np.int64)
    return np.concatenate([found, alone]), np.concatenate([taken, values[nameless]])


def _customers(parts: Sequence[tuple[Sample, Measure]], spreads: Sequence[Spread]) -> Customers | None:
    """The answers of all parts by customer: who answered in several is one cluster; None if none is known."""
    each = [_sums_of(sample, spread) for (sample, _), spread in zip(parts, spreads, strict=True)]
    ids, place = np.unique(np.concatenate([one.ids for one in each]), return_inverse=True)
    if not ids.size:
        return None
    sizes, totals = (
        np.bincount(place, weights=np.concatenate(values), minlength=ids.size).astype(np.float64)
        for values in ([one.sums.sizes for one in each], [one.sums.totals for one in each])
    )
    n, total, squares = (sum(parts) for parts in zip(*(one.sums.alone for one in each), strict=True))
    return Customers(ids, ClusterSums(sizes, totals, (n, total, squares)))


def _sums_of(sample: Sample, spread: Spread) -> Customers:
    """One part's answers by customer; a customer that was averaged first is one answer."""
    if spread.customers is not None:
        return spread.customers
    if isinstance(sample, CustomerSample) and spread.each is not None:
        there = ~np.isnan(spread.each)
        known = there & (sample.customers >= 0)
        own = spread.each[there & ~known]
        alone = (float(own.size), float(own.sum()), float((own * own).sum()))
        values = spread.each[known]
        return Customers(sample.customers[known], ClusterSums(np.ones(values.size), values, alone))
    one = spread.moments
    total, squares = _power_sums(one)
    nobody = np.empty(0, dtype=np.int64)
    return Customers(nobody, ClusterSums(np.empty(0), np.empty(0), (float(one.n), total, squares)))


def _power_sums(one: Moments) -> tuple[float, float]:
    """Σx and Σx²."""
    mean = one.mean or 0.0
    return mean * one.n, (one.sd or 0.0) ** 2 * max(one.n - 1, 0) + one.n * mean**2


def _added(measure: Measure, spreads: Sequence[Spread], customers: Customers | None) -> Spread:
    """Counts, sums and squares added up; the interval clustered by customer where customers are known."""
    moments = [one.moments for one in spreads]
    n = sum(one.n for one in moments)
    if n == 0:
        return spread_from(measure, Moments(0, None, None))
    total, squares = (sum(each) for each in zip(*map(_power_sums, moments), strict=True))
    mean = total / n
    sd = sqrt(max(squares - n * mean * mean, 0.0) / (n - 1)) if n > 1 else None
    joined = Moments(n, mean, sd, None if customers is None else clustering_of(customers.sums, mean, sd))
    if measure.kind != "share":
        return spread_from(measure, joined, customers)
    hits = sum(one.hits for one in spreads)
    return Spread(wilson(hits, n, clustering=joined.clustering), joined, hits, customers=customers)
