"""A filter's responses rolled up to customers, and what was rolled up kept for the next report."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.columns import Columns
from survey.reports.counting.filters import Filter
from survey.stats.arrays import Floats

__all__ = ["Roll", "roll_of"]

_MOST_KEPT: Final = 8_000_000
"""Figures kept of one wave (64 MB): a dozen filters of a report over ten thousand customers."""
_lock = Lock()


class Roll:
    """The customers of one filter, ascending by their number in the columns, and means over their responses."""

    def __init__(self, columns: Columns, wanted: Filter) -> None:
        chosen = np.zeros(len(columns.cells), dtype=np.bool_)
        chosen[wanted.chosen(columns)] = True
        self.rows = np.flatnonzero(chosen[columns.cell])
        """The counted responses, as row numbers of the columns."""
        unit = columns.unit[self.rows]
        answers = np.bincount(unit, minlength=columns.n_units)
        self.units = np.flatnonzero(answers).astype(np.int32)
        self._answers = answers[self.units]
        self._place = (np.cumsum(answers > 0) - 1)[unit]
        self._kept: dict[str, tuple[Floats, ...]] = {}

    @property
    def size(self) -> int:
        """How many figures are kept."""
        return 2 * self.rows.size + sum(map(len, self._kept.copy().values())) * self.units.size

    def once(self, name: str, roll: Callable[[], tuple[Floats, ...]]) -> tuple[Floats, ...]:
        """What was rolled up under this name before, else rolled up now; nobody may write into it."""
        found = self._kept.get(name)
        if found is None:
            found = self._kept[name] = roll()
            for means in found:
                means.setflags(write=False)
        return found

    def means(self, values: Floats) -> Floats:
        """One value per counted response to the mean of each customer's; NaN is left out, and stays for none."""
        open_ = np.isnan(values)
        counts: NDArray[np.int64] | Floats = self._answers
        if open_.any():
            counts = np.bincount(self._place, weights=~open_, minlength=self.units.size)
            values = np.where(open_, 0.0, values)
        sums = np.bincount(self._place, weights=values, minlength=self.units.size)
        found: Floats = np.divide(sums, counts, out=np.full(self.units.size, np.nan), where=counts > 0)
        return found


def roll_of(columns: Columns, wanted: Filter) -> Roll:
    """The roll of these columns under this filter; the longest unused are forgotten when too much is kept.

    The columns carry the wave's stamp, so that what is kept with them never outlives its answers.
    """
    with _lock:
        kept: OrderedDict[Filter, Roll] = columns.made.setdefault("rolls", OrderedDict())
        found = kept.get(wanted)
    if found is None:
        found = Roll(columns, wanted)
    with _lock:
        kept[wanted] = found
        kept.move_to_end(wanted)
        while len(kept) > 1 and sum(roll.size for roll in kept.values()) > _MOST_KEPT:
            kept.popitem(last=False)
    return found
