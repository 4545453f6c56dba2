"""Differences of two groups against textbook values."""

from __future__ import annotations

import numpy as np
import pytest

from survey.errors import InvalidInput
from survey.stats import Moments, chi_square, paired_shares, shares_apart, welch_from, welch_t


def test_welch_from_moments_is_welch_from_values() -> None:
    rng = np.random.default_rng(3)
    one, two = rng.normal(4, 1, 31), rng.normal(3.6, 0.7, 18)
    whole = welch_t(one, two)
    found = welch_from(
        Moments(31, float(one.mean()), float(one.std(ddof=1))),
        Moments(18, float(two.mean()), float(two.std(ddof=1))),
    )
    assert found.difference.low == pytest.approx(whole.difference.low)
    assert (found.df, found.p) == (pytest.approx(whole.df), pytest.approx(whole.p))


def test_groups_of_nobody_or_one_have_no_test() -> None:
    assert welch_from(Moments(0, None, None), Moments(5, 4.0, 1.0)).difference.value is None
    alone = welch_from(Moments(1, 3.0, None), Moments(5, 4.0, 1.0))
    assert (alone.difference.value, alone.p) == (-1.0, None)
    assert alone.reason is not None
    assert welch_from(Moments(3, 4.0, 0.0), Moments(3, 4.0, 0.0)).p is None


def test_independent_shares_have_newcombes_interval() -> None:
    # Newcombe 1998, 56/70 against 48/80: .0524 to .3339.
    found = shares_apart(56, 70, 48, 80)
    assert (found.difference.low, found.difference.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    # Pearson's test of the same table without continuity correction is the square of z.
    assert found.p == pytest.approx(chi_square([[56, 14], [48, 32]]).p)
    assert shares_apart(4, 4, 5, 5).p is None
    assert shares_apart(0, 0, 5, 5).difference.value is None


def test_paired_shares_follow_the_worked_example() -> None:
    # Altman et al. 2000, Statistics with Confidence, table 6.2: 14, 5, 0, 22 gives 0.011 to 0.226.
    found = paired_shares(14, 5, 0, 22)
    assert found.difference.value == pytest.approx(5 / 41)
    assert (found.difference.low, found.difference.high) == (
        pytest.approx(0.011, abs=5e-4),
        pytest.approx(0.226, abs=5e-4),
    )
    assert found.p == pytest.approx(2 * 0.5**5)


def test_pairs_that_never_change_leave_nothing_to_test() -> None:
    same = paired_shares(10, 0, 0, 5)
    assert (same.difference.value, same.p) == (0.0, None)
    assert paired_shares(0, 0, 0, 0).difference.value is None
    with pytest.raises(InvalidInput):
        paired_shares(-1, 0, 0, 2)


def test_many_changed_pairs_take_the_normal_form() -> None:
    found = paired_shares(2000, 700, 600, 2000)
    assert found.p == pytest.approx(0.00554, abs=5e-5)
