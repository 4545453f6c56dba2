"""Means in which some units weigh more than others."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=2, max_size=20)


def test_three_customers_by_hand() -> None:
    found = stats.weighted_mean([60, 80, 100], [3, 1, 1])
    # (3·60 + 80 + 100)/5 = 72; deviations −12, 8, 28 times 3, 1, 1.
    spread = (36**2 + 8**2 + 28**2) / 25 * 3 / 2
    assert found.mean.value == pytest.approx(72)
    assert found.effective_n == pytest.approx(25 / 11)
    high = found.mean.high
    assert high is not None
    # t at 25/11 − 1 degrees of freedom, between those of 1 (12.706) and 2 (4.303).
    assert 4.303 * sqrt(spread) < high - 72 < 12.706 * sqrt(spread)


@given(VALUES)
def test_equal_weights_give_the_plain_mean(values: list[int | None]) -> None:
    found, plain = stats.weighted_mean(values, [2.5] * len(values)).mean, stats.mean_interval(values)
    assert found.n == plain.n
    for one, other in zip(
        (found.value, found.low, found.high), (plain.value, plain.low, plain.high), strict=True
    ):
        assert (one is None) == (other is None)
        assert one is None or one == pytest.approx(other, abs=1e-6)


@given(VALUES, st.floats(0.1, 1000))
def test_the_unit_of_the_weights_does_not_matter(values: list[int | None], factor: float) -> None:
    weights = [1 + place % 3 for place in range(len(values))]
    found = stats.weighted_mean(values, weights)
    again = stats.weighted_mean(values, [weight * factor for weight in weights])
    assert again.mean.value == (None if found.mean.value is None else pytest.approx(found.mean.value))
    assert again.effective_n == (None if found.effective_n is None else pytest.approx(found.effective_n))


def test_without_a_value_or_a_weight_a_unit_does_not_count() -> None:
    found = stats.weighted_mean([60, None, 80, 90], [1, 5, 0, None])
    assert (found.mean.value, found.mean.low, found.mean.n, found.effective_n) == (60, None, 1, 1)
    nobody = stats.weighted_mean([None, 70], [1, 0])
    assert (nobody.mean.value, nobody.effective_n) == (None, None)
    assert nobody.mean.reason is not None


def test_impossible_weights_are_refused() -> None:
    with pytest.raises(InvalidInput, match="负"):
        stats.weighted_mean([1, 2], [1, -1])
    with pytest.raises(InvalidInput, match="不一致"):
        stats.weighted_mean([1, 2], [1])
