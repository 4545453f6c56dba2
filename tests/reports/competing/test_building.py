"""Us beside competitors: paired per customer, corrected, withheld as the wave's promise asks, names by right."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden
from survey.fieldwork.models import Wave
from survey.reports.competing import building
from survey.reports.competing.comparison import Standing
from survey.reports.competing.report import CompetitorReport
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.stats import paired_t
from tests.builders.competitor_wave import Said, competitor_wave, many
from tests.builders.rated_wave import Given, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
MANAGER = Actor(name="经理", role="manager")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

OURS = [(5, 3, 4), (4, 2, 4), (5, 3, 3), (4, 2, 4), (5, 4, 3), (4, 3, 4), (5, 2, 4), (4, 3, 3)]
THEIRS = [(3, 5, 4), (3, 4, 3), (4, 5, 3), (2, 4, 4), (3, 5, 4), (3, 4, 4), (3, 5, 3), (3, 4, 3)]
EIGHT = [Said(0, ours, "甲厂", theirs) for ours, theirs in zip(OURS, THEIRS, strict=True)]


def report_of(
    session: Session, wave: Wave, tmp_path: Path, *, actor: Actor = QUALITY, wanted: Filter | None = None
) -> CompetitorReport:
    return building.build(session, ColumnStore(tmp_path / "cache"), wave, actor=actor, wanted=wanted)


def test_the_difference_is_the_paired_t_of_the_customers(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(EIGHT)), tmp_path)
    for place, item in enumerate(report.items):
        known = paired_t([ours[place] for ours in OURS], [theirs[place] for theirs in THEIRS])
        assert item.n == 8
        assert item.difference.value == pytest.approx(known.difference.value)
        assert item.difference.low == pytest.approx(known.difference.low)
        assert item.own.value is not None
        assert item.other.value is not None
        assert item.own.value - item.other.value == pytest.approx(item.difference.value)
    assert [item.standing for item in report.items] == [Standing.HIGHER, Standing.LOWER, Standing.SAME]
    assert report.furthest_behind_first[0].key == "on_time"


def test_holms_correction_is_over_the_items(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(EIGHT)), tmp_path)
    raw = [
        paired_t([ours[place] for ours in OURS], [theirs[place] for theirs in THEIRS]).p for place in range(3)
    ]
    adjusted = [item.p_adjusted for item in report.items]
    smallest, middle, largest = sorted(p for p in raw if p is not None)
    assert sorted(p for p in adjusted if p is not None) == pytest.approx(
        [3 * smallest, max(3 * smallest, 2 * middle), max(2 * middle, largest)]
    )


def test_a_customers_respondents_are_averaged_first(database: Database, tmp_path: Path) -> None:
    given = [*many(EIGHT), Said(0, (1, 1, 1), "甲厂", (5, 5, 5))]
    with database.unit_of_work() as session:
        quality = report_of(session, competitor_wave(session, given), tmp_path).items[0]
    each = [
        (5 - 3 + 1 - 5) / 2,
        *(ours[0] - theirs[0] for ours, theirs in zip(OURS[1:], THEIRS[1:], strict=True)),
    ]
    assert quality.n == 8
    assert quality.difference.value == pytest.approx(sum(each) / 8)


def test_only_those_who_rated_both_count(database: Database, tmp_path: Path) -> None:
    given = [*EIGHT, Said(0, (5, 5, 5)), Said(0, ("NA", 5, 5), "甲厂", (4, "NA", 4))]
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(given)), tmp_path)
    assert [item.n for item in report.items] == [8, 8, 9]
    assert (report.rating.value, report.rating.n) == (pytest.approx(0.9), 10)


def test_of_two_competitors_in_one_response_the_higher_counts(database: Database, tmp_path: Path) -> None:
    both = [
        Said(0, (4, 4, 4), "甲厂", (3, 5, 4), "乙机械", (5, 2, "NA")),
        *[Said(0, (4, 3, 4), "甲厂", (3, 5, 4), "乙机械", (4, 2, 5)) for _ in range(5)],
    ]
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(both)), tmp_path)
    assert report.items[0].other.value == pytest.approx((5 + 5 * 4) / 6)
    assert report.items[1].other.value == pytest.approx(5)
    assert [(one.name, one.n) for one in report.competitors] == [("乙机械", 6), ("甲厂", 6)]
    assert report.competitors[1].items[0].other.value == pytest.approx(3)


def test_spellings_of_one_company_are_joined_and_the_unnamed_counted_apart(
    database: Database, tmp_path: Path
) -> None:
    names = ["东河轴承", "东河轴承有限公司", "东河 轴承", "Ｄｅｌｔａ Co., Ltd.", "delta", "无", None, ""]
    given = [Said(0, (4, 4, 4), name, (3, 3, 3)) for name in names]
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(given)), tmp_path)
    assert [(one.letter, one.n) for one in report.competitors] == [("A", 3), ("B", 2)]
    assert report.unlisted == 3


def test_a_few_customers_are_listed_one_by_one_and_nothing_is_claimed(
    database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(EIGHT[:4])), tmp_path)
    assert {item.standing for item in report.items} == {Standing.UNKNOWN}
    assert report.items[1].values[0] == (2.0, 4.0)
    assert all(item.p_adjusted is None and len(item.values) == 4 for item in report.items)


def test_names_are_for_those_with_the_right_and_letters_are_the_same_for_all(
    database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(EIGHT))
        seen = {
            actor.role: [
                (one.letter, one.name) for one in report_of(session, wave, tmp_path, actor=actor).competitors
            ]
            for actor in (QUALITY, MANAGER, VIEWER)
        }
        with pytest.raises(Forbidden):
            report_of(session, wave, tmp_path, actor=Actor(name="业务", role="sales"))
        hidden = report_of(session, wave, tmp_path, actor=VIEWER).to_json()
    assert seen == {"quality": [("A", "甲厂")], "manager": [("A", "甲厂")], "viewer": [("A", "")]}
    assert "甲厂" not in str(hidden)
    assert hidden["accounts"] == []


def test_small_groups_of_an_anonymous_wave_are_withheld_with_those_they_would_follow_from(
    database: Database, tmp_path: Path
) -> None:
    given = [
        *[Said(0, (4, 4, 4), "甲厂", (3, 3, 5)) for _ in range(7)],
        *[Said(0, (4, 4, 4), "乙机械", (5, 3, 5)) for _ in range(6)],
        *[Said(0, (4, 4, 4), "丙电", (5, 3, 5)) for _ in range(2)],
    ]
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(given), privacy="anonymous", unit="response", k_min=5)
        report = report_of(session, wave, tmp_path)
    assert [(one.letter, one.n) for one in report.competitors] == [("A", 7)]
    assert report.unlisted == 8
    assert report.items[0].n == 15


def test_what_few_left_out_is_withheld(database: Database, tmp_path: Path) -> None:
    given = [*(EIGHT + EIGHT), Said(0, (1, 1, 1)), Said(0, (1, 1, 1))]
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(given), privacy="anonymous", unit="response", k_min=5)
        report = report_of(session, wave, tmp_path)
    assert report.rating.hidden is not None
    assert all(item.own.hidden is not None and item.n == 0 for item in report.items)


def test_a_filter_that_leaves_too_few_shows_nothing(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(EIGHT[:2]), privacy="anonymous", unit="response", k_min=5)
        report = report_of(session, wave, tmp_path)
    assert report.withheld is not None
    assert report.items == ()
    assert report.competitors == ()


def test_answers_of_one_customer_are_clusters_where_answers_are_the_unit(
    database: Database, tmp_path: Path
) -> None:
    given = [Said(number // 4, one.ours, one.name, one.theirs) for number, one in enumerate(EIGHT + EIGHT)]
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, given, unit="response"), tmp_path)
    clustering = report.items[0].difference.clustering
    assert clustering is not None
    assert clustering.clusters == 4
    assert report.items[0].n == 16


def test_direct_comparisons_are_measured_from_the_middle(database: Database, tmp_path: Path) -> None:
    given = [Said(0, (4, 4, 4), outright=value) for value in (5, 4, 4, 4, 5, 3, 4, 2)]
    with database.unit_of_work() as session:
        report = report_of(session, competitor_wave(session, many(given)), tmp_path)
    direct = report.direct[0]
    assert direct.counts == (6, 1, 1)
    assert direct.difference.value == pytest.approx(7 / 8)
    assert direct.better.value == pytest.approx(0.75)
    assert report.rating.value == 1


def test_a_questionnaire_without_competitors_has_an_empty_report(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [Given(1, [(5, 4), (4, 4), (5, 2)])])
        report = report_of(session, made.wave, tmp_path)
        beside = gap.build(session, ColumnStore(tmp_path / "cache"), made.wave, actor=QUALITY)
    assert not report
    assert beside.beside == {}
    assert "beside_competitor" not in beside.to_json()["items"][0]


def test_the_gap_report_has_the_same_figures(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(EIGHT))
        told = report_of(session, wave, tmp_path).to_json()
        found = gap.build(session, ColumnStore(tmp_path / "cache"), wave, actor=QUALITY).to_json()
    assert [item["beside_competitor"] for item in found["items"]] == told["items"]
