"""Input that is no data: refused with a sentence, never a figure that is not a number or a crash of numpy."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

import pytest

from survey.errors import InvalidInput
from survey.stats import (
    cronbach_alpha,
    defection_rates,
    finite_population,
    linear,
    mean_interval,
    mean_interval_from,
    newcombe,
    nps,
    nps_from,
    one_sample_t_from,
    paired_shares,
    pearson,
    wilson,
)

NO_NUMBERS: list[Any] = ["abc", ["满意", "不满意"], [[1, 2], [3]], {"a": 1}]
NO_COUNTS: list[tuple[Callable[..., object], tuple[float, ...]]] = [
    (finite_population, (-1, 1)),
    (finite_population, (nan, 1)),
    (wilson, (nan, nan)),
    (newcombe, (nan, 5, 1, 5)),
    (nps_from, (-1, -1, -1)),
    (nps_from, (4, 4, 5)),
    (nps_from, (nan, 0, 5)),
    (mean_interval_from, (4.0, 1.0, nan)),
    (one_sample_t_from, (4.0, 1.0, -3)),
    (one_sample_t_from, (4.0, -1.0, 3)),
    (paired_shares, (nan, 1, 1, 1)),
    (defection_rates, (nan, nan)),
]


@pytest.mark.parametrize("values", NO_NUMBERS)
@pytest.mark.parametrize("figure", [mean_interval, nps, lambda values: pearson(values, values)])
def test_what_is_no_row_of_numbers_is_refused(figure: Callable[[Any], object], values: Any) -> None:
    with pytest.raises(InvalidInput):
        figure(values)


@pytest.mark.parametrize("rows", ["abc", [["a", "b"], ["c", "d"]], [[1, 2], [3]], {"a": 1}])
def test_what_is_no_table_of_numbers_is_refused(rows: Any) -> None:
    with pytest.raises(InvalidInput):
        cronbach_alpha(rows)


@pytest.mark.parametrize(("figure", "counts"), NO_COUNTS)
def test_counts_that_cannot_be_are_refused(figure: Callable[..., object], counts: tuple[float, ...]) -> None:
    with pytest.raises(InvalidInput):
        figure(*counts)


def test_a_scale_without_end_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput):
        linear(-1, 10**30)
