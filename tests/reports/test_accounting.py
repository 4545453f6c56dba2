"""应调查 – 发放 – 回收 – 有效 on counts small enough to be checked by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting.columns import ColumnStore
from survey.reports.returns import accounting
from tests.builders.rated_wave import Given, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")

ANSWERS = [
    Given(1, [(5, 5), (4, 4), (5, 2)], mode="paper"),
    Given(1, [(5, 3), (4, 4), (5, 2)]),
    Given(2, [None, None, (4, 4)]),
    Given(3, [("NA", "NA"), ("NA", "NA"), (4, 4)]),
]


def test_the_account_adds_up(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS, frame=(1, 2, 3, 4, 5))
        account = accounting.build(session, ColumnStore(tmp_path), made.wave, actor=QUALITY)
    total = account.total
    assert (total.frame, total.issued, total.returned, total.valid, total.customers) == (5, 5, 4, 3, 2)
    assert total.response_rate.value == pytest.approx(0.8)
    assert total.valid_rate.value == pytest.approx(0.75)
    assert total.coverage.value == pytest.approx(0.4)
    assert total.sales_coverage == pytest.approx((1 + 3) / 15)
    assert [row.code for row in account.missing] == ["w1-005", "w1-004", "w1-002"]
    assert account.modes == {"link": 3, "paper": 1}


def test_half_the_items_with_not_applicable_among_them_make_a_valid_response(
    database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        store = ColumnStore(tmp_path)
        valid = accounting.valid_rows(store.of(session, made.wave), made.definition)
    assert valid.tolist() == [True, True, False, True]


def test_who_may_not_know_customers_gets_no_list_of_names(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS, frame=(1, 2, 3, 4, 5))
        account = accounting.build(session, ColumnStore(tmp_path), made.wave, actor=VIEWER)
    assert (account.names, account.missing) == (False, ())


def test_more_returned_than_given_out_is_no_rate_above_one(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS, frame=(1,))
        total = accounting.build(session, ColumnStore(tmp_path), made.wave, actor=QUALITY).total
    assert total.response_rate.value == 1.0
