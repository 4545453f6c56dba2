"""满意度: the weighted index per customer, averaged over customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Floats, Values, floats, matrix
from survey.stats.conversion import Conversion
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval
from survey.stats.rollup import Customers, effective_n, roll_up

__all__ = ["SatisfactionDegree", "satisfaction_degree"]


@dataclass(frozen=True, slots=True)
class SatisfactionDegree:
    """满意度 over customers (0–100), per dimension too, with the counts of both units.

    `per_customer` holds each customer's own S (NaN where nothing was answered), in the order of `customers`.
    `sales_weighted` is None unless sales were given; `effective_n` says how many customers carry it.
    """

    overall: Estimate
    dimensions: Mapping[str, Estimate]
    weights: Mapping[str, float]
    n_customers: int
    n_respondents: int
    per_customer: Floats
    customers: tuple[object, ...]
    sales_weighted: float | None = None
    effective_n: float | None = None


def satisfaction_degree(
    scores: Sequence[Values] | Floats,
    item_dimensions: Sequence[str],
    conversion: Conversion,
    *,
    weights: Mapping[str, float] | None = None,
    customers: Customers | None = None,
    sales: Mapping[object, float] | None = None,
    population: int | None = None,
) -> SatisfactionDegree:
    """S = Σ X_j·Y_j per customer, then its mean over customers with the t-interval (and N's correction).

    `scores` are scale points, a row per respondent, a column per item, NaN where not rated;
    `item_dimensions` names each column's dimension; `weights` X_j per dimension, equal if None. Y_j is the
    mean converted score of the dimension's items; the X_j are renormalised over the dimensions a customer
    answered. `customers` names each row's customer; without it every row is a unit. `sales` per customer
    gives the sales-weighted figure. InvalidInput: unknown dimension in the weights, all weights 0.
    """
    converted = conversion.convert(matrix(scores))
    if converted.shape[1] != len(item_dimensions) and converted.size:
        raise InvalidInput(m("评价项目数与维度标注数不一致"))
    names = tuple(dict.fromkeys(item_dimensions))
    shares = _shares(names, weights)
    rolled = roll_up(converted, customers if customers is not None else [None] * converted.shape[0])
    by_dimension = _dimension_means(rolled.values, item_dimensions, names)
    degrees = weighted_rows(by_dimension, np.array([shares[name] for name in names]))
    there = ~np.isnan(degrees)
    figure, carried = _by_sales(degrees, rolled.customers, sales)
    return SatisfactionDegree(
        overall=mean_interval(degrees, population=population),
        dimensions={
            name: mean_interval(by_dimension[:, j], population=population) for j, name in enumerate(names)
        },
        weights=shares,
        n_customers=int(there.sum()),
        n_respondents=int((~np.isnan(converted)).any(axis=1).sum()) if converted.size else 0,
        per_customer=degrees,
        customers=rolled.customers,
        sales_weighted=figure,
        effective_n=carried,
    )


def _shares(names: tuple[str, ...], weights: Mapping[str, float] | None) -> dict[str, float]:
    given = dict.fromkeys(names, 1.0) if weights is None else dict(weights)
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise InvalidInput(m("权重中的维度 %(name)s 没有评价项目", name=unknown[0]))
    each = {name: float(given.get(name, 0.0)) for name in names}
    total = sum(each.values())
    if names and (min(each.values()) < 0 or not total > 0):
        raise InvalidInput(m("维度权重应为非负数，且不全为 0"))
    return {name: share / total for name, share in each.items()}


def _dimension_means(items: Floats, item_dimensions: Sequence[str], names: tuple[str, ...]) -> Floats:
    labels = np.array(item_dimensions, dtype=object)
    columns = [row_means(items[:, labels == name]) for name in names]
    return np.column_stack(columns) if columns else np.empty((items.shape[0], 0))


def row_means(table: Floats) -> Floats:
    """The mean of each row over what is there; NaN for a row without anything."""
    there = ~np.isnan(table)
    counts = there.sum(axis=1)
    sums = np.where(there, table, 0.0).sum(axis=1)
    means: Floats = np.divide(sums, counts, out=np.full(table.shape[0], np.nan), where=counts > 0)
    return means


def weighted_rows(table: Floats, weights: Floats) -> Floats:
    """Σ w·x of each row over what is there, weights renormalised over it; NaN where no weight is left."""
    carried = np.where(np.isnan(table), 0.0, weights)
    totals = carried.sum(axis=1)
    sums = (carried * np.nan_to_num(table)).sum(axis=1)
    means: Floats = np.divide(sums, totals, out=np.full(table.shape[0], np.nan), where=totals > 0)
    return means


def _by_sales(
    degrees: Floats, customers: tuple[object, ...], sales: Mapping[object, float] | None
) -> tuple[float | None, float | None]:
    if sales is None:
        return None, None
    each = floats([float(sales.get(customer, 0.0)) for customer in customers])
    if (each < 0).any() or np.isnan(each).any():
        raise InvalidInput(m("销售额应为非负数"))
    there = ~np.isnan(degrees) & (each > 0)
    if not there.any():
        return None, None
    return float(degrees[there] @ each[there] / each[there].sum()), effective_n(each[there])
