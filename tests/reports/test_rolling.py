"""Customers' means are worked out once per filter, kept with the columns, and forgotten before they fill memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from survey.db import Database
from survey.reports.counting import rolling
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.figures import values_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.rolling import roll_of
from tests.builders.rated_wave import Given, rated_wave, store_responses

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EAST, NORTH = Filter((("region", "华东"),)), Filter((("region", "华北"),))
ANSWERS = [
    Given(1, [(5, 2), (4, 4), (3, 5)]),
    Given(1, [(5, 4), (4, "NA"), None]),
    Given(None, [(4, 1), (4, 4), (2, 5)]),
    Given(2, [(4, 3), (4, 4), (2, "NA")], region="华北"),
    Given(None, [(4, 5), (4, 4), (2, 5)], region="华北"),
]


@pytest.fixture
def columns(database: Database, tmp_path: Path) -> Columns:
    with database.unit_of_work() as session:
        return ColumnStore(tmp_path / "cache").of(session, rated_wave(session, ANSWERS).wave)


def means(columns: Columns, wanted: Filter, column: str) -> list[float]:
    roll = roll_of(columns, wanted)
    found: list[float] = roll.means(values_of(columns.codes(column)[roll.rows])).tolist()
    return found


def test_a_customers_responses_are_averaged_and_nameless_ones_stand_alone(columns: Columns) -> None:
    assert means(columns, Filter(), "quality:performance") == [3.0, 3.0, 1.0, 5.0]
    assert means(columns, EAST, "quality:performance") == [3.0, 1.0]
    assert means(columns, NORTH, "quality:performance") == [3.0, 5.0]
    assert columns.customers[roll_of(columns, NORTH).units].tolist()[1] == -1


def test_what_nobody_of_a_customer_answered_stays_open(columns: Columns) -> None:
    found = means(columns, Filter(), "on_time:performance")
    assert found[0] == 5.0
    assert np.isnan(found[1])


def test_a_roll_is_kept_and_what_it_keeps_cannot_be_written_into(columns: Columns) -> None:
    roll = roll_of(columns, EAST)
    kept = roll.once("one", lambda: (np.ones(2),))
    assert roll_of(columns, EAST) is roll
    assert roll.once("one", lambda: (np.zeros(2),)) is kept
    with pytest.raises(ValueError, match="read-only"):
        kept[0][0] = 5.0


def test_the_longest_unused_roll_is_forgotten_first(
    columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = roll_of(columns, EAST), roll_of(columns, NORTH)
    assert roll_of(columns, EAST) is first
    monkeypatch.setattr(rolling, "_MOST_KEPT", first.size + second.size)
    roll_of(columns, Filter())
    assert roll_of(columns, EAST) is not first


def test_no_roll_outlives_the_answers_it_was_made_of(database: Database, tmp_path: Path) -> None:
    store = ColumnStore(tmp_path / "cache")
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        before = roll_of(store.of(session, made.wave), Filter())
        store_responses(session, made, [Given(2, [(5, 1)] * 3)])
        after = roll_of(store.of(session, made.wave), Filter())
    assert (before.rows.size, after.rows.size) == (5, 6)
