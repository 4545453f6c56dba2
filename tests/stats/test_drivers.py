from __future__ import annotations

from itertools import combinations
from math import factorial, isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput
from survey.stats import resampling
from survey.stats.resampling import correlations_of_rows
from tests.stats.published import outcome_and_items

ATTITUDE = ["complaints", "privileges", "learning", "raises", "critical", "advance"]
METHODS = [stats.lmg, stats.relative_weights]


def some_rows(n: int = 120, p: int = 4, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    return x[:, 0] + 0.5 * x[:, 1] + rng.normal(size=n), x


def test_lmg_of_swiss_fertility() -> None:
    items = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
    y, x = outcome_and_items("swiss", "Fertility", items)
    result = stats.lmg(y, x, even_if_few=True)
    assert result.shares == pytest.approx((0.057091, 0.171173, 0.260135, 0.105570, 0.112766), abs=5e-7)
    assert result.r2 == pytest.approx(0.706735, abs=5e-7)


def test_lmg_of_the_attitude_data() -> None:
    result = stats.lmg(*outcome_and_items("attitude", "rating", ATTITUDE), even_if_few=True)
    assert result.r2 == pytest.approx(0.732602, abs=5e-7)
    assert result.shares[0] == pytest.approx(0.370816, abs=5e-7)


def test_relative_weights_of_the_cars() -> None:
    y, x = outcome_and_items("mtcars", "mpg", ["cyl", "disp", "hp", "gear"])
    result = stats.relative_weights(y, x, even_if_few=True)
    assert result.shares == pytest.approx((0.2284797, 0.2221469, 0.2321744, 0.0963886), abs=5e-8)
    assert result.r2 == pytest.approx(0.7791896, abs=5e-8)


def test_shapley_values_of_the_cars() -> None:
    result = stats.lmg(*outcome_and_items("mtcars", "mpg", ["am", "cyl", "carb"]), even_if_few=True)
    assert result.shares == pytest.approx((0.2156848, 0.4173094, 0.1783081), abs=5e-8)


def test_lmg_is_the_average_over_all_subsets_by_least_squares() -> None:
    y, x = some_rows(p=4)

    def r2(subset: tuple[int, ...]) -> float:
        design = np.column_stack([np.ones(y.size), x[:, list(subset)]])
        rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return float(1 - rest @ rest / ((y - y.mean()) @ (y - y.mean())))

    p = 4
    for item, share in enumerate(stats.lmg(y, x).shares):
        others = [other for other in range(p) if other != item]
        wanted = sum(
            factorial(k) * factorial(p - k - 1) / factorial(p) * (r2((*chosen, item)) - r2(chosen))
            for k in range(p)
            for chosen in combinations(others, k)
        )
        assert share == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("decompose", METHODS)
def test_uncorrelated_items_get_their_squared_correlations(decompose) -> None:  # type: ignore[no-untyped-def]
    x = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 10, dtype=float)
    y = 3 * x[:, 0] + 2 * x[:, 1] + np.tile([0, 1, 1, 0, 1, 0, 0, 1], 10)
    squares = [(stats.pearson(y, x[:, j]).r.value or 0) ** 2 for j in range(3)]
    result = decompose(y, x)
    assert result.shares == pytest.approx(squares, abs=1e-12)
    assert sum(result.shares) == pytest.approx(result.r2)


