"""Which cells of a table may not be shown because too few people stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.estimate import Estimate, hidden

__all__ = ["Suppression", "hide_small", "safe_difference", "suppress_small", "too_few"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Suppression:
    """True where a figure is withheld: the cells, the totals of rows and columns, and the grand total."""

    cells: Mask
    rows: Mask
    columns: Mask
    total: bool


def too_few(k: int) -> Message:
    """The sentence shown in place of a withheld figure."""
    return m("少于 %(k)d 个，不单独显示", k=k)


def hide_small(estimate: Estimate, k: int) -> Estimate:
    """The estimate, or a withheld one when fewer than `k` (but someone) stand behind it."""
    return hidden(too_few(k)) if 0 < estimate.n < k else estimate


def safe_difference(larger: int, smaller: int, k: int) -> bool:
    """Whether both a group and a part of it may be shown: those left between them are none, or at least `k`."""
    return larger == smaller or larger - smaller >= k


def suppress_small(
    counts: Sequence[int] | Sequence[Sequence[int]] | NDArray[np.integer], k: int
) -> Suppression:
    """The cells to withhold so that no group of fewer than `k` is shown or follows by subtraction.

    `counts` has an entry per group (with their total shown beside them) or is a cross table with both
    totals. Primary: cells and totals with 0 < n < k. Complementary: in each row and column, its total
    included, the smallest further cells until what is withheld there holds at least `k` and no withheld cell
    follows from the totals together (linear algebra over all rows and columns). Empty cells show nothing and
    protect nothing. Source: Willenborg & de Waal, Statistical Disclosure Control. A single row of groups
    comes back in `cells` with the shape it was given.
    """
    array = np.asarray(counts)
    if array.size and (not np.issubdtype(array.dtype, np.integer) or (array < 0).any()):
        raise InvalidInput(m("频数应为非负整数"))
    if array.ndim not in (1, 2) or k < 1:
        raise InvalidInput(m("频数表应为一维或二维，最小单元数至少为 1"))
    flat = array.ndim == 1
    table = _with_totals(np.atleast_2d(array).astype(np.int64), flat)
    mask = (table > 0) & (table < k)
    while (place := _next_to_hide(table, mask, k)) is not None:
        mask[place] = True
    if flat:
        return Suppression(mask[0, :-1], mask[0, -1:], mask[0, :-1], bool(mask[0, -1]))
    return Suppression(mask[:-1, :-1], mask[:-1, -1], mask[-1, :-1], bool(mask[-1, -1]))


def _with_totals(table: NDArray[np.int64], flat: bool) -> NDArray[np.int64]:
    wide = np.column_stack([table, table.sum(axis=1)])
    return wide if flat else np.vstack([wide, wide.sum(axis=0)])


def _lines(shape: tuple[int, ...]) -> list[list[tuple[int, int]]]:
    """The sums a reader can do: the places of each row and each column, the total last."""
    rows = [[(i, j) for j in range(shape[1])] for i in range(shape[0])]
    columns = [[(i, j) for i in range(shape[0])] for j in range(shape[1])] if shape[0] > 1 else []
    return rows + columns


def _next_to_hide(table: NDArray[np.int64], mask: Mask, k: int) -> tuple[int, int] | None:
    for line in _lines(table.shape):
        if _betrays(table, mask, line, k) and (place := _smallest_shown(table, mask, line)) is not None:
            return place
    return _breaking_the_system(table, mask)


def _betrays(table: NDArray[np.int64], mask: Mask, line: list[tuple[int, int]], k: int) -> bool:
    """Whether subtraction along the line gives a group of fewer than k, or a withheld total."""
    cells = [int(table[place]) for place in line[:-1] if mask[place]]
    if mask[line[-1]]:
        return not cells  # everything shown adds up to the withheld total
    return bool(cells) and (sum(cells) < k or sum(1 for n in cells if n) < 2)


def _smallest_shown(
    table: NDArray[np.int64], mask: Mask, line: list[tuple[int, int]]
) -> tuple[int, int] | None:
    shown = [place for place in line if not mask[place] and table[place] > 0]
    cells = [place for place in shown if place != line[-1]]
    return min(cells or shown, key=lambda place: int(table[place]), default=None)


def _breaking_the_system(table: NDArray[np.int64], mask: Mask) -> tuple[int, int] | None:
    """A cell to withhold beside one that follows from all rows and columns taken together; None if none does."""
    unknown = [tuple(place) for place in np.argwhere(mask).tolist()]
    revealed = _determined(unknown, _lines(table.shape))
    for place in revealed:
        lines = [line for line in _lines(table.shape) if place in line]
        choices = [found for line in lines if (found := _smallest_shown(table, mask, line)) is not None]
        if choices:
            return min(choices, key=lambda choice: int(table[choice]))
    return None


def _determined(unknown: list[tuple[int, ...]], lines: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Those of the unknown cells that have one value only, given every sum."""
    if not unknown:
        return []
    column = {place: j for j, place in enumerate(unknown)}
    system = np.zeros((len(lines), len(unknown)))
    for i, line in enumerate(lines):
        for place in line:
            if place in column:
                system[i, column[place]] = -1.0 if place == line[-1] else 1.0
    _, sizes, rows = np.linalg.svd(system)
    free = rows[int((sizes > 1e-9).sum()) :]  # directions in which the unknown cells can still move
    moves = np.abs(free).max(axis=0) if free.size else np.zeros(len(unknown))
    return [(place[0], place[1]) for place, move in zip(unknown, moves, strict=True) if move < 1e-9]
