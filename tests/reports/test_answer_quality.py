"""Responses that want a second look are flagged, listed to those who may, and never left out for good."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting.columns import ColumnStore
from survey.reports.returns import answer_quality
from survey.reports.returns.answer_quality import QualityReport
from survey.responses.models import Response
from tests.builders.rated_wave import Given, rated_wave, store_responses

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ANSWERS = [Given(i, [(5, 3 + i % 3), (4, 4), (3 + i % 2, 2 + i % 4)], mode="link") for i in range(12)]


def report_of(database: Database, folder: Path, *, actor: Actor = QUALITY, **how: object) -> QualityReport:
    with database.unit_of_work() as session:
        wave = rated_wave(session, ANSWERS, **how).wave  # type: ignore[arg-type]
        for number, row in enumerate(session.query(Response).order_by(Response.id)):
            row.duration_s = 30 if number == 0 else 300
            row.by_account_owner = number == 1
        session.flush()
        return answer_quality.build(session, ColumnStore(folder / "cache"), wave, actor=actor)


def test_the_fast_and_those_handed_in_by_the_salesperson_are_listed_with_their_signs(
    database: Database, tmp_path: Path
) -> None:
    report = report_of(database, tmp_path)
    assert report.flags == {"same": 0, "run": 0, "fast": 1, "duplicate": 0, "by_owner": 1}
    assert (report.n_flagged, report.median_s, report.timed) == (2, 300, 12)
    assert {row.found.signs for row in report.rows} == {("fast",), ("by_owner",)}
    assert {row.customer for row in report.rows} == {"客户0", "客户1"}


def test_results_stand_with_and_without_and_nothing_is_left_out_of_the_first(
    database: Database, tmp_path: Path
) -> None:
    report = report_of(database, tmp_path)
    assert (report.everything.n_responses, report.without_flagged.n_responses) == (12, 10)
    assert report.without_by_owner.n_responses == 11
    assert report.everything.degree.value != report.without_flagged.degree.value
    json.dumps(report.to_json(), allow_nan=False)


def test_a_difference_that_would_give_a_small_group_away_is_withheld(
    database: Database, tmp_path: Path
) -> None:
    report = report_of(database, tmp_path, actor=VIEWER, privacy="confidential")
    assert report.everything.degree.value is not None
    assert report.without_flagged.degree.hidden is not None
    assert (report.rows, report.listed) == ((), False)


def test_a_mode_whose_share_moved_by_more_than_fifteen_points_is_named(
    database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS, key="first")
        made.wave.opens_at -= timedelta(days=180)
        later = rated_wave(
            session, [Given(i, [(5, 4), (4, 4), (4, 4)], mode="phone") for i in range(3)], key="later"
        )
        store_responses(session, later, ANSWERS[:0])
        later.wave.version_id = made.wave.version_id
        session.flush()
        report = answer_quality.build(session, ColumnStore(tmp_path / "cache"), later.wave, actor=QUALITY)
    assert report.before is not None
    assert report.modes == {"phone": (1.0, 0.0), "link": (0.0, 1.0)}
    assert set(report.shifted) == {"phone", "link"}
