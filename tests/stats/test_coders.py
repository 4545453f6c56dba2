from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput
from tests.stats.published import columns, numbers
from tests.stats.test_properties import whole

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section D: four observers, twelve units.
FOUR_OBSERVERS = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, 3, None, None],
]  # fmt: skip
CODES = st.one_of(st.none(), st.integers(1, 4))
TABLES = st.lists(st.lists(CODES, min_size=3, max_size=3), max_size=25)
LEVELS = ["nominal", "ordinal", "interval", "ratio"]


def test_fleiss_kappa_of_the_psychiatric_diagnoses() -> None:
    data = columns("diagnoses_fleiss1971")
    result = stats.fleiss_kappa(list(zip(*data.values(), strict=True)))
    assert result.kappa.value == pytest.approx(0.430245, abs=5e-7)
    assert result.kappa.n == 30
    assert (result.kappa.low or 1) < 0.430245 < (result.kappa.high or 0)


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_alpha_of_his_own_example(level, alpha: float) -> None:  # type: ignore[no-untyped-def]
    result = stats.krippendorff_alpha(FOUR_OBSERVERS, level)
    assert result.alpha.value == pytest.approx(alpha, abs=5e-4)
    assert result.alpha.n == 11
    assert (result.alpha.high or 2) <= 1


def test_alpha_says_what_may_be_done_with_the_codes() -> None:
    assert "初步" in str(stats.krippendorff_alpha(FOUR_OBSERVERS).conclusion)
    assert "可以报告" in str(stats.krippendorff_alpha(FOUR_OBSERVERS, "ordinal").conclusion)
    anxiety = columns("anxiety")
    low = stats.krippendorff_alpha(list(zip(*(numbers(each) for each in anxiety.values()), strict=True)))
    assert "修订" in str(low.conclusion)


def test_alpha_of_text_codes_on_a_named_order() -> None:
    words = {1: "low", 2: "some", 3: "much", 4: "high", 5: "all"}
    named = [[words.get(code) for code in row] for row in FOUR_OBSERVERS]
    result = stats.krippendorff_alpha(named, "ordinal", categories=list(words.values()))
    assert result.alpha.value == pytest.approx(0.815, abs=5e-4)
    assert stats.krippendorff_alpha(named).alpha.value == pytest.approx(0.743, abs=5e-4)
    for level, categories in (("ordinal", None), ("interval", None), ("ordinal", ["low", "some"])):
        with pytest.raises(InvalidInput):
            stats.krippendorff_alpha(named, level, categories=categories)  # type: ignore[arg-type]


@pytest.mark.parametrize("level", LEVELS)
@given(rows=TABLES)
def test_alpha_is_whole_and_does_not_depend_on_the_order_of_coders(level, rows) -> None:  # type: ignore[no-untyped-def]
    result = stats.krippendorff_alpha(rows, level)
    whole(result.alpha)
    assert result.alpha.n == sum(sum(code is not None for code in row) > 1 for row in rows)
    turned = stats.krippendorff_alpha([row[::-1] for row in rows], level)
    if result.alpha.value is not None:
        assert turned.alpha.value == pytest.approx(result.alpha.value)
        assert result.alpha.value <= 1
    if level in ("interval", "ratio"):
        scaled = stats.krippendorff_alpha([[c and 10 * c for c in row] for row in rows], level)
        assert (scaled.alpha.value is None) == (result.alpha.value is None)
        assert result.alpha.value is None or scaled.alpha.value == pytest.approx(result.alpha.value)


@given(rows=TABLES)
def test_fleiss_kappa_is_whole_and_for_complete_cases(rows) -> None:  # type: ignore[no-untyped-def]
    result = stats.fleiss_kappa(rows)
    whole(result.kappa)
    assert result.kappa.n == sum(None not in row for row in rows)
    assert result.kappa.value is None or -1 <= result.kappa.value <= 1 + 1e-12


def test_full_agreement_is_one_and_a_single_code_undefined() -> None:
    rows = [[code] * 3 for code in (1, 2, 3, 1) * 5]
    assert stats.fleiss_kappa(rows).kappa.value == pytest.approx(1)
    for level in LEVELS:
        assert stats.krippendorff_alpha(rows, level).alpha.value == pytest.approx(1)  # type: ignore[arg-type]
    same = [["a", "a"]] * 20
    assert stats.fleiss_kappa(same).kappa.value is None
    assert stats.krippendorff_alpha(same).alpha.reason is not None
    assert "太少" in str(stats.fleiss_kappa([["a", "b"], ["a", "a"]]).kappa.reason)
    assert stats.fleiss_kappa([]).kappa.n == 0
    assert stats.krippendorff_alpha([]).conclusion is None


def test_many_cases_are_left_out_in_groups() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 4, 1000)
    rows = [[t, t if rng.random() < 0.8 else int(rng.integers(1, 4))] for t in truth.tolist()]
    result = stats.krippendorff_alpha(rows)
    width = (result.alpha.high or 0) - (result.alpha.low or 0)
    halves = [stats.krippendorff_alpha(rows[start::4]).alpha.value for start in range(4)]
    assert 0.04 < width < 0.09
    assert (result.alpha.low or 1) < np.mean([half or 0 for half in halves]) < (result.alpha.high or 0)


def test_ratings_that_do_not_fit_are_refused() -> None:
    for compute in (stats.fleiss_kappa, stats.krippendorff_alpha):
        with pytest.raises(InvalidInput):
            compute([[1, 2], [1]])
    with pytest.raises(InvalidInput):
        stats.fleiss_kappa([[1], [2]])
    with pytest.raises(InvalidInput):
        stats.krippendorff_alpha([[-1, 2]], "ratio")
    with pytest.raises(InvalidInput):
        stats.krippendorff_alpha([[1, 2]], "cardinal")  # type: ignore[arg-type]