@pytest.mark.parametrize("decompose", METHODS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_shares_add_up_to_r2_and_do_not_depend_on_unit_or_order(decompose, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    p = data.draw(st.integers(1, 4))
    row = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=p + 1, max_size=p + 1)
    rows = data.draw(st.lists(row, max_size=30))
    y, x = [each[0] for each in rows], [each[1:] for each in rows]
    result = decompose(y, x or np.empty((0, p)), even_if_few=True)
    if result.r2 is None:
        assert result.reason is not None
        assert result.shares == ()
        return
    assert all(isfinite(share) and share > -1e-9 for share in result.shares)
    assert sum(result.shares) == pytest.approx(result.r2, abs=1e-9)
    assert -1e-9 <= result.r2 <= 1 + 1e-9
    turned = decompose(
        [None if v is None else 7 - 2 * v for v in y],
        [[None if v is None else 10 * v + 1 for v in each[::-1]] for each in x],
        even_if_few=True,
    )
    assert turned.shares[::-1] == pytest.approx(result.shares, abs=1e-7)


@pytest.mark.parametrize("decompose", METHODS)
def test_an_item_given_twice_shares_with_its_double(decompose) -> None:  # type: ignore[no-untyped-def]
    y, x = some_rows(p=2)
    once, twice = decompose(y, x), decompose(y, np.column_stack([x, x[:, 0]]))
    assert twice.shares[0] == pytest.approx(twice.shares[2])
    assert twice.r2 == pytest.approx(once.r2)


@pytest.mark.parametrize("decompose", METHODS)
def test_importance_is_refused_with_a_reason(decompose) -> None:  # type: ignore[no-untyped-def]
    y, x = some_rows(n=49, p=2)
    assert "50" in str(decompose(y, x).reason)
    assert decompose(y, x).r2 is None
    y, x = some_rows(n=60, p=7)
    assert "70" in str(decompose(y, x).reason)
    y, x = some_rows(n=60, p=6)
    assert decompose(y, x).reason is None
    constant = x.copy()
    constant[:, 2] = 0.1 + 0.2
    constant[5, 2] = 0.3
    assert "第 3 个项目" in str(decompose(y, constant).reason)
    assert "总体评价" in str(decompose(np.full(60, 4.0), x).reason)
    assert "推导" in str(decompose(y[:5], x[:5], even_if_few=True).reason)
    assert decompose([None] * 3, [[1, 2]] * 3).n == 0
    assert decompose([], []).reason is not None
    for bad_y, bad_x in (([1, 2], [[1]]), ([1, 2], [[], []]), ([1, float("inf")], [[1], [2]])):
        with pytest.raises(InvalidInput):
            decompose(bad_y, bad_x)


def test_lmg_refuses_more_than_twelve_items_and_relative_weights_do_not() -> None:
    y, x = some_rows(n=140, p=13)
    with pytest.raises(InvalidInput, match="12"):
        stats.lmg(y, x)
    assert len(stats.relative_weights(y, x).shares) == 13
    assert len(stats.lmg(y, x[:, :12]).shares) == 12


@pytest.mark.parametrize("method", ["lmg", "relative_weights"])
def test_intervals_hold_the_shares_and_chance_is_told_from_importance(method) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(11)
    x = rng.normal(size=(200, 3))
    y = x[:, 0] + 0.7 * x[:, 1] + rng.normal(size=200)
    result = stats.drivers_interval(y, x, method)
    assert result.significant == (True, True, False)
    assert result.reason is None
    assert sum(part.value or 0 for part in result.parts) == pytest.approx(1)
    for estimate in (*result.shares, *result.parts, result.r2):
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low <= (estimate.value or 0) <= estimate.high
    assert stats.drivers_interval(y, x, method) == result
    assert stats.drivers_interval(y, x, method, seed=2) != result


def test_the_correlations_of_a_resample_are_those_of_its_rows() -> None:
    rng = np.random.default_rng(2)
    columns, noise = rng.normal(size=(30, 3)) * 50 + 1000, rng.normal(size=(1, 30))
    rows = rng.integers(0, 30, 30)
    counts = np.bincount(rows, minlength=30)[np.newaxis].astype(float)
    drawn = np.column_stack([noise[0], columns])[rows]
    assert correlations_of_rows(columns, counts, noise)[0] == pytest.approx(np.corrcoef(drawn, rowvar=False))


def test_groups_of_rows_give_the_intervals_that_single_rows_give(monkeypatch: pytest.MonkeyPatch) -> None:
    y, x = some_rows(n=4000, p=3)
    x = np.column_stack([x, np.random.default_rng(8).normal(size=4000)])
    by_groups = stats.drivers_interval(y, x)
    monkeypatch.setattr(resampling, "MOST_ROWS", 4000)
    by_rows = stats.drivers_interval(y, x)
    for one, other in zip((*by_groups.shares, by_groups.r2), (*by_rows.shares, by_rows.r2), strict=True):
        assert one.value == pytest.approx(other.value)
        assert (one.low, one.high) == (
            pytest.approx(other.low, abs=0.004),
            pytest.approx(other.high, abs=0.004),
        )
    assert by_groups.significant == by_rows.significant
    assert by_groups.significant[-1] is False


def test_the_moments_of_groups_add_up_to_those_of_all_rows() -> None:
    x = np.random.default_rng(9).normal(size=(5003, 2))
    rows = np.column_stack([np.ones(5003), x])
    assert resampling._group_moments(x).sum(axis=0) == pytest.approx(rows.T @ rows)


def test_intervals_of_refused_importance_are_undefined_with_the_reason() -> None:
    y, x = some_rows(n=20, p=3)
    result = stats.drivers_interval(y, x)
    assert result.r2.value is None
    assert len(result.shares) == 3
    assert all(share.reason == result.reason for share in result.shares)
    assert result.significant == (False, False, False)
    # Rare ratings: in some resamples an item does not vary at all.
    y, x = some_rows(n=60, p=2)
    x[:, 1] = 0
    x[7, 1] = 1
    rare = stats.drivers_interval(y, x)
    assert rare.shares[1].low == pytest.approx(0, abs=1e-9)
    with pytest.raises(InvalidInput):
        stats.drivers_interval(y, x, resamples=999)
    with pytest.raises(InvalidInput):
        stats.drivers_interval(y, x, "beta")  # type: ignore[arg-type]


def test_penalties_and_rewards_are_the_slopes_of_the_dummies() -> None:
    rng = np.random.default_rng(4)
    x = rng.integers(1, 6, size=(200, 2))
    y = 3 - 1.5 * (x[:, 0] <= 2) + 0.5 * (x[:, 0] >= 5) - 0.25 * (x[:, 1] <= 2)
    exact = stats.penalty_reward(y, x)
    assert exact.items[0].penalty.value == pytest.approx(-1.5)
    assert exact.items[0].reward.value == pytest.approx(0.5)
    assert exact.items[1].penalty.value == pytest.approx(-0.25)
    assert exact.items[1].reward.value == pytest.approx(0, abs=1e-12)
    assert exact.r2 == pytest.approx(1)
    assert exact.items[0].low == int((x[:, 0] <= 2).sum())
    # One item with low ratings only is the comparison of two means with a pooled variance.
    low = x[:, :1].clip(max=4)
    noisy = y + rng.normal(size=200)
    one = stats.penalty_reward(noisy, low).items[0]
    few, rest = noisy[low[:, 0] <= 2], noisy[low[:, 0] > 2]
    assert one.penalty.value == pytest.approx(few.mean() - rest.mean())
    pooled = (few.var() * few.size + rest.var() * rest.size) / 198
    half = 1.9720175 * np.sqrt(pooled * (1 / few.size + 1 / rest.size))
    assert (one.penalty.high or 0) - (one.penalty.value or 0) == pytest.approx(half, rel=1e-6)
    assert one.reward.value is None
    assert one.reward.reason is not None


def test_penalties_are_refused_with_a_reason() -> None:
    x = np.random.default_rng(4).integers(1, 6, size=(60, 2))
    y = x.sum(axis=1)
    doubled = stats.penalty_reward(y, np.column_stack([x[:, 0], x[:, 0]]))
    assert doubled.r2 is None
    assert doubled.items[0].penalty.reason == doubled.reason
    assert stats.penalty_reward(y[:40], x[:40]).reason is not None
    assert stats.penalty_reward([None] * 9, x[:9]).items[1].reward.value is None
    assert stats.penalty_reward(np.full(60, 3.0), x).r2 is None
    assert stats.penalty_reward([], []).items == ()
    with pytest.raises(InvalidInput):
        stats.penalty_reward(y, x, low_at_most=5)
