from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from survey import stats
from survey.errors import InvalidInput
from survey.stats.distributions import chi_square_tail
from tests.stats.test_properties import whole

SCORES = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=30)


def test_small_groups_without_ties_are_exact_as_in_scipy() -> None:
    rng = np.random.default_rng(2)
    one, two = rng.normal(size=12), rng.normal(0.8, size=15)
    ours, theirs = stats.mann_whitney(one, two), scipy_stats.mannwhitneyu(one, two, method="exact")
    assert (ours.statistic, ours.p) == (theirs.statistic, pytest.approx(theirs.pvalue))
    first, second = rng.normal(size=14), rng.normal(0.5, size=14)
    paired, wanted = stats.wilcoxon(first, second), scipy_stats.wilcoxon(first, second, method="exact")
    assert paired.p == pytest.approx(wanted.pvalue)
    assert min(paired.statistic or 0, 105 - (paired.statistic or 0)) == wanted.statistic
    assert "精确" in str(ours.variant)
    assert "精确" in str(paired.variant)


def test_large_groups_with_ties_are_normal_as_in_scipy() -> None:
    rng = np.random.default_rng(6)
    one, two = rng.integers(1, 6, 60), rng.integers(2, 6, 50)
    ours, theirs = stats.mann_whitney(one, two), scipy_stats.mannwhitneyu(one, two, method="asymptotic")
    assert (ours.statistic, ours.p) == (theirs.statistic, pytest.approx(theirs.pvalue))
    assert ours.superiority.value == pytest.approx(theirs.statistic / 3000)
    for zeros in ("wilcox", "pratt"):
        wanted = scipy_stats.wilcoxon(one[:50], two, zero_method=zeros, correction=True, method="asymptotic")
        paired = stats.wilcoxon(one[:50], two, zeros=zeros)  # type: ignore[arg-type]
        assert paired.p == pytest.approx(wanted.pvalue)
        assert ("Pratt" in str(paired.variant)) == (zeros == "pratt")


def test_exact_p_values_count_every_way_with_ties_as_they_are() -> None:
    one, two = [1, 2, 2, 5, 5], [1, 1, 2, 3]
    ranks = scipy_stats.rankdata(one + two)
    far = abs(ranks[:5].sum() - 25)
    ways = [abs(sum(ranks[list(chosen)]) - 25) >= far for chosen in combinations(range(9), 5)]
    assert stats.mann_whitney(one, two).p == pytest.approx(np.mean(ways))
    differences = np.array([0, 0, 1, 1, -1, 2, 3, 3])
    for zeros, kept in (("wilcox", differences[differences != 0]), ("pratt", differences)):
        weights = scipy_stats.rankdata(np.abs(kept))[kept != 0]
        found = abs(weights[kept[kept != 0] > 0].sum() - weights.sum() / 2)
        signs = [abs(np.dot(s, weights) - weights.sum() / 2) >= found for s in product((0, 1), repeat=6)]
        assert stats.wilcoxon(differences, np.zeros(8), zeros=zeros).p == pytest.approx(np.mean(signs))  # type: ignore[arg-type]


@settings(deadline=None)
@given(SCORES, SCORES)
def test_groups_compared_the_other_way_round_give_the_mirror(
    one: list[int | None], two: list[int | None]
) -> None:
    there, back = stats.mann_whitney(one, two), stats.mann_whitney(two, one)
    whole(there.superiority)
    assert there.p is None or 0 <= there.p <= 1
    assert (there.p is None) == (there.reason is not None)
    assert back.p == (None if there.p is None else pytest.approx(there.p))
    if there.superiority.value is not None:
        assert 1 - there.superiority.value == pytest.approx(back.superiority.value)
        assert 1 - (there.superiority.low or 0) == pytest.approx(back.superiority.high)
    size = min(len(one), len(two))
    pairs = stats.wilcoxon(one[:size], two[:size])
    mirror = stats.wilcoxon(two[:size], one[:size])
    whole(pairs.superiority)
    assert mirror.p == (None if pairs.p is None else pytest.approx(pairs.p))


def test_superiority_has_a_sensible_interval_at_the_end() -> None:
    apart = stats.mann_whitney([4, 5, 5, 5], [1, 2, 2, 3])
    assert (apart.superiority.value, apart.superiority.high) == (1, 1)
    assert 0.3 < (apart.superiority.low or 0) < 0.9
    assert apart.p == pytest.approx(2 / 70)


def test_nothing_to_compare_is_undefined_with_a_reason() -> None:
    assert stats.mann_whitney([], [1, 2]).superiority.value is None
    same = stats.mann_whitney([3, 3], [3, 3, 3])
    assert (same.p, same.superiority.value) == (None, 0.5)
    assert same.reason is not None
    assert stats.wilcoxon([None, 2], [1, None]).reason is not None
    assert stats.wilcoxon([0.1 + 0.2] * 3, [0.3] * 3).p is None
    assert stats.wilcoxon([1], [2]).p == pytest.approx(1)
    with pytest.raises(InvalidInput):
        stats.wilcoxon([1], [2], zeros="zsplit")  # type: ignore[arg-type]


@pytest.mark.parametrize("df", [1, 2, 3, 7, 30, 400])
def test_chi_square_tails_are_those_of_scipy(df: int) -> None:
    for statistic in (1e-9, 0.3, 1.0, df * 0.9, df + 0.5, df * 1.5, df * 4.0):
        wanted = scipy_stats.chi2.sf(statistic, df)
        assert chi_square_tail(statistic, df) == pytest.approx(wanted, rel=1e-9, abs=1e-300)
    assert chi_square_tail(0, df) == 1
    assert chi_square_tail(float("inf"), df) == 0


def test_chi_square_of_a_table_is_that_of_scipy() -> None:
    table = [[20, 30, 15], [25, 10, 40]]
    ours, theirs = stats.chi_square(table), scipy_stats.chi2_contingency(table, correction=False)
    assert (ours.statistic, ours.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    assert (ours.df, ours.n, ours.reason) == (2, 140, None)
    assert ours.cramers_v == pytest.approx(scipy_stats.contingency.association(table, method="cramer"))
    padded = stats.chi_square([[20, 0, 30, 15], [0, 0, 0, 0], [25, 0, 10, 40]])
    assert padded == ours
    assert stats.chi_square([[9, 0], [0, 9]]).cramers_v == pytest.approx(1)


def test_tables_that_cannot_carry_the_test_say_so() -> None:
    assert "太小" in str(stats.chi_square([[3, 1], [1, 4]]).reason)
    for table in ([], [[]], [[5, 3]], [[0, 0], [0, 0]], [[4, 0], [6, 0]]):
        result = stats.chi_square(table)
        assert result.p is None
        assert result.reason is not None
    for bad in ([[1, -1], [2, 2]], [[1, 2], [3]], [1, 2], [[0.5, 1], [2, 2]], [[1, float("nan")], [2, 2]]):
        with pytest.raises(InvalidInput):
            stats.chi_square(bad)  # type: ignore[arg-type]
