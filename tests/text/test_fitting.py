"""The fitted models: made again bit for bit, and as good as the guide says on what they never saw."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from survey.cli.text import text
from survey.text.benchmark import BusinessFigures, business_figures, calibration_error, review_figures
from survey.text.fitting import fit
from survey.text.labels import Half, half_of, independent_comments, labelled_comments
from survey.text.logistic import fitted, rows_of
from survey.text.reader import reader
from survey.text.weights import BIAS, SHIPPED, load, packed, save

FLOORS = {
    "exact_polarity": 0.75,
    "positive_or_negative": 0.87,
    "dimension_f1": 0.69,
    "reason_first": 0.67,
    "reason_among_three": 0.865,
    "non_answer_precision": 0.96,
    "non_answer_recall": 0.55,
}
"""A little below what is reached on the checking half."""
INDEPENDENT_FLOORS = {
    "positive_or_negative": 0.89,
    "dimension_f1": 0.73,
    "reason_first": 0.73,
    "reason_among_three": 0.91,
    "non_answer_precision": 0.91,
    "non_answer_recall": 0.77,
}
"""The same for the comments written and labelled apart."""
REVIEWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "comments"


@pytest.fixture(scope="module")
def business() -> BusinessFigures:
    return business_figures(reader())


def test_every_comment_has_one_half_and_neither_is_small() -> None:
    fitting, checking = labelled_comments(Half.FITTING), labelled_comments(Half.CHECKING)
    assert len(fitting) + len(checking) == len(labelled_comments())
    assert not {one.text for one in fitting} & {one.text for one in checking}
    assert 0.9 < len(fitting) / len(checking) < 1.1
    assert half_of("说好15天交货，拖到40天才到") is half_of("说好15天交货，拖到40天才到")


def test_a_regression_finds_the_weights_of_a_known_case() -> None:
    # Of those with the mark 3 in 4 are positive, without it 1 in 4: log-odds ln 3 and −ln 3.
    rows = rows_of([[(0, 1.0), (1, 1.0)]] * 4 + [[(0, 1.0)]] * 4, 2)
    targets = np.array([1, 1, 1, 0, 1, 0, 0, 0], dtype=float)[:, None]
    weights = fitted(rows, targets, np.ones(8), width=2, ridge=1e-9, steps=2000)[:, 0]
    assert weights == pytest.approx([-np.log(3), 2 * np.log(3)], abs=1e-4)


@pytest.mark.slow
def test_fitting_again_gives_the_shipped_weights_bit_for_bit() -> None:
    again, shipped = fit(), load(SHIPPED)
    assert again.blend.tobytes() == shipped.blend.tobytes()
    for one, other in ((again.general, shipped.general), (again.domain, shipped.domain)):
        assert one.keys.tobytes() == other.keys.tobytes()
        assert one.signals == other.signals
        assert one.outputs == other.outputs
        assert one.whole.tobytes() == other.whole.tobytes()
        assert one.units.tobytes() == other.units.tobytes()


def test_the_weights_are_small_and_load_at_once(tmp_path: Path) -> None:
    assert SHIPPED.stat().st_size < 2_000_000
    started = time.process_time()
    weights = load(SHIPPED)
    assert time.process_time() - started < 0.3
    save(weights, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == SHIPPED.read_bytes()


def test_weights_keep_their_value_in_one_byte() -> None:
    exact = np.array([[0.5, -2.0], [-0.25, 1.0]])
    table = packed(np.array([7], dtype=np.uint64), [BIAS], ["one", "two"], exact)
    assert np.abs(table.weights[:-1] - exact).max() <= 2.0 / 127


def test_comments_never_fitted_on_are_read_as_well_as_the_guide_says(business: BusinessFigures) -> None:
    assert _below(business, FLOORS) == {}
    assert business.calibration_error <= 0.06


def test_comments_labelled_by_others_are_read_as_well_as_the_guide_says() -> None:
    figures = business_figures(reader(), independent_comments())
    assert _below(figures, INDEPENDENT_FLOORS) == {}
    assert figures.calibration_error <= 0.08


def test_nothing_is_fitted_on_what_is_only_measured() -> None:
    assert len(independent_comments()) > 800
    assert not {one.text for one in labelled_comments()} & {one.text for one in independent_comments()}


def _below(figures: BusinessFigures, floors: dict[str, float]) -> dict[str, float]:
    return {name: value for name, least in floors.items() if (value := getattr(figures, name)) < least}


@pytest.mark.skipif(not REVIEWS.is_dir(), reason="../shared/data/comments is not on this machine")
def test_public_reviews_are_told_apart() -> None:
    figures = review_figures(reader(), REVIEWS, 200)
    assert len(figures) >= 5
    assert sum(one.accuracy for one in figures) / len(figures) >= 0.83


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ([], 0.0),
        ([(0.75, True), (0.75, False)], 0.25),
        ([(1.0, True), (0.0, False)], 0.0),
        ([(0.95, False)], 0.95),
    ],
)
def test_the_calibration_error_is_what_probabilities_are_off(
    judged: list[tuple[float, bool]], expected: float
) -> None:
    assert calibration_error(judged) == pytest.approx(expected)


def test_the_benchmark_prints_each_figure_beside_its_goal(tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("label,text\n1,质量很好\n0,太差了\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("text,subject\n质量很好,价格\n", encoding="utf-8")
    shown = CliRunner().invoke(text, ["benchmark", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert "≥ .83" in shown.output
    printed = CliRunner().invoke(text, ["benchmark", str(tmp_path), "--json"])
    found = json.loads(printed.output)
    assert [one["name"] for one in found["reviews"]] == ["few"]
    assert found["reviews"][0]["accuracy"] == 1.0


def test_several_processes_read_what_one_reads(tmp_path: Path) -> None:
    comments = tmp_path / "comments.txt"
    comments.write_text(
        "\n".join(f"第{place}批质量不错，就是交期老拖" for place in range(1020)), encoding="utf-8"
    )
    results = []
    for count in ("1", "2"):
        output = tmp_path / f"{count}.csv"
        done = CliRunner().invoke(
            text, ["read", str(comments), "--output", str(output), "--processes", count]
        )
        assert done.exit_code == 0, done.output
        results.append(output.read_bytes())
    assert results[0] == results[1]
