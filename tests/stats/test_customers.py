"""Effort, share of supply, careless answers, classes put right, tiers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput
from tests.stats.test_properties import whole

NAN = float("nan")
POINTS = st.one_of(st.none(), st.integers(1, 5))


def test_effort_is_a_named_share_or_a_named_mean() -> None:
    scores = [7, 6, 5, 4, 1, None]
    share, mean = stats.ces(scores), stats.ces(scores, "mean")
    assert share.score.value == pytest.approx(0.6)
    assert mean.score.value == pytest.approx(4.6)
    assert (share.easy, share.score.n) == (3, 5)
    assert "占比" in str(share.name)
    assert "平均" in str(mean.name)
    assert (mean.score.high or 9) <= 7
    for variant in ("share", "mean"):
        assert stats.ces([None, NAN], variant).score.value is None  # type: ignore[arg-type]
        whole(stats.ces([7], variant).score)  # type: ignore[arg-type]
    for bad, variant in (([0], "share"), ([8], "mean"), ([5], "median")):
        with pytest.raises(InvalidInput):
            stats.ces(bad, variant)  # type: ignore[arg-type]


def test_a_partial_defector_gave_us_ten_points_less_and_bought_less() -> None:
    before = [0.50, 0.80, 0.60, 0.30, 0.40, None, 0.9]
    after = [0.40, 0.75, 0.30, 0.50, 0.40, 0.2, None]
    result = stats.share_of_wallet(before, after)
    assert result.n == 5
    assert result.change.value == pytest.approx(-0.05)
    assert (result.before.value, result.after.value) == (pytest.approx(0.52), pytest.approx(0.47))
    assert (result.up.value, result.down.value) == (pytest.approx(0.2), pytest.approx(0.6))
    assert result.partial_defectors == (0, 2)
    sales = [100] * 7
    grown = stats.share_of_wallet(before, after, sales_before=sales, sales_after=[120, 1, None, 1, 1, 1, 1])
    assert grown.partial_defectors == (2,)
    assert stats.share_of_wallet(before, after, threshold=0.05).partial_defectors == (0, 1, 2)


def test_shares_of_supply_that_cannot_be_are_refused() -> None:
    for estimate in (stats.share_of_wallet([], []).change, stats.share_of_wallet([None], [0.1]).partial):
        assert estimate.value is None
        assert estimate.reason is not None
    for arguments in (
        {"before": [1.2], "after": [0.1]},
        {"before": [0.2, 0.3], "after": [0.1]},
        {"before": [0.2], "after": [0.1], "sales_before": [1]},
        {"before": [0.2], "after": [0.1], "sales_before": [1, 2], "sales_after": [1, 2]},
        {"before": [0.2], "after": [0.1], "threshold": 0},
    ):
        with pytest.raises(InvalidInput):
            stats.share_of_wallet(**arguments)


@given(before=st.lists(st.floats(0, 1), max_size=20), data=st.data())
def test_shares_of_supply_are_whole(before: list[float], data: st.DataObject) -> None:
    after = data.draw(st.lists(st.floats(0, 1), min_size=len(before), max_size=len(before)))
    result = stats.share_of_wallet(before, after)
    for estimate in (result.before, result.after, result.change, result.up, result.down, result.partial):
        whole(estimate)


def test_classes_are_weighted_to_their_true_sizes() -> None:
    values, classes = [90, 80, 100, 60, 50, NAN], ["A", "A", "A", "B", "B", "B"]
    result = stats.post_stratify(values, classes, {"A": 20, "B": 80})
    assert result.mean.value == pytest.approx(0.2 * 90 + 0.8 * 55)
    assert result.unweighted.value == pytest.approx(76)
    assert result.weights[:5] == pytest.approx((1 / 3, 1 / 3, 1 / 3, 2, 2))
    error = np.sqrt(0.2**2 * 100 / 3 + 0.8**2 * 50 / 2)
    assert (result.mean.high or 0) - 62 == pytest.approx(3.1824463 * error)
    assert result.effective_n == pytest.approx(25 / (3 / 9 + 8))
    finite = stats.post_stratify(values, classes, {"A": 3, "B": 12}, finite=True)
    error = 0.8 * np.sqrt(50 / 2 * 10 / 11)
    assert (finite.mean.high or 0) - 62 == pytest.approx(12.7062047 * error)


def test_classes_sampled_in_proportion_change_nothing() -> None:
    result = stats.post_stratify([1, 2, 3, 4], ["A", "A", "B", "B"], {"A": 50, "B": 50})
    assert result.mean.value == pytest.approx(2.5)
    assert result.effective_n == pytest.approx(4)


def test_a_class_without_answers_is_named() -> None:
    result = stats.post_stratify([80, 90, NAN], ["A", "A", "B"], {"A": 10, "B": 10, "C": 0})
    assert result.empty == ("B",)
    assert "B" in str(result.mean.reason)
    assert result.mean.value == 85
    assert result.strata["B"].value is None
    lonely = stats.post_stratify([80, 90, 50], ["A", "A", "B"], {"A": 10, "B": 10})
    assert (lonely.mean.value, lonely.mean.low) == (67.5, None)
    assert "只有一个" in str(lonely.mean.reason)
    census = stats.post_stratify([80, 90], ["A", "B"], {"A": 1, "B": 1}, finite=True)
    assert (census.mean.low, census.mean.high) == (85, 85)
    for none in (stats.post_stratify([], [], {"A": 3}), stats.post_stratify([NAN], ["A"], {"A": 3})):
        whole(none.mean)
        assert none.mean.value is None
        assert none.effective_n is None
    for values, classes, frame in (
        ([1], ["X"], {"A": 3}),
        ([1, 2], ["A"], {"A": 3}),
        ([1], ["A"], {"A": 3, "B": -1}),
        ([1, 2], ["A", "A"], {"A": 1}),
    ):
        with pytest.raises(InvalidInput):
            stats.post_stratify(values, classes, frame, finite=True)


def test_items_that_cannot_be_told_apart_share_a_tier() -> None:
    rng = np.random.default_rng(9)
    person = rng.normal(size=(25, 1))
    scores = np.array([3.0, 4.5, 3.05, 4.45, 1.0]) + person + 0.3 * rng.normal(size=(25, 5))
    result = stats.tiers(scores)
    assert [set(tier.items) for tier in result.tiers] == [{1, 3}, {0, 2}, {4}]
    assert [tier.place for tier in result.tiers] == [1, 2, 3]
    assert str(result.tiers[0].label) == "并列优先"
    assert result.tiers[2].label is None
    assert (result.tier_of(4), result.tier_of(9)) == (3, None)
    assert [set(tier.items) for tier in stats.tiers(scores, highest_first=False).tiers] == [
        {4},
        {0, 2},
        {1, 3},
    ]


def test_a_difference_alike_for_all_customers_is_one() -> None:
    assert len(stats.tiers([[4, 3]] * 12).tiers) == 2
    assert len(stats.tiers([[4, 4]] * 12).tiers) == 1


def test_below_ten_customers_there_is_an_order_without_tiers() -> None:
    few = stats.tiers([[1, 5]] * 9 + [[NAN, NAN]])
    assert (few.order, few.tiers, few.n) == ((1, 0), (), 9)
    assert "10" in str(few.reason)
    for empty in ([], [[NAN, NAN]] * 3):
        assert stats.tiers(empty).reason is not None
    assert stats.tiers([[3, NAN]] * 12).order == (0,)


@settings(deadline=None)
@given(st.lists(st.lists(POINTS, min_size=4, max_size=4), max_size=30))
def test_tiers_hold_every_rated_item_once_in_order(rows: list[list[int | None]]) -> None:
    result = stats.tiers(rows)
    assert (result.reason is not None) == (not result.tiers)
    if result.tiers:
        assert tuple(item for tier in result.tiers for item in tier.items) == result.order
    assert len(result.order) == sum(any(row[j] is not None for row in rows) for j in range(4))
