"""Every unit's own values, one row each: what correlations, scales and orders are reckoned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import LOWEST_SPECIAL, values_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.pairs import Pair
from survey.stats import Estimate, clustered_mean_interval, mean_interval, share_satisfied
from survey.stats.arrays import Floats

__all__ = ["Units", "flags", "gaps_by_unit", "remembered"]

Convert = Callable[[NDArray[np.uint8]], Floats]
_MOST_REMEMBERED = 60
_lock = Lock()


class Units:
    """The counted responses of a wave with the customer (or the response) as the row."""

    def __init__(self, columns: Columns, wanted: Filter, *, unit: str) -> None:
        self._columns = columns
        self.rows = np.flatnonzero(np.isin(columns.cell, np.array(wanted.chosen(columns), dtype=np.int64)))
        """The counted responses, as row numbers of the columns."""
        self._unit: NDArray[np.intp] | None = None
        self.ids: NDArray[np.integer[Any]] = self.rows
        if unit == "customer":
            self.ids, self._unit = np.unique(columns.unit[self.rows], return_inverse=True)
        self.n = int(self.ids.size)

    def table(self, keys: Sequence[str], convert: Convert = values_of) -> Floats:
        """Units × columns: a customer's responses averaged first; NaN where nothing was answered."""
        found = np.empty((self.n, len(keys)), order="F")  # filled and read column by column
        for place, key in enumerate(keys):
            found[:, place] = self.rolled(convert(self.codes(key)))
        return found

    def codes(self, key: str) -> NDArray[np.uint8]:
        """The packed codes of one column, of the counted responses."""
        found: NDArray[np.uint8] = self._columns.codes(key)[self.rows]
        return found

    @property
    def clusters(self) -> NDArray[np.int64] | None:
        """Each response's customer, −1 for none, where responses are the unit: their answers come in clusters."""
        if self._unit is not None:
            return None
        customers: NDArray[np.int64] = self._columns.customers[self._columns.unit[self.rows]]
        return customers

    def mean(self, values: Floats) -> Estimate:
        """The mean of one value per unit (NaN for none) with its interval, clustered where there are clusters."""
        clusters = self.clusters
        return mean_interval(values) if clusters is None else clustered_mean_interval(values, clusters)

    def share(self, hits: Floats) -> Estimate:
        """The share of ones among the units' zeros and ones (NaN for none), with its interval."""
        return share_satisfied(hits, satisfied_from=1.0, clusters=self.clusters)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The unit of each counted response, numbered from 0."""
        return np.arange(self.n) if self._unit is None else self._unit

    def rolled(self, values: Floats) -> Floats:
        """One value per counted response to one per unit, averaged over what is there."""
        if self._unit is None:
            return values
        there = ~np.isnan(values)
        sums = np.bincount(self._unit[there], weights=values[there], minlength=self.n)
        counts = np.bincount(self._unit[there], minlength=self.n)
        means: Floats = np.divide(sums, counts, out=np.full(self.n, np.nan), where=counts > 0)
        return means


def flags(codes: NDArray[np.uint8], hit: NDArray[np.bool_]) -> Floats:
    """1 where `hit`, else 0; NaN where nothing was answered. A unit's mean is the share of its responses."""
    return np.where(codes >= LOWEST_SPECIAL, np.nan, hit.astype(np.float64))


def gaps_by_unit(units: Units, pairs: Sequence[Pair]) -> Floats:
    """Units × pairs: performance less what is wanted, over the responses that gave both; NaN for none."""
    found = np.empty((units.n, len(pairs)), order="F")
    for place, pair in enumerate(pairs):
        gaps = values_of(units.codes(pair.second)) - values_of(units.codes(pair.first))
        found[:, place] = units.rolled(gaps)
    return found


def remembered(columns: Columns, name: str, wanted: Filter, make: Callable[[], Any]) -> Any:
    """What was reckoned from these columns under this filter before, else reckoned now and kept a while.

    The columns carry the wave's stamp, so that what is kept with them never outlives its answers.
    """
    kept: dict[tuple[str, Filter], Any] = columns.made.setdefault("remembered", {})
    key = (name, wanted)
    with _lock:
        if key in kept:
            return kept[key]
    found = make()  # outside the lock: two requests may reckon the same, none waits for another's figures
    with _lock:
        kept[key] = found
        while len(kept) > _MOST_REMEMBERED:
            kept.pop(next(iter(kept)))
    return found
