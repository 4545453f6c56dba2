"""Stated beside derived importance: levels, refusals, what a reader may see."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance
from survey.reports.drivers.axes import quadrants_of
from survey.reports.drivers.importance_report import ImportanceReport
from survey.stats import Estimate
from tests.builders.rated_wave import Given, rated_wave, small_definition

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def answers(n: int, *, seed: int = 4) -> list[Given]:
    """`n` customers whose overall rating follows delivery, while they call quality most important."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(n):
        quality, fit, on_time = (int(x) for x in rng.integers(1, 6, 3))
        overall = int(np.clip(round(0.8 * on_time + 0.2 * fit + rng.normal(0, 0.4)), 1, 5))
        found.append(
            Given(number, [(5, quality), (3, fit), (4, on_time)], overall=overall, class_key="AB"[number % 2])
        )
    return found


def report_of(database: Database, folder: Path, given: list[Given], **how: object) -> ImportanceReport:
    made = {name: how.pop(name) for name in ("privacy", "unit", "k_min") if name in how}
    actor = how.pop("actor", QUALITY)
    with database.unit_of_work() as session:
        wave = rated_wave(session, given, **made).wave  # type: ignore[arg-type]
        return importance.build(session, ColumnStore(folder / "cache"), wave, actor=actor, **how)  # type: ignore[arg-type]


def test_what_moves_the_overall_rating_is_told_from_what_is_called_important(
    database: Database, tmp_path: Path
) -> None:
    report = report_of(database, tmp_path, answers(120))
    first = report.strongest_first[0]
    assert (report.level, report.method, report.n_complete) == ("item", "lmg", 120)
    assert (first.key, first.place, first.significant) == ("on_time", 2, True)
    assert sum(driver.part.value or 0 for driver in report.drivers) == pytest.approx(1)
    quality = next(driver for driver in report.drivers if driver.key == "quality")
    assert (quality.place, quality.significant) == (1, False)
    said = [str(finding) for finding in report.findings()]
    assert "on_time" in said[0]
    assert any("quality" in sentence and "看不出" in sentence for sentence in said)
    json.dumps(report.to_json(), allow_nan=False)


def test_too_few_customers_are_refused_in_their_own_unit(database: Database, tmp_path: Path) -> None:
    report = report_of(database, tmp_path, answers(40))
    assert not report.derived
    assert str(report.refused) == "推导 2 项的重要程度至少需要 50 家客户的完整评价，现有 40 家"
    assert (report.level, report.findings()) == ("dimension", [])
    assert [driver.key for driver in report.strongest_first] == ["product", "delivery"]
    assert report.drivers[0].stated.value == pytest.approx(4.0)


def test_a_customers_answers_count_once(database: Database, tmp_path: Path) -> None:
    given = answers(60)
    report = report_of(database, tmp_path, given + given[:30])
    assert (report.n_units, report.n_responses, report.n_complete) == (60, 90, 60)


def test_single_values_are_printed_for_the_quality_manager_and_withheld_from_a_viewer(
    database: Database, tmp_path: Path
) -> None:
    few = answers(3)
    with database.unit_of_work() as session:
        wave = rated_wave(session, few).wave
        store = ColumnStore(tmp_path / "cache")
        seen = importance.build(session, store, wave, actor=QUALITY)
        filtered = importance.build(
            session, store, wave, actor=VIEWER, wanted=Filter.from_mapping({"class": "B"})
        )
    assert seen.drivers[0].values == (4.0, 4.0, 4.0)
    assert filtered.withheld is not None
    assert filtered.n_units == 0
    text = json.dumps(filtered.to_json(), ensure_ascii=False, allow_nan=False)
    assert '"value": 4.0' not in text
    assert '"hidden"' in text


def test_the_same_question_is_reckoned_once(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        wave = rated_wave(session, answers(60)).wave
        store = ColumnStore(tmp_path / "cache")
        first = importance.build(session, store, wave, actor=QUALITY)
        again = importance.build(session, store, wave, actor=QUALITY)
    assert again.drivers[0].part is first.drivers[0].part


def test_the_target_stands_on_the_axis_as_a_point_of_the_scale(database: Database) -> None:
    scale = small_definition().scale_by_key["satisfaction5"]
    rated = [Estimate(3.5, 3.4, 3.6, 50), Estimate(4.5, 4.4, 4.6, 50)]
    quadrants = quadrants_of(rated, rated, scale, "target", target=85)
    assert quadrants.performance_axis == pytest.approx(4.25)
    assert quadrants_of(rated, rated, scale).performance_axis == 4
    shares = quadrants_of(
        [Estimate(0.2, 0.1, 0.3, 50), Estimate(0.8, 0.7, 0.9, 50)], rated, scale, shares=True
    )
    assert shares.importance_axis == pytest.approx(0.5)
    assert shares.indistinct is None
