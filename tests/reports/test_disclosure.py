"""What may not be seen may not follow from what is shown either."""

from __future__ import annotations

from datetime import date

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.change import periods
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from tests.builders.rated_wave import Given, rated_wave, store_responses

VIEWER = Actor(name="来访者", role="viewer")


def people(n: int, start: int, **segment: str) -> list[Given]:
    return [Given(start + i, [(5, 3)] * 3, **segment) for i in range(n)]


@pytest.mark.parametrize("unit", ["customer", "response"])
def test_a_small_region_takes_the_next_smallest_with_it(
    database: Database, store: ColumnStore, unit: str
) -> None:
    given = [*people(10, 1, region="华东"), *people(6, 20, region="华南"), *people(2, 40, region="华北")]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit=unit)
        withheld = {
            region: gap.build(
                session, store, made.wave, actor=VIEWER, wanted=Filter.from_mapping({"region": region})
            ).withheld
            is not None
            for region in ("华东", "华南", "华北")
        }
        whole = gap.build(session, store, made.wave, actor=VIEWER)
    # The whole less 华东 less 华南 would be 华北.
    assert withheld == {"华东": False, "华南": True, "华北": True}
    assert whole.withheld is None


def test_months_are_cut_out_only_where_none_is_too_small(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [], frame=tuple(range(1, 30)))
        groups = [people(n, start) for n, start in ((8, 1), (7, 10), (2, 20))]
        for month, given in zip((1, 2, 3), groups, strict=True):
            for row in store_responses(session, made, given):
                row.submitted_on = date(2026, month, 5)
        session.flush()
        ranges = [
            {"from": "2026-01", "to": "2026-01"},
            {"from": "2026-02"},
            {"to": "2026-02"},
            {"from": "2026-01", "to": "2026-03"},
        ]
        shown = [
            gap.build(session, store, made.wave, actor=VIEWER, wanted=Filter.from_mapping(one)).withheld
            is None
            for one in ranges
        ]
        months = periods.build(session, store, actor=VIEWER, grain="month")
        quarter = periods.build(session, store, actor=VIEWER, grain="quarter")
    assert shown == [False, False, False, True]
    assert all(column.withheld is not None for column in months.columns)
    assert [column.n_units for column in quarter.columns] == [17]
