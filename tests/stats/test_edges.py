"""The corners where a figure has no meaning: each says so with a reason, and nothing is nought, NaN or an error."""

from __future__ import annotations

import json
import math
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import stats

POINT = st.integers(1, 5)


def estimates(value: Any) -> list[stats.Estimate]:
    """Every estimate inside a result, however deep."""
    if isinstance(value, stats.Estimate):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [found for one in fields(value) for found in estimates(getattr(value, one.name))]
    if isinstance(value, dict):
        return [found for one in value.values() for found in estimates(one)]
    if isinstance(value, (list, tuple)):
        return [found for one in value for found in estimates(one)]
    return []


def whole(result: Any) -> None:
    """Figures are finite, or None with a reason; what can be written as JSON is."""
    for estimate in estimates(result):
        for figure in (estimate.value, estimate.low, estimate.high):
            assert figure is None or math.isfinite(figure)
        if estimate.value is None or estimate.low is None:
            assert estimate.reason is not None or estimate.hidden is not None
        json.dumps(estimate.to_json(), allow_nan=False)


def everything(table: np.ndarray, customers: list[int] | None = None) -> list[Any]:
    """Every figure that is reckoned from a table of ratings, a row per respondent and a column per item."""
    overall = table[:, 0] if table.shape[1] else np.empty(table.shape[0])
    names = [f"d{item % 2}" for item in range(table.shape[1])]
    return [
        stats.mean_interval(overall),
        stats.share_satisfied(overall),
        stats.csat(overall),
        stats.index_100(overall, stats.ENTERPRISE),
        stats.nps(overall),
        stats.ces(overall),
        stats.gap(overall, overall),
        stats.pearson(overall, table.mean(axis=1) if table.shape[1] else overall),
        stats.against_mean_gap(table),
        stats.tiers(table),
        stats.satisfaction_degree(table, names, stats.ENTERPRISE, customers=customers),
        stats.servqual(table, table, names),
        stats.kano(overall, overall),
        stats.drivers_interval(overall, table),
        stats.penalty_reward(overall, table),
        stats.paired_t(overall, overall),
        stats.wilcoxon(overall, overall),
        stats.mann_whitney(overall, overall),
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), POINT, st.integers(1, 3))
def test_a_constant_column(rows: int, point: int, items: int) -> None:
    for result in everything(np.full((rows, items), float(point))):
        whole(result)


@settings(max_examples=40, deadline=None)
@given(st.lists(POINT, min_size=1, max_size=12))
def test_one_item(points: list[int]) -> None:
    for result in everything(np.array([[float(point)] for point in points])):
        whole(result)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(1, 3))
def test_nobody_knows_anything(rows: int, items: int) -> None:
    table = np.full((rows, items), np.nan)
    for result in everything(table):
        whole(result)
        assert all(estimate.value is None for estimate in estimates(result))
    if rows and items > 1:
        alpha = stats.cronbach_alpha(table)
        assert (alpha.raw, alpha.n) == (None, 0)
        assert alpha.reason is not None


@given(st.integers(1, 300))
def test_none_and_all_of_them(n: int) -> None:
    none, all_of_them = stats.wilson(0, n), stats.wilson(n, n)
    assert (none.value, none.low) == (0, 0)
    assert (all_of_them.value, all_of_them.high) == (1, 1)
    assert 0 < (none.high or 0) <= 1
    assert 0 <= (all_of_them.low or 0) < 1
    whole(stats.newcombe(0, n, n, n))


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6), st.integers(3, 6))
def test_four_beside_their_complement_are_both_withheld_where_five_are_asked_for(
    others: list[int], place: int
) -> None:
    counts = [*others[: place % len(others)], 4, *others[place % len(others) :]]
    hidden = stats.suppress_small(counts, 5)
    four = counts.index(4)
    assert hidden.cells[four]
    shown = [n for n, gone in zip(counts, hidden.cells, strict=True) if not gone]
    if not hidden.total and sum(counts) > 4:
        assert sum(counts) - sum(shown) >= 5
    assert not stats.safe_difference(sum(counts), sum(counts) - 4, 5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(POINT, min_size=2, max_size=2), min_size=5, max_size=5))
def test_one_customer_with_five_answers_is_one(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float)
    rolled = stats.roll_up(table, [7] * 5)
    assert rolled.values.shape == (1, 2)
    assert rolled.values[0] == pytest.approx(table.mean(axis=0))
    degree = stats.satisfaction_degree(table, ["a", "b"], stats.ENTERPRISE, customers=[7] * 5)
    assert (degree.n_customers, degree.n_respondents, degree.overall.n) == (1, 5, 1)
    assert degree.overall.low is None
    for result in everything(np.round(rolled.values)):  # points of the scale, as a lone respondent gives them
        whole(result)
