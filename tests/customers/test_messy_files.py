"""Tables as sales departments keep them: titles above, figures in 万元, years in many forms, one name twice."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.customers.customer_import import CustomerRecord, read_customers, store_customers
from survey.customers.import_plan import ImportPlan
from survey.customers.models import Contact, Customer, SalesPeriod
from survey.customers.units import yuan_per
from survey.db import Database
from survey.sheets import write_xlsx
from survey.sheets.write import Sheet
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
KNOWN = "客户编号,客户名称\nK1,甲 机械有限公司\n"


def plan_of(database: Database, content: str | bytes, name: str = "台账.csv") -> ImportPlan[CustomerRecord]:
    with database.reading() as session:
        return read_customers(session, content if isinstance(content, bytes) else content.encode(), name)


def bring_in(database: Database, content: str | bytes, name: str = "台账.csv") -> None:
    with database.unit_of_work() as session:
        plan = read_customers(session, content if isinstance(content, bytes) else content.encode(), name)
        store_customers(session, plan, actor=QUALITY, now=NOW)


def notes_of(plan: ImportPlan[CustomerRecord]) -> str:
    return "\n".join(map(str, plan.notes))


def test_a_title_above_the_headings_is_passed_over_and_said(database: Database) -> None:
    rows = [
        ["制表", "", "", date(2026, 11, 1)],
        [],
        ["客户编号", "客户名称", "类别", "地区", "联系人", "联系人电话"],
        ["00123", "甲机械有限公司", "A", "华东", "王工", 13800138000],
        ["", "", "", "", "", ""],
        ["00124", "乙机械有限公司", "B", "", "李工", 1.3900139e10],
    ]
    content = write_xlsx([Sheet("客户", ["2026 年客户台账"], rows)])
    plan = plan_of(database, content, "台账.xlsx")
    assert (plan.added, plan.problems) == (2, ())
    assert "表头在第 4 行" in notes_of(plan)
    assert [row.number for row in plan.sample] == [5, 7]
    bring_in(database, content, "台账.xlsx")
    with database.reading() as session:
        assert session.scalars(sa.select(Contact.phone).order_by(Contact.id)).all() == [
            "13800138000",
            "13900139000",
        ]


@pytest.mark.parametrize(
    ("header", "worth"),
    [
        ("销售额 2025", 1),
        ("销售额 2025（元，不含税）", 1),
        ("销售额 2025（不含税）", 1),
        ("销售额 2025(千元)", 1e3),
        ("销售额 2025（万元）", 1e4),
        ("销售额 2025（万）", 1e4),
        ("销售额 2025（人民币 百万元）", 1e6),
        ("销售额 2025（亿元）", 1e8),
        ("销售额 2025（万美元）", None),
        ("销售额 2025（USD）", None),
    ],
)
def test_a_heading_says_how_many_yuan_a_figure_stands_for(header: str, worth: float | None) -> None:
    assert yuan_per(header) == worth


def test_figures_in_ten_thousands_are_stored_in_yuan_and_said_so(database: Database) -> None:
    text = '客户编号,客户名称,2025年销售额（万元）,采购总额 2025\nK1,甲公司,"1,234.5",20000000\n'
    assert "“2025年销售额（万元）”已按表头的单位换算成元。" in notes_of(plan_of(database, text))
    bring_in(database, text)
    with database.reading() as session:
        entry = session.scalars(sa.select(SalesPeriod)).one()
        assert (entry.period, entry.sales, entry.purchases) == ("2025", 12345000.0, 20000000.0)


def test_foreign_money_is_refused_at_its_row(database: Database) -> None:
    plan = plan_of(database, "客户编号,客户名称,销售额 2025（USD）\nK1,甲公司,100\nK2,乙公司,\n")
    assert [(problem.row, problem.column) for problem in plan.problems] == [(2, "销售额 2025（USD）")]


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2016", 2016),
        ("2016年", 2016),
        ("２０１６", 2016),
        ("2016-05-01", 2016),
        ("2016/5", 2016),
        ("", None),
    ],
)
def test_the_first_year_may_be_written_in_many_ways(database: Database, typed: str, year: int | None) -> None:
    bring_in(database, f"客户编号,客户名称,合作起始年\nK1,甲公司,{typed}\n")
    with database.reading() as session:
        assert session.scalars(sa.select(Customer.since)).one() == year


@pytest.mark.parametrize("typed", ["16", "二〇一六", "1816", "2016.5万", "-2016"])
def test_what_is_no_year_is_refused_with_an_example(database: Database, typed: str) -> None:
    plan = plan_of(database, f"客户编号,客户名称,合作起始年\nK1,甲公司,{typed}\n")
    (problem,) = plan.problems
    assert (problem.row, problem.column) == (2, "合作起始年")
    assert "例如 2016" in str(problem.message)


def test_one_name_under_two_codes_is_pointed_out(database: Database) -> None:
    bring_in(database, KNOWN)
    within = notes_of(plan_of(database, "客户编号,客户名称\nK2,乙公司\nK3, 乙公司\nK4,丙公司\n"))
    assert "乙公司" in within
    assert "丙公司" not in within
    assert "甲机械有限公司" in notes_of(plan_of(database, "客户编号,客户名称\nK2,甲机械有限公司\n"))
    assert notes_of(plan_of(database, "客户编号,客户名称,地区\nK1,甲机械有限公司,华东\n")) == ""


def test_a_column_that_is_missing_is_named(database: Database) -> None:
    plan = plan_of(database, "客户编号,地区\nK1,华东\n")
    assert [(problem.row, problem.column) for problem in plan.problems] == [(2, "客户名称")]
