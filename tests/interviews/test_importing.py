"""Importing past interviews: the loss is found or made, all or nothing, reasons apart."""

from __future__ import annotations

import sqlalchemy as sa

from survey.accounts.actor import COMMAND_LINE
from survey.customers.import_plan import ImportPlan
from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.interviews.importing import InterviewRecord, read_interviews, store_interviews
from survey.interviews.queries import interviews_for_report
from survey.responses.models import Verbatim
from tests.conftest import NOW

TODAY = NOW.date()
TABLE = (
    "客户编号,流失类型,判定日,访谈日期,方式,客户自述原因,自述编码,业务员判断编码,根本原因编码,编码员2编码,"
    "复核裁定编码,促成因素,触点,去向,流失销售额,来源,能否挽留,可信度\n"
    "K2,完全流失,2025-03-10,2025-04-08,走访,说白了还是价格,B5.1,B8.1,B2.2,B2.1,B2.2,B2.2=60;B5.1=40,"
    "订货,竞争者,2764000,财务,也许,高(亲历决策)\n"
)


def bring_in(database: Database, text: str) -> ImportPlan[InterviewRecord]:
    with database.unit_of_work() as session:
        plan = read_interviews(session, text.encode(), "访谈.csv", TODAY)
        return store_interviews(session, plan, actor=COMMAND_LINE, now=NOW)


def with_customer(database: Database, code: str = "K2") -> None:
    with database.unit_of_work() as session:
        session.add(Customer(code=code, name=f"客户 {code}", created_at=NOW))


def test_a_row_makes_loss_case_interview_and_judgement(database: Database) -> None:
    with_customer(database)
    plan = bring_in(database, TABLE)
    assert (plan.added, plan.changed) == (1, 0)
    with database.reading() as session:
        (row,) = interviews_for_report(session)
        assert (row.stated_code, row.staff_code, row.root_code) == ("B5.1", "B8.1", "B2.2")
        assert (row.coder1, row.coder2) == ("B2.2", "B2.1")
        assert row.contributing == (("B2.2", 60.0), ("B5.1", 40.0))
        assert (row.lost_sales, row.touchpoint, row.controllable) == (2764000.0, "ordering", True)
        assert session.scalars(sa.select(Verbatim.text)).one() == "说白了还是价格"


def test_the_same_table_again_is_an_update_and_another_day_is_refused(database: Database) -> None:
    with_customer(database)
    bring_in(database, TABLE)
    again = bring_in(database, TABLE)
    assert (again.added, again.changed) == (0, 1)
    with database.reading() as session:
        assert len(interviews_for_report(session)) == 1
        other_day = read_interviews(
            session, TABLE.replace("2025-04-08", "2025-05-08").encode(), "x.csv", TODAY
        )
        assert [problem.column for problem in other_day.problems] == ["访谈日期"]


def test_a_standing_loss_is_used_where_the_table_has_no_days(database: Database) -> None:
    with_customer(database)
    with database.unit_of_work() as session:
        customer = session.scalars(sa.select(Customer)).one()
        session.add(Loss(customer_id=customer.id, kind="partial", recognised_on=TODAY))
    bring_in(database, "客户编号,访谈日期,根本原因编码,why_chose\nK2,2026-10-01,不准时,当年上门\n")
    with database.reading() as session:
        (row,) = interviews_for_report(session)
        assert (row.kind, row.root_code) == ("partial", "B2.2")


def test_problems_name_row_and_column_and_nothing_is_stored(database: Database) -> None:
    with_customer(database)
    text = (
        "客户编号,访谈日期,自述编码,根本原因编码,编码员2编码,促成因素,流失销售额\n"
        "X,2025-04-08,,,,,\n"
        "K2,,,,,,\n"
        "K2,2099-01-01,,,,,\n"
        "K2,2025-04-08,B99,,,,\n"
        "K2,2025-04-08,,,B2.1,,\n"
        "K2,2025-04-08,,,,B2.1=50;B5.1=40,\n"
        "K2,2025-04-08,,,,,5\n"
        "K2,2025-04-08,,,,,\n"
    )
    with database.reading() as session:
        plan = read_interviews(session, text.encode(), "x.csv", TODAY)
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (2, "客户编号"),
        (3, "访谈日期"),
        (4, "访谈日期"),
        (5, "自述编码"),
        (6, "编码员2编码"),
        (7, "促成因素"),
        (8, "流失销售额"),
        (9, "客户编号"),
    ]
