"""Small bases: shared places below thirty customers, counts below ten, single values below five."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting.columns import ColumnStore
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from tests.builders.rated_wave import Given, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def report_of(database: Database, folder: Path, given: list[Given], actor: Actor = QUALITY) -> GapReport:
    with database.unit_of_work() as session:
        wave = rated_wave(session, given).wave
        return gap.build(session, ColumnStore(folder / "cache"), wave, actor=actor)


def customers(n: int) -> list[Given]:
    """Delivery falls short by two or three points, the others now and then by one."""
    return [Given(i, [(5, 4 + i % 2), (5, 5 - i % 2), (5, 2 + i % 2)]) for i in range(n)]


def test_below_thirty_customers_items_that_cannot_be_told_apart_share_a_place(
    database: Database, tmp_path: Path
) -> None:
    ranks = report_of(database, tmp_path, customers(20)).priorities
    assert ranks is not None
    assert ranks.places[0] == ("on_time",)
    assert set(ranks.places[1]) == {"quality", "fit"}
    assert (ranks.place_of("fit"), ranks.shared("fit"), ranks.shared("on_time")) == (2, True, False)


def test_below_ten_customers_counts_stand_in_place_of_an_order(database: Database, tmp_path: Path) -> None:
    ranks = report_of(database, tmp_path, customers(8)).priorities
    assert ranks is not None
    assert ranks.places == ()
    assert ranks.reason is not None
    assert ranks.low == {"quality": 0, "fit": 0, "on_time": 4}


def test_thirty_customers_are_ordered_plainly(database: Database, tmp_path: Path) -> None:
    assert report_of(database, tmp_path, customers(30)).priorities is None


def test_fewer_than_five_customers_are_printed_one_by_one_and_only_to_those_who_may(
    database: Database, tmp_path: Path
) -> None:
    report = report_of(database, tmp_path, customers(4))
    assert report.degree_values == pytest.approx((70.0, 70.0, 78.0, 78.0))
    delivery = next(group for group in report.dimensions if group.key == "delivery")
    assert delivery.values == (-3.0, -3.0, -2.0, -2.0)
    viewer = gap_for_viewer(database, tmp_path)
    assert viewer.degree_values == ()
    assert all(group.values == () for group in viewer.dimensions)


def gap_for_viewer(database: Database, folder: Path) -> GapReport:
    with database.unit_of_work() as session:
        wave = rated_wave(session, customers(4), key="w2").wave
        return gap.build(session, ColumnStore(folder / "cache"), wave, actor=VIEWER)
