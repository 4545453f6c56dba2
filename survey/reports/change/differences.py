"""Tests of one measure between two samples: as independent groups, and within the customers of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from survey.language import m
from survey.reports.change.comparison import Difference, Row
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.disclosure import SINGLE_VALUES_BELOW, Disclosure
from survey.reports.counting.figures import Sample
from survey.reports.counting.measures import Measure, Spread
from survey.stats import (
    TTest,
    hidden,
    holm,
    paired_shares,
    paired_t,
    safe_difference,
    shares_apart,
    too_few,
    undefined,
    welch_from,
)

__all__ = ["Places", "apart", "corrected", "in_both", "places", "places_of", "within"]

Places = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Where the customers of both samples stand in each."""

LISTED = m("不足 5 家，逐家列出，不作比较")
NOBODY_PAIRED = m("没有两期都评价的客户")


def apart(
    measure: Measure, one: Spread, two: Spread, first: tuple[Disclosure, str], second: tuple[Disclosure, str]
) -> Difference:
    """The difference of independent groups; each side comes with what may be seen of it and its unit."""
    for spread, (disclosure, unit) in ((one, first), (two, second)):
        n, k = spread.moments.n, disclosure.k
        if 0 < n < k:
            return Difference(hidden(too_few(k)), None, reason=too_few(k))
        if disclosure.prints_values(n) and unit == "customer":
            return Difference(undefined(LISTED), None, reason=LISTED)
    if measure.kind == "share":
        return _of_test(
            shares_apart(
                one.hits,
                one.moments.n,
                two.hits,
                two.moments.n,
                (one.moments.clustering, two.moments.clustering),
            )
        )
    return _of_test(welch_from(one.moments, two.moments))


def places(first: Sample, second: Sample) -> Places | None:
    """Where the customers of both waves stand in each; None where responses are the unit."""
    if not (isinstance(first, CustomerSample) and isinstance(second, CustomerSample)):
        return None
    return places_of(first.customers, second.customers)


def places_of(first: NDArray[np.int64], second: NDArray[np.int64]) -> Places:
    """The same from the customers' ids; −1 is an answer without a customer and meets no other."""
    here, there = np.where(first >= 0, first, -1), np.where(second >= 0, second, -2)
    _, one, two = np.intersect1d(here, there, return_indices=True)
    return one.astype(np.intp), two.astype(np.intp)


def within(measure: Measure, one: Spread, two: Spread, where: Places, k: int) -> Difference | None:
    """The difference within the customers that gave both.

    Withheld when they are fewer than `k`, or when those in one sample only are so few that their answers
    could be told by subtraction.
    """
    if one.each is None or two.each is None:
        return None
    now, before = one.each[where[0]], two.each[where[1]]
    both = ~(np.isnan(now) | np.isnan(before))
    n = int(both.sum())
    if n == 0:
        return Difference(undefined(NOBODY_PAIRED), None, reason=NOBODY_PAIRED)
    if k and (n < k or not all(safe_difference(side.moments.n, n, k) for side in (one, two))):
        return Difference(hidden(too_few(k)), None, reason=too_few(k))
    if not k and n < SINGLE_VALUES_BELOW:
        return Difference(undefined(LISTED, n), None, reason=LISTED)
    if measure.kind == "share":
        yes, was = now[both] > 0, before[both] > 0
        counts = (yes & was, yes & ~was, ~yes & was, ~yes & ~was)
        return _of_test(paired_shares(*(int(each.sum()) for each in counts)))
    return _of_test(paired_t(now, before))


def in_both(first: Sample, second: Sample) -> int | None:
    """How many customers answered in both; None where they cannot be told."""
    where = places(first, second)
    if where is None or not all(
        (one.customers >= 0).any() for one in (first, second) if isinstance(one, CustomerSample)
    ):
        return None
    return int(where[0].size)


def corrected(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with Holm's correction, within overall figures, dimensions and items each."""
    found = list(rows)
    for group in ("overall", "dimension", "item"):
        numbers = [i for i, row in enumerate(found) if row.measure.group == group]
        apart_p = holm([found[i].apart.p for i in numbers])
        within_p = holm([None if (one := found[i].paired) is None else one.p for i in numbers])
        for i, p, q in zip(numbers, apart_p, within_p, strict=True):
            pair = found[i].paired
            found[i] = replace(
                found[i],
                apart=replace(found[i].apart, p_adjusted=p),
                paired=None if pair is None else replace(pair, p_adjusted=q),
            )
    return tuple(found)


def _of_test(test: TTest) -> Difference:
    return Difference(test.difference, test.p, reason=test.reason or test.difference.reason)
