"""What reports are told of the interviews."""

from __future__ import annotations

from datetime import date
from typing import Any

from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.interviews.queries import interviews_for_report
from tests.conftest import NOW


def heard(database: Database, code: str, *, loss: dict[str, Any] | None = None, **said: Any) -> None:
    with database.unit_of_work() as session:
        customer = Customer(
            code=code, name=f"客户 {code}", class_key="A", product_lines=["联轴器"], created_at=NOW
        )
        session.add(customer)
        session.flush()
        lost = Loss(
            customer_id=customer.id, **{"kind": "complete", "recognised_on": date(2026, 2, 1)} | (loss or {})
        )
        session.add(lost)
        session.flush()
        case = Case(loss_id=lost.id, customer_id=customer.id, created_at=NOW, state="done")
        session.add(case)
        session.flush()
        session.add(StaffAttribution(case_id=case.id, code="B8.1", by="业务员", at=NOW))
        session.add(Interview(case_id=case.id, saved_at=NOW, **{"finished_at": NOW} | said))


def test_the_three_reasons_stand_apart_in_a_row(database: Database) -> None:
    heard(
        database,
        "1",
        stated_code="B5.1",
        coder1_code="B2.2",
        coder2_code="B2.1",
        adjudicated_code="B2.1",
        contributing=[["B2.1", 60], ["B5.1", 40]],
    )
    with database.reading() as session:
        (row,) = interviews_for_report(session)
    assert (row.stated_code, row.staff_code, row.root_code) == ("B5.1", "B8.1", "B2.1")
    assert (row.coder1, row.coder2) == ("B2.2", "B2.1")
    assert row.contributing == (("B2.1", 60.0), ("B5.1", 40.0))
    assert row.product_line == "联轴器"


def test_only_finished_interviews_of_standing_losses_count(database: Database) -> None:
    heard(database, "1", coder1_code="B2.2", finished_at=None)
    heard(database, "2", coder1_code="B2.2", loss={"withdrawn_at": NOW})
    heard(database, "3", coder1_code="B2.2")
    with database.reading() as session:
        assert [row.customer for row in interviews_for_report(session)] == ["客户 3"]
        assert interviews_for_report(session, period=(date(2025, 1, 1), date(2025, 12, 31))) == []


def test_lost_sales_fall_back_to_those_of_the_loss(database: Database) -> None:
    heard(database, "1", loss={"lost_sales": 7.0, "lost_sales_source": "finance"})
    heard(database, "2", loss={"lost_sales": 7.0}, lost_sales=0.0, lost_sales_source="estimate")
    with database.reading() as session:
        rows = interviews_for_report(session)
    assert [(row.lost_sales, row.lost_sales_source) for row in rows] == [(7.0, "finance"), (0.0, "estimate")]
