"""Purchase criteria of single customers: 安全, 关注, 预警, and who may see them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.db import Database
from survey.reports.competing import building
from survey.reports.competing.accounts import Status, latest_of
from survey.reports.counting.columns import ColumnStore
from tests.builders.competitor_wave import Said, competitor_wave

QUALITY = Actor(name="质量部", role="quality")
MANAGER = Actor(name="经理", role="manager")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

GIVEN = [
    Said(0, (5, 4, 2), "甲厂", (3, 4, 4)),
    Said(1, (5, 5, 5), "甲厂", (2, 3, 3)),
    Said(2, (2, 3, 3), "甲厂", (2, 3, "NA")),
    Said(3, (4, 4, 4)),
]


def test_who_meets_a_criterion_decides_its_status_and_the_worst_that_of_the_customer(
    database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        wave = competitor_wave(session, GIVEN)
        accounts = building.build(session, ColumnStore(tmp_path / "c"), wave, actor=QUALITY).accounts
        found = {one.customer.code: one for one in accounts}
    assert list(found) == ["C001", "C002", "C003"]
    assert [(one.key, one.status) for one in found["C001"].criteria] == [
        ("price", Status.ALARM),
        ("on_time", Status.WATCH),
        ("quality", Status.SAFE),
    ]
    assert found["C002"].status is Status.SAFE
    assert found["C003"].status is Status.NEITHER
    assert [one.key for one in found["C003"].criteria] == ["quality", "on_time"]


def test_respondents_of_a_customer_are_averaged_before_the_threshold(
    database: Database, tmp_path: Path
) -> None:
    given = [Said(0, (5, 5, 5), "甲厂", (2, 2, 2)), Said(0, (2, 5, 5), "甲厂", (2, 5, 5))]
    with database.unit_of_work() as session:
        wave = competitor_wave(session, given)
        (account,) = building.build(session, ColumnStore(tmp_path / "c"), wave, actor=QUALITY).accounts
    assert {one.key: (one.own, one.status) for one in account.criteria} == {
        "quality": (3.5, Status.NEITHER),
        "on_time": (5.0, Status.SAFE),
        "price": (5.0, Status.SAFE),
    }


@pytest.mark.parametrize(
    ("privacy", "role", "seen"),
    [
        ("named", "quality", True),
        ("named", "manager", True),
        ("named", "viewer", False),
        ("named", "sales", False),
        ("confidential", "quality", True),
        ("confidential", "manager", False),
        ("anonymous", "quality", False),
    ],
)
def test_a_customers_criteria_are_for_those_who_may_join_them(
    database: Database, tmp_path: Path, privacy: str, role: str, seen: bool
) -> None:
    with database.unit_of_work() as session:
        competitor_wave(session, GIVEN, privacy=privacy, k_min=3)
        customer = session.scalars(sa.select(Customer).where(Customer.code == "C001")).one()
        found = latest_of(session, ColumnStore(tmp_path / "c"), customer, Actor(name="某人", role=role))
    assert (found is not None) == seen


def test_a_customer_that_rated_nobody_has_no_criteria(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        competitor_wave(session, GIVEN)
        customer = session.scalars(sa.select(Customer).where(Customer.code == "C004")).one()
        assert latest_of(session, ColumnStore(tmp_path / "c"), customer, MANAGER) is None
