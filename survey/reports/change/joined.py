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
from survey.reports.counting.measures import Measure, Spread, spread_from, spread_of
from survey.stats import Moments, wilson

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
    return Joined(_added(measure, spreads), None)


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


def _added(measure: Measure, spreads: Sequence[Spread]) -> Spread:
    """Counts, sums and squares added up."""
    moments = [one.moments for one in spreads]
    n = sum(one.n for one in moments)
    if n == 0:
        return spread_from(measure, None, None, 0)
    total = sum((one.mean or 0.0) * one.n for one in moments)
    squares = sum(
        (one.sd or 0.0) ** 2 * max(one.n - 1, 0) + one.n * (one.mean or 0.0) ** 2 for one in moments
    )
    mean = total / n
    sd = sqrt(max(squares - n * mean * mean, 0.0) / (n - 1)) if n > 1 else None
    if measure.kind != "share":
        return spread_from(measure, mean, sd, n)
    hits = sum(one.hits for one in spreads)
    return Spread(wilson(hits, n), Moments(n, mean, sd), hits)
