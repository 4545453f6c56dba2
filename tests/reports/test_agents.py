"""Top scores by who had the answers in hands: flagged by a stated rule, never left out."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.returns import agents, answer_quality
from survey.reports.returns.agents import Agent
from survey.reports.returns.answer_quality import QualityReport
from survey.responses.models import Response
from survey.stats import fisher_more, holm, run_of_at_least, wilson
from tests.builders.rated_wave import Given, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
TOP, MIXED = [(5, 5), (4, 5), (5, 5)], [(5, 4), (4, 5), (5, 3)]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def three_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small questionnaire of these tests has three rated items."""
    monkeypatch.setattr(agents, "FEWEST_RATED", 3)


def report_of(
    database: Database, folder: Path, given: list[tuple[str, list[tuple[int, int]]]], **how: object
) -> QualityReport:
    """(account owner, ratings) → the report; each answer is of a customer of its own."""
    actor = how.pop("actor", QUALITY)
    wanted = how.pop("wanted", Filter())
    with database.unit_of_work() as session:
        answers = [Given(number, rated) for number, (_, rated) in enumerate(given)]
        made = rated_wave(session, answers, **how)  # type: ignore[arg-type]
        for number, (owner, _) in enumerate(given):
            made.customers[number].owner = owner.removeprefix("*")
        rows = session.scalars(sa.select(Response).order_by(Response.id)).all()
        for row, (owner, _) in zip(rows, given, strict=True):
            row.entered_by = "录入员" if owner.startswith("*") else ""
        session.flush()
        store = ColumnStore(folder / "cache")
        return answer_quality.build(session, store, made.wave, actor=actor, wanted=wanted)  # type: ignore[arg-type]


def agent(report: QualityReport, name: str) -> Agent:
    return next(one for one in report.agents if one.name == name)


def test_somebody_whose_answers_are_all_top_is_flagged_against_the_others(
    database: Database, tmp_path: Path
) -> None:
    given = [("甲", TOP)] * 12 + [("乙", MIXED if i % 6 else TOP) for i in range(18)] + [("丙", MIXED)] * 8
    report = report_of(database, tmp_path, given)
    first = agent(report, "甲")
    assert report.agents[0] == first
    assert (first.n, first.top, first.longest) == (12, 12, 12)
    assert first.share == wilson(12, 12)
    assert first.others == wilson(3, 26)
    assert first.flagged
    assert not agent(report, "乙").flagged
    tests = [fisher_more(12, 12, 3, 26), fisher_more(3, 18, 12, 20), fisher_more(0, 8, 15, 30)]
    runs = [
        run_of_at_least(12, 12, wilson(3, 26).high or 0),
        run_of_at_least(1, 18, wilson(12, 20).high or 0),
        run_of_at_least(0, 8, wilson(15, 30).high or 0),
    ]
    adjusted = holm([*tests, *runs])
    assert (first.p_share, first.p_run) == (pytest.approx(adjusted[0]), pytest.approx(adjusted[3]))
    assert report.everything.n_responses == 38


def test_few_answers_are_shown_and_not_tested(database: Database, tmp_path: Path) -> None:
    report = report_of(database, tmp_path, [("甲", TOP)] * 4 + [("乙", MIXED)] * 20)
    few = agent(report, "甲")
    assert (few.n, few.p_share, few.p_run, few.flagged) == (4, None, None, False)


def test_who_typed_an_answer_in_is_its_agent(database: Database, tmp_path: Path) -> None:
    report = report_of(database, tmp_path, [("*甲", TOP)] * 6 + [("甲", MIXED)] * 6 + [("", TOP)] * 3)
    assert {one.name: (one.n, one.top) for one in report.agents} == {"录入员": (6, 6), "甲": (6, 0)}


def test_too_few_ratings_say_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "FEWEST_RATED", 6)
    assert report_of(database, tmp_path, [("甲", TOP)] * 6).agents == ()


def test_only_who_may_read_single_answers_sees_agents(database: Database, tmp_path: Path) -> None:
    given = [("甲", TOP)] * 8 + [("乙", MIXED)] * 8
    seen = report_of(database, tmp_path, given, actor=VIEWER)
    assert seen.agents == ()


def test_an_anonymous_wave_has_no_agents(database: Database, tmp_path: Path) -> None:
    assert report_of(database, tmp_path, [("甲", TOP)] * 12, privacy="anonymous").agents == ()


def test_the_filter_narrows_agents_too(database: Database, tmp_path: Path) -> None:
    given = [("甲", TOP)] * 6 + [("乙", MIXED)] * 6
    nobody = report_of(database, tmp_path, given, wanted=Filter.from_mapping({"region": "华南"}))
    assert nobody.agents == ()


def test_programs_read_the_same_of_agents(database: Database, tmp_path: Path) -> None:
    (only,) = report_of(database, tmp_path, [("甲", TOP)] * 2).to_json()["agents"]
    assert (only["agent"], only["n"], only["longest_run"], only["flagged"]) == ("甲", 2, 2, False)
