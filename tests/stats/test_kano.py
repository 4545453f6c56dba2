from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput
from tests.stats.test_properties import whole

PAIR_OF = {"M": (3, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 1), "Q": (1, 1)}


def answers(classes: str) -> tuple[list[int], list[int]]:
    pairs = [PAIR_OF[letter] for letter in classes]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@pytest.mark.parametrize(
    ("table", "letters"), [("berger", "QAAAORIIIMRIIIMRIIIMRRRRQ"), ("pouliot", "QAAAORQIIMRIIIMRIIQMRRRRQ")]
)
def test_every_cell_of_the_tables(table, letters: str) -> None:  # type: ignore[no-untyped-def]
    for cell, letter in enumerate(letters):
        result = stats.kano([cell // 5 + 1], [cell % 5 + 1], table)
        assert result.mode == letter
        assert result.counts[letter] == 1


def test_better_and_worse_leave_out_reverse_and_questionable() -> None:
    result = stats.kano(*answers("AAAAOOOMMI" + "RQQ"))
    assert result.better.value == pytest.approx(0.7)
    assert result.worse.value == pytest.approx(-0.5)
    assert (result.better.n, result.n) == (10, 13)
    share = stats.wilson(5, 10)
    assert (result.worse.low, result.worse.high) == (-(share.high or 0), -(share.low or 0))


def test_ties_go_to_must_be_first() -> None:
    assert stats.kano(*answers("IAOM")).mode == "M"
    assert stats.kano(*answers("IAO")).mode == "O"
    assert stats.kano(*answers("IA")).mode == "A"
    assert stats.kano(*answers("QRI")).mode == "I"


def test_blauth_asks_first_whether_the_item_is_wanted_at_all() -> None:
    split = stats.kano(*answers("IIII" + "AAOOM"))
    assert (split.mode, split.blauth) == ("I", "O")
    assert stats.kano(*answers("AAA" + "IIR")).blauth == "I"
    assert stats.kano(*answers("AAA" + "RRI")).blauth == "R"


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 2), max_size=30))
def test_coefficients_are_whole_and_counts_add_up(pairs: list[tuple[int | None, int | None]]) -> None:
    for table in ("berger", "pouliot"):
        result = stats.kano([a for a, _ in pairs], [b for _, b in pairs], table)  # type: ignore[arg-type]
        whole(result.better)
        whole(result.worse)
        assert sum(result.counts.values()) == result.n
        assert (result.mode is None) == (result.n == 0) == (result.reason is not None)


def test_only_reversed_answers_leave_the_coefficients_undefined() -> None:
    result = stats.kano(*answers("RRQ"))
    assert result.better.value is None
    assert result.better.reason is not None
    for functional, dysfunctional in (([0], [1]), ([1.5], [1]), ([6], [5]), ([1, 2], [1])):
        with pytest.raises(InvalidInput):
            stats.kano(functional, dysfunctional)
    with pytest.raises(InvalidInput):
        stats.kano([1], [1], "own")  # type: ignore[arg-type]
