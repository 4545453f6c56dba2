"""Signs of clicking through: runs, spread, doubles, times."""

from __future__ import annotations

import numpy as np
import pytest

from survey import stats

NAN = float("nan")


def test_spread_is_nought_for_one_answer_throughout_and_undefined_for_one_answer() -> None:
    found = stats.within_person_spread([[3, 3, NAN], [1, 5, 3], [NAN, 4, NAN]])
    assert found[0] == 0
    assert found[1] == pytest.approx(np.std([1, 5, 3]))
    assert np.isnan(found[2])


def test_doubles_are_found_among_rows_with_enough_answers_only() -> None:
    rows = np.array([[1, 2], [1, 2], [3, 4], [1, 2]], dtype=np.uint8)
    enough = np.array([True, True, True, False])
    assert stats.same_as_another(rows, least=enough).tolist() == [True, True, False, False]
    assert stats.same_as_another(rows[:0], least=enough[:0]).tolist() == []


def test_fast_is_below_half_the_median_of_the_times_that_are_known() -> None:
    seconds = np.array([100, 200, 200, 200, 300, 99, -1], dtype=np.int32)
    assert stats.too_fast(seconds).tolist() == [False] * 5 + [True, False]
    assert not stats.too_fast(seconds[:4]).any()
