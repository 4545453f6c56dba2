"""What must hold for any numbers: no NaN, no zero for nothing, no dependence on order or unit."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput

POINTS = st.one_of(st.none(), st.integers(1, 5))
SCORES = st.lists(POINTS, max_size=40)
PAIRS = st.lists(st.tuples(POINTS, POINTS), max_size=40)


def whole(estimate: stats.Estimate) -> None:
    """Values are finite or None, the interval holds the value, None has a reason, JSON is valid."""
    for figure in (estimate.value, estimate.low, estimate.high):
        assert figure is None or math.isfinite(figure)
    if estimate.value is None or estimate.low is None:
        assert estimate.reason is not None or estimate.hidden is not None
    elif estimate.high is not None and estimate.value is not None:
        assert estimate.low - 1e-9 <= estimate.value <= estimate.high + 1e-9
    json.dumps(estimate.to_json(), allow_nan=False)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_in_its_interval_and_the_interval_in_zero_to_one(a: int, b: int) -> None:
    k, n = min(a, b), max(a, b)
    share = stats.wilson(k, n)
    whole(share)
    if n:
        mirror = stats.wilson(n - k, n)
        assert share.low == pytest.approx(1 - (mirror.high or 0), abs=1e-12)
        assert 0 <= (share.low or 0) <= (share.high or 0) <= 1


def test_the_ends_of_a_share_are_exact() -> None:
    assert stats.wilson(0, 20).low == 0
    assert stats.wilson(20, 20).high == 1
    assert stats.wilson(0, 0).value is None
    assert stats.newcombe(0, 0, 1, 2).value is None


def test_a_census_has_no_width_and_a_part_of_it_a_smaller_one() -> None:
    assert stats.wilson(3, 10, population=10).high == pytest.approx(0.3)
    free, known = stats.wilson(30, 60), stats.wilson(30, 60, population=80)
    assert (known.low or 0) > (free.low or 0)
    assert stats.finite_population(60, 80) == pytest.approx(math.sqrt(20 / 79))
    assert stats.mean_interval([4.0], population=1).high == 4
    with pytest.raises(InvalidInput):
        stats.mean_interval([1, 2, 3], population=2)


@given(SCORES, st.randoms())
def test_a_mean_does_not_depend_on_order_and_moves_with_the_unit(
    scores: list[int | None], random: object
) -> None:
    estimate = stats.mean_interval(scores)
    whole(estimate)
    again = stats.mean_interval(scores[::-1])
    assert (again.value is None) == (estimate.value is None)
    assert again.n == estimate.n == sum(score is not None for score in scores)
    tenfold = stats.mean_interval([None if s is None else 10 * s + 1 for s in scores])
    scaled = estimate.scaled(10, 1)
    assert tenfold.low == pytest.approx(scaled.low) if scaled.low is not None else tenfold.low is None


def test_one_value_is_a_mean_without_an_interval() -> None:
    one = stats.mean_interval([None, 4])
    assert (one.value, one.low, one.n) == (4, None, 1)
    assert one.reason is not None
    none = stats.mean_interval([None, float("nan")])
    assert (none.value, none.n) == (None, 0)


def test_a_constant_column_has_no_width_and_no_float_dust() -> None:
    constant = stats.mean_interval([0.1] * 30)
    assert constant.low == constant.high == constant.value
    test = stats.paired_t([4.1] * 20, [4.0] * 20)
    assert test.p is None
    assert test.reason is not None
    assert stats.pearson([3] * 10, range(10)).r.value is None  # type: ignore[arg-type]
    assert stats.cronbach_alpha([[3, 3]] * 10).raw is None
    assert stats.cronbach_alpha([[3, 1], [3, 2], [3, 5]]).standardised is None
    assert stats.cohen_kappa(["A"] * 20, ["A"] * 20).kappa.value is None


@given(SCORES)
def test_satisfied_shares_and_indices_are_whole(scores: list[int | None]) -> None:
    whole(stats.share_satisfied(scores))
    whole(stats.csat(scores))
    whole(stats.index_100(scores, stats.ENTERPRISE))
    whole(stats.nps([None if s is None else 2 * s for s in scores]).score)


@given(PAIRS)
def test_a_gap_is_the_difference_of_its_means_and_counts_give_the_same(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    wanted, got = [p[0] for p in pairs], [p[1] for p in pairs]
    result = stats.gap(wanted, got)
    for estimate in (result.reference, result.performance, result.gap, result.unmet):
        whole(estimate)
    joint = np.zeros((5, 5), dtype=int)
    for i, p in pairs:
        if i is not None and p is not None:
            joint[i - 1, p - 1] += 1
    counted = stats.gap_from_counts(joint)
    assert (counted.n, counted.unmet_count) == (result.n, result.unmet_count)
    if result.gap.value is not None:
        difference = (result.performance.value or 0) - (result.reference.value or 0)
        assert result.gap.value == pytest.approx(difference, abs=1e-9)
        assert counted.gap.value == pytest.approx(result.gap.value, abs=1e-9)
    if result.gap.low is not None:
        assert counted.gap.low == pytest.approx(result.gap.low, abs=1e-9)


@given(st.lists(st.tuples(POINTS, POINTS, POINTS), max_size=25))
def test_against_the_mean_gap_differences_are_relative(rows: list[tuple[int | None, ...]]) -> None:
    if not rows:
        return
    first = stats.against_mean_gap(rows)
    moved = stats.against_mean_gap([[None if x is None else x - 10 for x in row] for row in rows])
    for a, b in zip(first, moved, strict=True):
        whole(a.test.difference)
        assert a.test.difference.n == b.test.difference.n
        if a.p_adjusted is not None and b.p_adjusted is not None:
            assert a.p_adjusted == pytest.approx(b.p_adjusted, abs=1e-6)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=20))
def test_adjusted_p_values_are_never_smaller_and_holm_never_below_benjamini_hochberg(
    p_values: list[float | None],
) -> None:
    holm, bh = stats.holm(p_values), stats.benjamini_hochberg(p_values)
    for p, h, b in zip(p_values, holm, bh, strict=True):
        if p is None:
            assert h is None
            assert b is None
        else:
            assert h is not None
            assert b is not None
            assert p - 1e-15 <= b <= h + 1e-12 <= 1 + 1e-12


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=12))
def test_pareto_shares_add_up(amounts: dict[str, int]) -> None:
    result = stats.pareto(amounts, counts=True)
    if sum(amounts.values()) == 0:
        assert result.rows == ()
        assert result.reason is not None
        return
    assert sum(row.share for row in result.rows) == pytest.approx(1)
    assert result.rows[-1].cumulative == pytest.approx(1)
    assert result.reach == sum(row.vital for row in result.rows)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")), min_size=1, max_size=60))
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    first, second = [p[0] for p in pairs], [p[1] for p in pairs]
    for weights in (None, "linear", "quadratic"):
        one = stats.cohen_kappa(first, second, weights, categories="ABC").kappa  # type: ignore[arg-type]
        two = stats.cohen_kappa(second, first, weights, categories="ABC").kappa  # type: ignore[arg-type]
        whole(one)
        assert (one.value is None) == (two.value is None)
        if one.value is not None:
            assert one.value == pytest.approx(two.value)
            assert one.value <= 1 + 1e-9


@settings(max_examples=150)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4
        )
    ),
    st.integers(2, 6),
)
def test_no_row_or_column_gives_a_small_group_away(counts: list[list[int]], k: int) -> None:
    table = np.array(counts)
    result = stats.suppress_small(table, k)
    assert result.cells[(table > 0) & (table < k)].all()
    for axis, totals in ((1, result.rows), (0, result.columns)):
        for line in range(table.shape[1 - axis]):
            cells = table.take(line, axis=1 - axis)
            withheld = result.cells.take(line, axis=1 - axis)
            if not totals[line] and withheld.any():
                assert cells[withheld].sum() >= k


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4), st.integers(2, 5)
)
def test_no_withheld_cell_follows_from_all_totals_together(counts: list[list[int]], k: int) -> None:
    table = np.array(counts)
    result = stats.suppress_small(table, k)
    unknown = np.argwhere(result.cells)
    # What a reader knows: the shown totals of rows and columns, less the shown cells in them.
    known = [unknown[:, 0] == i for i in range(table.shape[0]) if not result.rows[i]]
    known += [unknown[:, 1] == j for j in range(table.shape[1]) if not result.columns[j]]
    if not known or not len(unknown):
        return
    system = np.array(known, dtype=float)
    rank = np.linalg.matrix_rank(system)
    for cell in range(len(unknown)):
        alone = np.zeros((1, len(unknown)))
        alone[0, cell] = 1
        assert np.linalg.matrix_rank(np.vstack([system, alone])) == rank + 1


@given(st.lists(st.integers(0, 15), min_size=1, max_size=8), st.integers(2, 6))
def test_what_is_withheld_of_a_list_cannot_be_had_by_subtraction(counts: list[int], k: int) -> None:
    result = stats.suppress_small(counts, k)
    withheld = [n for n, gone in zip(counts, result.cells, strict=True) if gone]
    if withheld and not result.total:
        assert sum(withheld) >= k
        assert sum(1 for n in withheld if n) >= 2
