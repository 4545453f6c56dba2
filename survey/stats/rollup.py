"""From respondents to customers: in business surveys the customer is the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values, floats, matrix

__all__ = ["RolledUp", "effective_n", "roll_up"]

Customers = Sequence[object] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class RolledUp:
    """One row per customer; answers without a customer are a row of their own (`customers` has None there)."""

    values: Floats
    customers: tuple[object, ...]
    respondents: NDArray[np.int64]


def roll_up(
    values: Values | Sequence[Values] | Floats, customers: Customers, *, weights: Values | None = None
) -> RolledUp:
    """The values averaged over each customer's respondents, customers in order of first appearance.

    `values` has one entry, or one row of items, per respondent; NaN is left out item by item and an item
    that nobody of a customer answered stays NaN. `customers` names the customer of each respondent, None
    (or a negative integer in an array) for none. `weights` are the respondents' (by role), equal if None.
    """
    array = np.asarray(values, dtype=np.float64)
    flat = array.ndim == 1
    table = floats(array)[:, np.newaxis] if flat else matrix(array)
    codes, names = _codes(customers)
    if codes.size != table.shape[0]:
        raise InvalidInput(m("答卷数与客户数不一致：%(n)d 与 %(k)d", n=table.shape[0], k=int(codes.size)))
    each = np.ones(codes.size) if weights is None else floats(weights)
    if each.size != codes.size or np.isnan(each).any() or (each < 0).any():
        raise InvalidInput(m("权重应为每份答卷一个非负数"))
    columns = [_averages(table[:, item], codes, each, len(names)) for item in range(table.shape[1])]
    rolled = np.column_stack(columns) if columns else np.empty((len(names), 0))
    counts = np.bincount(codes, minlength=len(names)).astype(np.int64)
    return RolledUp(rolled[:, 0] if flat else rolled, tuple(names), counts)


def _averages(column: Floats, codes: NDArray[np.int64], weights: Floats, groups: int) -> Floats:
    there = np.where(np.isnan(column), 0.0, weights)
    sums = np.bincount(codes, weights=there * np.nan_to_num(column), minlength=groups)
    totals = np.bincount(codes, weights=there, minlength=groups)
    means: Floats = np.divide(sums, totals, out=np.full(groups, np.nan), where=totals > 0)
    return means


def _codes(customers: Customers) -> tuple[NDArray[np.int64], list[object]]:
    known: dict[object, int] = {}
    names: list[object] = []
    codes = np.empty(len(customers), dtype=np.int64)
    numbered = isinstance(customers, np.ndarray)
    for row, customer in enumerate(customers.tolist() if isinstance(customers, np.ndarray) else customers):
        nameless = customer is None or (numbered and customer < 0)
        if nameless or customer not in known:
            if not nameless:
                known[customer] = len(names)
            codes[row] = len(names)
            names.append(None if nameless else customer)
        else:
            codes[row] = known[customer]
    return codes, names


def effective_n(weights: Values) -> float | None:
    """Kish's effective number of units behind a weighted figure, (Σw)²/Σw²; None when all weights are 0."""
    each = floats(weights)
    each = each[~np.isnan(each)]
    squares = float(np.dot(each, each))
    return float(each.sum()) ** 2 / squares if squares > 0 else None
