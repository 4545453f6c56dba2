from __future__ import annotations

import numpy as np
import pytest

from survey import stats
from survey.errors import InvalidInput
from survey.stats import Estimate

NAN = float("nan")


def test_the_degree_weights_dimensions_and_renormalises_over_the_answered() -> None:
    scores = [[5, 4, 3], [4, NAN, NAN], [NAN, NAN, NAN]]
    result = stats.satisfaction_degree(
        scores, ["product", "product", "service"], stats.ENTERPRISE, weights={"product": 30, "service": 70}
    )
    # First: .3 · 90 + .7 · 60 = 69; second: product alone, 80; third: nothing answered.
    assert result.per_customer[:2] == pytest.approx([69, 80])
    assert result.overall.value == pytest.approx(74.5)
    assert (result.n_customers, result.n_respondents) == (2, 2)
    assert result.dimensions["service"].n == 1
    assert result.weights == {"product": 0.3, "service": 0.7}


def test_respondents_are_averaged_within_their_customer_first() -> None:
    scores = [[5], [5], [5], [1]]
    alone = stats.satisfaction_degree(scores, ["x"], stats.ENTERPRISE)
    rolled = stats.satisfaction_degree(scores, ["x"], stats.ENTERPRISE, customers=["A", "A", "A", "B"])
    assert alone.overall.value == pytest.approx(80)
    assert rolled.overall.value == pytest.approx(60)
    assert (rolled.n_customers, rolled.n_respondents) == (2, 4)


def test_sales_weigh_and_say_on_how_many_customers_they_rest() -> None:
    result = stats.satisfaction_degree(
        [[5], [1]], ["x"], stats.ENTERPRISE, customers=["A", "B"], sales={"A": 300, "B": 100}
    )
    assert result.sales_weighted == pytest.approx(80)
    assert result.effective_n == pytest.approx(400**2 / (300**2 + 100**2))


def test_nothing_answered_is_undefined_not_zero() -> None:
    result = stats.satisfaction_degree([[NAN, NAN]], ["a", "b"], stats.LINEAR_5)
    assert result.overall.value is None
    assert result.overall.reason is not None
    assert stats.factory_index([None], [1], None) is None
    assert stats.acsi_index([[None, 3]]).value is None


def test_weights_that_fit_no_dimension_are_refused() -> None:
    for weights in ({"other": 1.0}, {"a": 0.0}, {"a": -1.0}):
        with pytest.raises(InvalidInput):
            stats.satisfaction_degree([[3]], ["a"], stats.ENTERPRISE, weights=weights)


def test_conversion_tables_convert_points_and_refuse_codes() -> None:
    assert list(stats.ENTERPRISE.convert([5, 4, 3, 2, 1])) == [100, 80, 60, 40, 20]
    assert list(stats.LINEAR_5.convert([5, 4, 3, 2, 1])) == [100, 75, 50, 25, 0]
    assert list(stats.LINEAR_11.convert([0, 10])) == [0, 100]
    assert np.isnan(stats.ENTERPRISE.convert([None])).all()
    for code in (0, 9, 99, 4.5):
        with pytest.raises(InvalidInput):
            stats.ENTERPRISE.convert([code])


def test_rolling_up_keeps_answers_without_a_customer_apart() -> None:
    rolled = stats.roll_up([[1, NAN], [3, NAN], [5, 2], [4, 4]], ["A", "A", None, None])
    assert rolled.customers == ("A", None, None)
    assert list(rolled.respondents) == [2, 1, 1]
    assert rolled.values[0, 0] == 2
    assert np.isnan(rolled.values[0, 1])
    weighted = stats.roll_up([1, 3], ["A", "A"], weights=[3, 1])
    assert weighted.values == pytest.approx([1.5])
    numbered = stats.roll_up([1, 3, 5], np.array([7, 7, -1]))
    assert numbered.customers == (7, None)
    with pytest.raises(InvalidInput):
        stats.roll_up([1, 2], ["A"])


def test_servqual_weighs_each_respondent_before_averaging() -> None:
    expectations = [[7, 7], [7, 7]]
    perceptions = [[6, 3], [2, 7]]
    points = [[90, 10], [20, 80]]
    result = stats.servqual(expectations, perceptions, ["tangibles", "empathy"], points=points)
    assert result.dimensions["tangibles"].value == pytest.approx(-3)
    # Per respondent: .9·−1 + .1·−4 = −1.3 and .2·−5 + .8·0 = −1.0; averaged first it would be −2.55.
    assert result.weighted is not None
    assert result.weighted.value == pytest.approx(-1.15)
    assert result.unweighted.value == pytest.approx(-2.5)


def test_gap_is_negative_when_performance_falls_short_and_json_names_its_sign() -> None:
    result = stats.gap([5, 5, 4, None], [3, 4, 4, 5])
    assert result.gap.value == pytest.approx(-1)
    assert (result.n, result.unmet_count) == (3, 2)
    assert set(result.to_json()) == {"importance", "performance", "gap", "unmet"}
    assert "expectation" in stats.gap([1], [2], sign="perception-expectation").to_json()


