"""Signs of clicking through: runs, sameness, doubles, times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats
from survey.stats import careless

OPEN = 254
POINTS = st.sampled_from([1, 2, 3, OPEN])


def sameness(rows: Sequence[Sequence[int]], width: int = 0) -> stats.Sameness:
    table = np.array(rows, dtype=np.uint8).reshape(len(rows), width or len(rows[0]))
    return stats.sameness(list(table.T), special=253, respondents=len(rows))


def test_the_longest_run_goes_on_over_items_left_out() -> None:
    rows = [[3, 3, 3, 4, 4], [3, OPEN, 3, 3, 1], [1, 2, 1, 2, 1], [OPEN] * 5, [5] * 5]
    found = sameness(rows)
    assert found.longest.tolist() == [3, 3, 1, 0, 5]
    assert found.given.tolist() == [5, 4, 5, 0, 5]
    assert found.constant.tolist() == [False, False, False, True, True]
    assert sameness([], width=5).longest.tolist() == []


@given(st.lists(st.lists(POINTS, min_size=4, max_size=4), min_size=1, max_size=10))
def test_runs_of_plain_and_of_packed_answers_are_the_same(rows: list[list[int]]) -> None:
    plain = [[None if point == OPEN else point / 2 for point in row] for row in rows]
    assert stats.longest_run(plain).tolist() == sameness(rows).longest.tolist()


def test_a_run_of_plain_answers() -> None:
    assert stats.longest_run([[4, None, 4, 2.5], [None] * 4]).tolist() == [2, 0]
    assert stats.longest_run([]).tolist() == []


def test_fewer_than_two_answers_do_not_differ() -> None:
    assert sameness([[3, 3, OPEN], [1, 5, 3], [OPEN, 4, OPEN]]).constant.tolist() == [True, False, True]
    assert stats.sameness([], special=253, respondents=2).constant.tolist() == [True, True]


@given(st.lists(st.lists(POINTS, min_size=4, max_size=4), max_size=10))
def test_runs_are_counted_as_one_would_by_hand(rows: list[list[int]]) -> None:
    for row, found in zip(rows, sameness(rows, width=4).longest.tolist(), strict=True):
        longest = run = 0
        last = None
        for answer in [one for one in row if one != OPEN]:
            run = run + 1 if answer == last else 1
            longest, last = max(longest, run), answer
        assert found == longest


def test_doubles_are_found_among_rows_with_enough_answers_only() -> None:
    rows = np.array([[1, 2], [1, 2], [3, 4], [1, 2]], dtype=np.uint8)
    enough = np.array([True, True, True, False])
    assert stats.same_as_another(list(rows.T), least=enough).tolist() == [True, True, False, False]
    assert stats.same_as_another(list(rows[:0].T), least=enough[:0]).tolist() == []
    assert stats.same_as_another([], least=enough).tolist() == [False] * 4


@given(st.lists(st.lists(POINTS, min_size=9, max_size=9), min_size=1, max_size=30))
def test_doubles_are_those_that_occur_twice(rows: list[list[int]]) -> None:
    columns = list(np.array(rows, dtype=np.uint8).T)
    found = stats.same_as_another(columns, least=np.ones(len(rows), dtype=np.bool_))
    assert found.tolist() == [rows.count(row) > 1 for row in rows]


def test_rows_that_give_one_number_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(careless, "_ODD", np.uint64(0))  # every row now gives the same
    rows = np.array([[1, 2], [3, 4], [1, 2], [5, 5]], dtype=np.uint8)
    found = stats.same_as_another(list(rows.T), least=np.ones(4, dtype=np.bool_))
    assert found.tolist() == [True, False, True, False]


def test_fast_is_below_half_the_median_of_the_times_that_are_known() -> None:
    seconds = np.array([100, 200, 200, 200, 300, 99, -1], dtype=np.int32)
    assert stats.too_fast(seconds).tolist() == [False] * 5 + [True, False]
    assert not stats.too_fast(seconds[:4]).any()
