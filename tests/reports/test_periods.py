"""Period reports and cross tables on answers that can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import InvalidInput, NotFound
from survey.reports.change import crosstab, periods
from survey.reports.change.period import period_of
from survey.reports.change.period_report import Cell, PeriodReport
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from tests.builders.rated_wave import Given, RatedWave, rated_wave, store_responses
from tests.builders.two_waves import next_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")


def marks(*pairs: tuple[int, int], region: str = "华东") -> list[Given]:
    """(customer, mark) → a response with all items marked alike."""
    return [Given(customer, [(5, mark)] * 3, overall=mark, region=region) for customer, mark in pairs]


def dated(session: Session, made: RatedWave, day: date, given: Sequence[Given]) -> None:
    """Stores responses that came on that day; their customers must be known to the wave."""
    for row in store_responses(session, made, given):
        row.submitted_on = day
    session.flush()


def cells(report: PeriodReport, key: str) -> dict[str, Cell]:
    found = next(values for measure, values in report.rows if measure.key == key)
    return {column.period.key: cell for column, cell in zip(report.columns, found, strict=True)}


def two_waves_of_a_year(session: Session) -> None:
    everyone = marks(*((number, 3) for number in range(1, 9)))
    first = rated_wave(session, [], frame=tuple(range(1, 9)))
    dated(session, first, date(2026, 2, 10), everyone)
    second = next_wave(session, first, [])
    spring, autumn = marks((1, 5), (2, 5), (3, 4), (4, 4), (5, 5)), marks((6, 2))
    dated(session, second, date(2026, 5, 10), spring)
    dated(session, second, date(2026, 11, 10), autumn)


def test_a_customer_counts_once_in_a_period_by_its_latest_answer_or_its_mean(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        two_waves_of_a_year(session)
        latest = periods.build(session, store, actor=QUALITY, grain="year")
        mean = periods.build(session, store, actor=QUALITY, grain="year", combine="mean")
    (column,) = latest.columns
    assert (column.period.key, column.n_units, column.n_responses) == ("2026", 8, 14)
    # Latest: 5 5 4 4 5 2 3 3; mean: 4 4 3.5 3.5 4 2.5 3 3.
    assert cells(latest, "item:fit")["2026"].estimate.value == pytest.approx(31 / 8)
    assert cells(mean, "item:fit")["2026"].estimate.value == pytest.approx(27.5 / 8)


def test_halves_are_compared_within_the_customers_of_both(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        two_waves_of_a_year(session)
        report = periods.build(session, store, actor=QUALITY, grain="quarter")
    found = cells(report, "item:fit")
    assert list(found) == ["2026-Q1", "2026-Q2", "2026-Q4"]
    second = found["2026-Q2"]
    assert second.change is not None
    # Customers 1–5 gave 3 before: +2 +2 +1 +1 +2.
    assert second.paired
    assert second.change.estimate.value == pytest.approx(1.6)
    assert second.direction == "up"
    # One customer alone is printed, not compared.
    assert found["2026-Q4"].values == (2.0,)
    assert found["2026-Q4"].change is not None
    assert found["2026-Q4"].change.estimate.value is None


def test_a_period_too_small_is_withheld_from_those_without_the_right(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        two_waves_of_a_year(session)
        report = periods.build(session, store, actor=VIEWER, grain="quarter")
    found = cells(report, "item:fit")
    assert found["2026-Q1"].estimate.value == pytest.approx(3.0)
    # The single customer of the fourth quarter, and the second beside it: the wave's whole would give it away.
    assert found["2026-Q4"].estimate.hidden is not None
    assert found["2026-Q2"].estimate.hidden is not None
    assert [column.n_units for column in report.columns] == [8, 0, 0]


def test_responses_as_units_are_added_up(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        first = rated_wave(session, [], unit="response", frame=(1, 2, 3))
        dated(session, first, date(2026, 2, 1), marks((1, 3), (2, 4), (3, 5)))
        second = next_wave(session, first, [])
        dated(session, second, date(2026, 3, 1), marks((1, 5), (2, 5), (3, 5)))
        report = periods.build(session, store, actor=QUALITY, grain="half")
    cell = cells(report, "item:fit")["2026-H1"]
    assert cell.estimate.value == pytest.approx(4.5)
    assert cell.estimate.n == 6
    rate = cells(report, "rate")["2026-H1"].estimate
    assert rate.value == pytest.approx(5 / 6)


@pytest.mark.parametrize(
    ("month", "grain", "key", "first", "last"),
    [
        ("2026-05", "month", "2026-05", "2026-05", "2026-05"),
        ("2026-05", "quarter", "2026-Q2", "2026-04", "2026-06"),
        ("2026-06", "half", "2026-H1", "2026-01", "2026-06"),
        ("2026-07", "half", "2026-H2", "2026-07", "2026-12"),
        ("2026-12", "year", "2026", "2026-01", "2026-12"),
    ],
)
def test_a_month_belongs_to_its_period(month: str, grain: str, key: str, first: str, last: str) -> None:
    period = period_of(month, grain)
    assert (period.key, period.first_month, period.last_month) == (key, first, last)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_no_period_is_refused(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        with pytest.raises(NotFound):
            periods.build(session, store, actor=QUALITY)
        rated_wave(session, marks((1, 4)))
        for wrong in ({"grain": "week"}, {"combine": "best"}):
            with pytest.raises(InvalidInput):
                periods.build(session, store, actor=QUALITY, **wrong)  # type: ignore[arg-type]


def test_a_cross_table_shows_each_group_beside_all(database: Database, store: ColumnStore) -> None:
    given = [*marks(*((n, 4) for n in range(1, 7))), *marks(*((n, 2) for n in range(11, 16)), region="华南")]
    with database.unit_of_work() as session:
        made = rated_wave(session, given)
        table = crosstab.build(session, store, made.wave, actor=QUALITY, by="region")
    row = next(row for row in table.rows if row[0].key == "item:on_time")
    assert [group.value for group in table.groups] == ["华东", "华南"]
    assert [cell.estimate.value for cell in row[2]] == [4.0, 2.0]
    assert row[1].estimate.value == pytest.approx(34 / 11)
    assert table.to_json()["n"] == 11


def test_a_withheld_group_takes_the_next_smallest_with_it(database: Database, store: ColumnStore) -> None:
    given = [
        *marks(*((n, 4) for n in range(1, 11))),
        *marks(*((n, 3) for n in range(21, 26)), region="华南"),
        *marks((41, 1), region="华北"),
    ]
    with database.unit_of_work() as session:
        made = rated_wave(session, given)
        seen = crosstab.build(session, store, made.wave, actor=VIEWER, by="region")
        named = crosstab.build(session, store, made.wave, actor=QUALITY, by="region")
    assert {group.value: group.withheld is None for group in seen.groups} == {
        "华东": True,
        "华北": False,
        "华南": False,
    }
    north = [group.value for group in named.groups].index("华北")
    assert named.rows[-1][2][north].values == (1.0,)


def test_a_department_sees_its_own_rows_only(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, marks((1, 4), (2, 4)))
        table = crosstab.build(
            session,
            store,
            made.wave,
            actor=QUALITY,
            department="生产部",
            wanted=Filter.from_mapping({"class": "B"}),
        )
        with pytest.raises(InvalidInput):
            crosstab.build(session, store, made.wave, actor=QUALITY, by="weather")
    assert table.rows == ()