def test_an_item_whose_gap_stands_out_is_found_although_all_gaps_are_negative() -> None:
    rng = np.random.default_rng(1)
    gaps = rng.normal(-1, 0.3, size=(40, 5))
    gaps[:, 2] -= 1
    results = stats.against_mean_gap(gaps)
    assert [result.clearly_larger for result in results] == [False, False, True, False, False]


def test_quadrants_place_points_and_leave_open_what_the_interval_leaves_open() -> None:
    importance = [Estimate(v, v - 0.1, v + 0.1, 30) for v in (4.5, 4.4, 3.2, 3.4)]
    performance = [
        Estimate(3.2, 3.0, 3.4, 30),
        Estimate(4.5, 4.3, 4.7, 30),
        Estimate(3.9, 3.7, 4.1, 30),
        Estimate(4.6, None, None, 1),
    ]
    result = stats.ipa_quadrants(importance, performance)
    fields = [point.quadrant for point in result.points]
    assert fields == [
        stats.Quadrant.CONCENTRATE, stats.Quadrant.KEEP_UP, stats.Quadrant.LOW_PRIORITY, stats.Quadrant.OVERKILL,
    ]  # fmt: skip
    assert [point.undecided for point in result.points] == [False, False, True, True]
    assert result.indistinct is None
    assert stats.ipa_quadrants(importance, performance, "middle").importance_axis == 3
    assert stats.ipa_quadrants(importance, performance, "median").importance_axis == pytest.approx(3.9)


def test_importance_that_does_not_differ_is_said_so() -> None:
    def indistinct(values: list[float]) -> bool:
        estimates = [Estimate(v, v, v, 9) for v in values]
        return stats.ipa_quadrants(estimates, estimates).indistinct is not None

    assert indistinct([3.0, 3.49])
    assert indistinct([4.1, 4.9])
    assert not indistinct([3.9, 4.5])


def test_a_target_is_met_missed_or_undecided_by_the_interval() -> None:
    assert stats.verdict(Estimate(88, 85, 91, 40), 85).outcome is stats.Outcome.MET
    assert stats.verdict(Estimate(80, 76, 84, 40), 85).outcome is stats.Outcome.MISSED
    open_ = stats.verdict(Estimate(86, 82, 90, 40), 85)
    assert (open_.outcome, open_.figure_meets) == (stats.Outcome.UNDECIDED, True)
    assert stats.verdict(Estimate(0.05, 0.02, 0.08, 90), 0.1, at_most=True).outcome is stats.Outcome.MET
    assert stats.verdict(stats.mean_interval([]), 85).outcome is stats.Outcome.UNDECIDED
    assert stats.verdict(stats.hidden(stats.too_few(5)), 85).figure_meets is None


def test_defection_rates_are_of_the_opening_base() -> None:
    rates = stats.defection_rates(120, 9, partial=5, won_back=2, opening_sales=1000.0, lost_sales=130.0)
    assert rates.customers.value == pytest.approx(0.075)
    assert rates.revenue == pytest.approx(0.13)
    assert rates.won_back.n == 9
    nothing = stats.defection_rates(0, 0)
    assert (nothing.customers.value, nothing.revenue) == (None, None)
    with pytest.raises(InvalidInput):
        stats.defection_rates(10, 11)


def test_satisfied_but_left_counts_only_leavers_with_a_score() -> None:
    result = stats.satisfied_but_left([5, 4, 2, None, 5, 3], [True, True, True, True, False, False])
    assert (result.of_leavers.value, result.of_leavers.n) == (pytest.approx(2 / 3), 3)
    assert (result.of_satisfied.value, result.of_satisfied.n) == (pytest.approx(2 / 3), 3)
    assert result.leavers_without_score == 1


def test_a_single_withheld_group_takes_a_second_with_it() -> None:
    result = stats.suppress_small([2, 7, 30], 5)
    assert list(result.cells) == [True, True, False]
    assert not result.total
    assert list(stats.suppress_small([5, 7, 30], 5).cells) == [False, False, False]
    cross = stats.suppress_small([[2, 20, 20], [20, 20, 20], [20, 20, 20]], 5)
    assert cross.cells.sum() == 4
    assert not stats.safe_difference(20, 18, 5)
    assert stats.safe_difference(20, 15, 5)
    assert stats.hide_small(stats.mean_interval([3, 4]), 5).to_json()["n"] is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.wilson(3, 2),
        lambda: stats.wilson(-1, 2),
        lambda: stats.nps([11]),
        lambda: stats.acsi_index([[0]]),
        lambda: stats.gap([1, 2], [1]),
        lambda: stats.pareto({"a": -1}),
        lambda: stats.holm([1.2]),
        lambda: stats.mean_interval([float("inf")]),
        lambda: stats.cronbach_alpha([[1], [2]]),
        lambda: stats.cohen_kappa(["a"], ["b"], categories=["a"]),
        lambda: stats.sample_size(0),
        lambda: stats.suppress_small([-1], 5),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(call: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        call()  # type: ignore[operator]
    assert str(refused.value)
