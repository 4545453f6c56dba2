"""Published values, and values that follow from the published formulas by hand."""

from __future__ import annotations

import numpy as np
import pytest

from survey import stats
from tests.stats.published import columns, numbers


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(k: int, n: int, low: float, high: float) -> None:
    share = stats.wilson(k, n)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)
    assert share.value == k / n


@pytest.mark.parametrize(
    ("pairs", "low", "high"),
    [((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((10, 10, 0, 10), 0.6075, 1.0)],
)
def test_newcombe_gives_the_published_intervals(
    pairs: tuple[int, int, int, int], low: float, high: float
) -> None:
    difference = stats.newcombe(*pairs)
    assert difference.low == pytest.approx(low, abs=5e-5)
    assert difference.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("population", "wanted"), [(100, 80), (500, 218), (1000, 278), (10_000, 370), (None, 385)]
)
def test_sample_sizes_for_five_percent(population: int | None, wanted: int) -> None:
    assert stats.sample_size(0.05, population) == wanted


def test_corrections_reject_as_many_as_benjamini_and_hochberg_published() -> None:
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
        0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert sum(each * len(p) <= 0.05 for each in p) == 3
    assert sum(stats.rejected(stats.holm(p))) == 3
    assert sum(stats.rejected(stats.benjamini_hochberg(p))) == 4


def test_nps_of_fifty_thirty_twenty() -> None:
    result = stats.nps([10] * 50 + [8] * 30 + [3] * 20)
    assert (result.promoters, result.passives, result.detractors) == (50, 30, 20)
    assert result.score.value == pytest.approx(30)
    assert result.score.high == pytest.approx(30 + 15.308, abs=5e-4)
    assert result.score.low == pytest.approx(30 - 15.308, abs=5e-4)


def test_acsi_of_eight_seven_seven() -> None:
    assert stats.acsi_index([[8, 7, 7]]).value == pytest.approx(70.3704, abs=5e-5)
    weighted = stats.acsi_index([[8, 7, 7]], weights=[0.3885, 0.3190, 0.2925])
    assert weighted.value == pytest.approx(70.9833, abs=5e-5)
    assert stats.acsi_index([[1, 1, 1]] * 4).value == pytest.approx(0)
    assert stats.acsi_index([[10, 10, 10]] * 4).value == pytest.approx(100)


def test_the_factory_index_example_is_eighty_and_fairly_satisfied() -> None:
    index = stats.factory_index([90, 80, 70, 60], [0.4, 0.3, 0.2, 0.1], None)
    assert index == pytest.approx(80.0)
    assert index is not None
    band = stats.band_of(index)
    assert band is not None
    assert str(band.name) == "较满意"


def test_alpha_of_the_attitude_data() -> None:
    data = columns("attitude")
    names = [name for name in data if name != "rownames"]
    alpha = stats.cronbach_alpha(np.array([numbers(data[name]) for name in names]).T)
    assert alpha.raw == pytest.approx(0.8431, abs=5e-5)
    assert alpha.if_deleted[names.index("critical")] == pytest.approx(0.8639, abs=5e-5)


@pytest.mark.parametrize(
    ("scale", "reversed_items", "wanted"),
    [
        ("A", ["A1"], 0.70), ("C", ["C4", "C5"], 0.73), ("E", ["E1", "E2"], 0.76), ("N", [], 0.81),
        ("O", ["O2", "O5"], 0.60),
    ],
)  # fmt: skip
def test_alpha_of_the_five_personality_scales(scale: str, reversed_items: list[str], wanted: float) -> None:
    data = columns("bfi")
    names = [f"{scale}{i}" for i in range(1, 6)]
    items = np.array([numbers(data[name]) for name in names]).T
    for name in reversed_items:
        items[:, names.index(name)] = 7 - items[:, names.index(name)]
    assert stats.cronbach_alpha(items).raw == pytest.approx(wanted, abs=0.006)


def test_kappa_of_the_psychiatric_diagnoses() -> None:
    data = columns("diagnoses_fleiss1971")
    first = stats.cohen_kappa(data["rater1"], data["rater2"]).kappa
    second = stats.cohen_kappa(data["rater2"], data["rater3"]).kappa
    assert first.value == pytest.approx(0.6512, abs=5e-5)
    assert second.value == pytest.approx(0.6311, abs=5e-5)


def test_quadratic_kappa_of_the_anxiety_ratings() -> None:
    data = columns("anxiety")
    result = stats.cohen_kappa(numbers(data["rater1"]), numbers(data["rater2"]), weights="quadratic")
    assert result.kappa.value == pytest.approx(0.2968, abs=5e-5)


def test_kappa_of_a_textbook_table() -> None:
    # 20 both yes, 5 and 10 differing, 15 both no: κ = (.70 − .50)/(1 − .50).
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    result = stats.cohen_kappa(first, second)
    assert result.kappa.value == pytest.approx(0.4)
    assert (result.observed, result.expected) == (pytest.approx(0.7), pytest.approx(0.5))
    # The unweighted large-sample variance as Fleiss, Cohen & Everitt (1969) print it, term by term.
    half = (result.kappa.high or 0) - 0.4
    p, pe, kappa, n = np.array([[0.4, 0.1], [0.2, 0.3]]), 0.5, 0.4, 50
    rows, cols = p.sum(1), p.sum(0)
    a = sum(p[i, i] * (1 - (rows[i] + cols[i]) * (1 - kappa)) ** 2 for i in range(2))
    b = (1 - kappa) ** 2 * sum(p[i, j] * (cols[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0)))
    c = (kappa - pe * (1 - kappa)) ** 2
    assert half / 1.959964 == pytest.approx(np.sqrt((a + b - c) / n) / (1 - pe), rel=1e-6)


def test_seventy_nine_point_nine_four_percent_has_not_reached_eighty() -> None:
    short = stats.pareto({"A": 5000, "C": 2006, "B": 2994})
    assert [row.key for row in short.rows] == ["A", "B", "C"]
    assert short.rows[1].cumulative == pytest.approx(0.7994)
    assert short.reach == 3
    assert stats.pareto({"A": 50, "B": 30, "C": 20}).reach == 2
    assert stats.pareto({"A": 0.5, "B": 0.3, "C": 0.2}).reach == 2
    assert stats.pareto({"A": 0.1, "B": 0.1, "C": 0.6, "D": 0.2}).reach == 2
