"""The answers of known customers added up by customer, where answers are the unit: what clustered intervals need.

A figure's sums are kept per leaf (one customer in one cell), so that any filter on a wave adds up leaves and
never reads its answers again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import Floats, made

__all__ = ["Draw", "draw"]


class _Leaves:
    """The responses of known customers, ordered by customer and cell."""

    def __init__(self, columns: Columns) -> None:
        known = columns.customers[columns.unit] >= 0
        rows = np.flatnonzero(known)
        place = columns.unit[rows].astype(np.int64) * len(columns.cells) + columns.cell[rows]
        order = np.argsort(place, kind="stable")
        leaves, self._starts = np.unique(place[order], return_index=True)
        self._rows = rows[order]
        self.unit, self.cell = np.divmod(leaves, max(len(columns.cells), 1))
        self.nameless = columns.kept(~known)

    def table(self, values: Iterable[Floats]) -> NDArray[np.float32]:
        """Values × leaves: their sums. In 32 bits, since a large wave keeps a table for each of its figures."""
        sums = [np.add.reduceat(each[self._rows], self._starts) for each in values]
        return np.vstack(sums).astype(np.float32)


class Draw:
    """The leaves that a filter leaves in, put together by customer."""

    def __init__(self, columns: Columns, leaves: _Leaves, cells: NDArray[np.int64]) -> None:
        chosen = np.zeros(len(columns.cells), dtype=np.bool_)
        chosen[cells] = True
        taken = chosen[leaves.cell]
        units, self._starts = np.unique(leaves.unit[taken], return_index=True)
        self._taken: NDArray[np.intp] | slice = slice(None) if taken.all() else np.flatnonzero(taken)
        self._columns, self._leaves = columns, leaves
        self.ids: NDArray[np.int64] = columns.customers[units]
        """The customers that answered, by id; a figure may have no answer of some."""

    @property
    def nameless(self) -> Columns:
        """The responses without a customer, of the whole wave."""
        return self._leaves.nameless

    def sums(self, name: str, rows: Callable[[], Iterable[Floats]]) -> Floats:
        """Values × customers: the sums of `rows()`, which has an entry per response of the wave."""
        table = made(self._columns, f"leaves:{name}", lambda: self._leaves.table(rows()))
        found: Floats = np.add.reduceat(table[:, self._taken], self._starts, axis=1, dtype=np.float64)
        return found


def draw(columns: Columns, cells: NDArray[np.int64]) -> Draw | None:
    """The customers behind the responses of some cells; None in a wave that knows no customer."""
    if not (columns.customers >= 0).any():
        return None
    return Draw(columns, made(columns, "by customer", lambda: _Leaves(columns)), cells)
