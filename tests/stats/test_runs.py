"""Too many hits, and too many in a row, against scipy and against every sequence there is."""

from __future__ import annotations

from itertools import product

import pytest
from scipy import stats as scipy_stats

from survey import stats
from survey.errors import InvalidInput


@pytest.mark.parametrize(
    "counts", [(8, 10, 3, 40), (0, 5, 4, 9), (5, 5, 0, 30), (12, 20, 30, 50), (0, 0, 2, 3)]
)
def test_the_exact_test_of_more_is_that_of_scipy(counts: tuple[int, int, int, int]) -> None:
    k1, n1, k2, n2 = counts
    theirs = scipy_stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]], alternative="greater").pvalue
    assert stats.fisher_more(*counts) == pytest.approx(float(theirs))


@pytest.mark.parametrize("n", [1, 4, 9])
@pytest.mark.parametrize("length", [1, 2, 3, 9])
@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1.0])
def test_the_chance_of_a_run_is_that_of_all_sequences(n: int, length: int, p: float) -> None:
    chance = sum(
        p ** sum(hits) * (1 - p) ** (n - sum(hits))
        for hits in product((0, 1), repeat=n)
        if stats.longest_true_run(hits) >= length
    )
    assert stats.run_of_at_least(length, n, p) == pytest.approx(chance)


@pytest.mark.parametrize(
    ("hits", "run"), [([], 0), ([0, 0], 0), ([1, 1, 0, 1], 2), ([0, 1, 1, 1], 3), ([1], 1)]
)
def test_the_longest_run_is_counted_wherever_it_stands(hits: list[int], run: int) -> None:
    assert stats.longest_true_run(hits) == run


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(InvalidInput):
        stats.fisher_more(3, 2, 0, 5)
    with pytest.raises(InvalidInput):
        stats.run_of_at_least(2, 5, 1.2)
    assert stats.run_of_at_least(0, 5, 0.2) == 1.0
