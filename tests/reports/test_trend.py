"""Trends over waves, with targets, breaks and totals of earlier years."""

from __future__ import annotations

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import InvalidInput, NotFound
from survey.fieldwork import earlier, targets
from survey.fieldwork.earlier import TotalForm
from survey.reports.change import trend
from survey.reports.change.comparison import label_of
from survey.reports.change.trend_words import said
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.stats import paired_t
from tests.builders.rated_wave import Given, converted_linearly, rated_wave, small_definition
from tests.builders.two_waves import next_wave
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
BEFORE, AFTER = [3, 3, 2, 4, 3, 4, 3, 2], [4, 4, 4, 5, 4, 5, 4, 4]


def answers(marks: list[int], **changes: str) -> list[Given]:
    return [Given(i, [(5, mark)] * 3, overall=mark, **changes) for i, mark in enumerate(marks, start=1)]


def total(year: int, value: float, measure: str = "degree", **changes: object) -> TotalForm:
    return TotalForm(year, measure, value, **{"source": "分析报告", **changes})  # type: ignore[arg-type]


def test_each_wave_is_compared_with_the_one_before_over_the_customers_of_both(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(BEFORE))
        next_wave(session, made, answers(AFTER))
        found = trend.build(session, store, actor=QUALITY, measure="item:on_time")
    first, last = found.points
    textbook = paired_t(AFTER, BEFORE)
    assert (first.paired, first.direction) == (None, "")
    assert last.paired is not None
    assert last.paired.estimate.low == pytest.approx(textbook.difference.low)
    assert (last.paired.p, last.direction) == (pytest.approx(textbook.p), "up")
    assert "变化能够肯定" in str(said(found, label_of(found.measure))[-1].text)


def test_targets_follow_the_year_and_the_dimension(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(BEFORE))
        next_wave(session, made, answers(AFTER))
        for year, value in ((2026, 88.0), (2027, 90.0)):
            targets.set_target(session, year, "degree", value, actor=QUALITY, now=NOW)
        targets.set_target(
            session, 2026, "degree", 70.0, scope="dimension", scope_key="delivery", actor=QUALITY, now=NOW
        )
        whole = trend.build(session, store, actor=QUALITY)
        dimension = trend.build(session, store, actor=QUALITY, measure="dimension:delivery")
        east = trend.build(session, store, actor=QUALITY, wanted=Filter.from_mapping({"region": "华东"}))
    assert [point.target for point in whole.points] == [88.0, 90.0]
    assert [point.target for point in dimension.points] == [70.0, None]
    # A target is of all customers: it is not held against a part of them.
    assert [point.target for point in east.points] == [None, None]


def test_entered_totals_stand_before_the_waves_without_an_interval(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, answers(BEFORE))
        earlier.set_total(session, total(2024, 80.5, n=60, formula="加权平均"), actor=QUALITY, now=NOW)
        earlier.set_total(session, total(2025, 81.0, part=2), actor=QUALITY, now=NOW)
        earlier.set_total(session, total(2025, 0.9, "rate"), actor=QUALITY, now=NOW)
        found = trend.build(session, store, actor=QUALITY)
        narrowed = trend.build(session, store, actor=QUALITY, wanted=Filter.from_mapping({"class": "B"}))
    assert [str(point.label) for point in found.points] == ["2024 年", "2025 年下半年", "2026 年上半年"]
    assert (found.points[0].estimate.value, found.points[0].estimate.low) == (80.5, None)
    assert (
        found.to_json()["points"][0] | {"n": 60, "entered": True, "formula": "加权平均"}
        == (found.to_json()["points"][0])
    )
    # Nobody knows what the total was among the customers of one class.
    assert len(narrowed.points) == 1


def test_a_total_entered_again_replaces_the_first_and_can_be_taken_back(database: Database) -> None:
    with database.unit_of_work() as session:
        earlier.set_total(session, total(2024, 80.5), actor=QUALITY, now=NOW)
        kept = earlier.set_total(session, total(2024, 81.5), actor=QUALITY, now=NOW)
        assert [one.value for one in earlier.earlier_totals(session)] == [81.5]
        earlier.remove_total(session, kept.ref, actor=QUALITY, now=NOW)
        assert not earlier.earlier_totals(session)
        with pytest.raises(NotFound):
            earlier.remove_total(session, kept.ref, actor=QUALITY, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (total(24, 80), "year"),
        (total(2024, 180), "value"),
        (total(2024, float("nan")), "value"),
        (total(2024, 92.0, "rate"), "value"),
        (total(2024, 80, "mood"), "measure"),
        (total(2024, 80, source=" "), "source"),
        (total(2024, 80, n=0), "n"),
        (total(2024, 80, part=3), "part"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_total_that_cannot_be_is_refused_at_its_field(
    database: Database, wrong: TotalForm, field: str
) -> None:
    with database.unit_of_work() as session, pytest.raises(InvalidInput) as refusal:
        earlier.set_total(session, wrong, actor=QUALITY, now=NOW)
    assert set(refusal.value.problems) == {field}


def test_a_broken_series_shows_both_points_and_no_change(database: Database, store: ColumnStore) -> None:
    definition = small_definition()
    section = definition.sections[0]
    worded = section.items[0].model_copy(update={"text": {"zh": "质量稳定性"}})
    changed = definition.model_copy(
        update={"sections": (section.model_copy(update={"items": (worded, *section.items[1:])}),)}
    )
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(BEFORE))
        next_wave(session, made, answers(AFTER), definition=changed)
        found = trend.build(session, store, actor=QUALITY, measure="item:quality")
    last = found.points[-1]
    assert (last.apart, last.paired, last.direction) == (None, None, "")
    assert [str(reason) for reason in last.breaks] == ["题目文字不同。"]
    assert last.estimate.value is not None


def test_a_new_conversion_table_recalculates_old_waves_and_keeps_what_was_reported(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers([4] * 6))
        next_wave(session, made, answers([4] * 6), definition=converted_linearly())
        found = trend.build(session, store, actor=QUALITY)
    first, last = found.points
    assert (first.estimate.value, last.estimate.value) == (75.0, 75.0)
    assert first.as_reported is not None
    assert (first.as_reported.value, last.as_reported) == (80.0, None)
    assert found.recalculated


def test_a_wave_too_small_for_the_reader_is_withheld_with_its_changes(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers([3, 3]))
        next_wave(session, made, answers(AFTER))
        found = trend.build(session, store, actor=VIEWER)
    first, last = found.points
    assert first.estimate.hidden is not None
    assert (last.apart, last.paired) == (None, None)
    assert all(series.estimates[0].value is None for series in found.others)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_a_wave_there_is_no_trend(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        with pytest.raises(NotFound):
            trend.build(session, store, actor=QUALITY)
        rated_wave(session, answers(BEFORE))
        with pytest.raises(InvalidInput):
            trend.build(session, store, actor=QUALITY, measure="item:weather")
