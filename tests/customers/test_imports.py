"""Importing the register, lost customers and lost orders: hostile files, all or nothing, updates by code."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.customers.customer_import import read_customers, store_customers
from survey.customers.import_plan import ImportPlan
from survey.customers.importing import parse_amount, parse_day
from survey.customers.loss_import import LOSSES, LOST_ORDERS
from survey.customers.models import Contact, Customer, Loss, LostOrder, SalesPeriod
from survey.db import Database
from survey.errors import Forbidden, ImportRefused, InvalidInput
from survey.sheets import write_xlsx
from survey.sheets.write import Sheet
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
TODAY = NOW.date()
HEAD = "客户编号,客户名称,类别,地区,产品线,合作起始年,业务员,销售额 2025(元),采购总额 2025,联系人,联系人角色,联系人邮箱\n"


def bring_in(database: Database, text: str | bytes, name: str = "台账.csv") -> ImportPlan[object]:
    content = text if isinstance(text, bytes) else text.encode()
    with database.unit_of_work() as session:
        return store_customers(session, read_customers(session, content, name), actor=QUALITY, now=NOW)  # type: ignore[return-value]


def problems_of(database: Database, text: str) -> list[tuple[int, str]]:
    with database.reading() as session:
        plan = read_customers(session, text.encode(), "台账.csv")
    return [(problem.row, problem.column) for problem in plan.problems]


def test_a_row_becomes_a_customer_with_contact_and_sales(database: Database) -> None:
    row = 'K1,甲公司,战略客户,华东,联轴器;轴承座,2009年1月,周工,"1,000,000.50",¥2000000,张主管,采购;决策,a@example.com\n'
    plan = bring_in(database, HEAD + row.replace("2009年1月", "2009"))
    assert (plan.rows, plan.added, plan.changed) == (1, 1, 0)
    with database.reading() as session:
        customer = session.scalars(sa.select(Customer)).one()
        assert (customer.class_key, customer.since) == ("A", 2009)
        assert customer.product_lines == ["联轴器", "轴承座"]
        entry = session.scalars(sa.select(SalesPeriod)).one()
        assert (entry.period, entry.sales, entry.purchases) == ("2025", 1000000.5, 2000000.0)
        assert entry.share_source == "estimate", "a figure of unknown source is an estimate"
        assert session.scalars(sa.select(Contact)).one().roles == ["purchasing", "management"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_from_chinese_excel_are_read_in_their_encodings(database: Database, encoding: str) -> None:
    bring_in(database, "客户编号,客户名称,地区\nK1,霁川注塑装备股份有限公司,华东地区\n".encode(encoding))
    with database.reading() as session:
        assert session.scalars(sa.select(Customer.name)).one() == "霁川注塑装备股份有限公司"


def test_a_workbook_with_english_headings_is_read(database: Database) -> None:
    sheet = Sheet("s", ["code", "name", "class", "sales_2026"], [["00012", "甲", "B", 12.5]])
    bring_in(database, write_xlsx([sheet]), "register.xlsx")
    with database.reading() as session:
        assert session.scalars(sa.select(Customer.code)).one() == "00012"
        assert session.scalars(sa.select(SalesPeriod.sales)).one() == 12.5


def test_the_same_file_again_changes_nothing_and_a_new_figure_is_an_update(database: Database) -> None:
    row = "K1,甲公司,A,华东,联轴器,2009,周工,100,200,张主管,采购,a@example.com\n"
    bring_in(database, HEAD + row)
    again = bring_in(database, HEAD + row)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    update = bring_in(database, "客户编号,客户名称,地区,销售额2025\nK1,,华南,150\nK2,乙公司,,\n")
    assert (update.added, update.changed) == (1, 1)
    with database.reading() as session:
        first = session.scalars(sa.select(Customer).where(Customer.code == "K1")).one()
        assert (first.name, first.region, first.class_key) == ("甲公司", "华南", "A")
        entry = session.scalars(sa.select(SalesPeriod)).one()
        assert (entry.sales, entry.purchases) == (150.0, 200.0)


def test_one_wrong_row_stores_nothing_and_every_problem_has_its_row(database: Database) -> None:
    text = HEAD + (
        "K1,甲公司,A,华东,,2009,,1,,,,\n"
        ",乙公司,A,,,,,,,,,\n"
        "K3,,A,,,,,,,,,\n"
        "K4,丁,钻石客户,,,,,,,,,\n"
        "K1,重复,A,,,,,,,,,\n"
        "K5,戊,A,,,二〇〇九,,,,,,\n"
        "K6,己,A,,,,,-5,,,,\n"
        "K7,庚,A,,,,,100,50,,,\n"
        "K8,辛,A,,,,,,50,,,\n"
        "K9,壬,A,,,,,,,,采购,\n"
        "K10,癸,A,,,,,,,张工,老板,坏邮箱\n"
    )
    assert problems_of(database, text) == [
        (3, "客户编号"),
        (4, "客户名称"),
        (5, "类别"),
        (6, "客户编号"),
        (7, "合作起始年"),
        (8, "销售额 2025(元)"),
        (9, "采购总额 2025"),
        (10, "采购总额 2025"),
        (11, "联系人"),
        (12, "联系人角色"),
        (12, "联系人邮箱"),
    ]
    with pytest.raises(ImportRefused) as refusal:
        bring_in(database, text)
    assert len(refusal.value.problems) == 11
    with database.reading() as session:
        assert session.scalars(sa.select(Customer)).all() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""),
        ("x.csv", b"\x00\x01\x02"),
        ("x.xlsx", b"PK\x03\x04not a workbook"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("x.exe", b"MZ\x00"),
        ("x.csv", "名称,地区\n甲,华东\n".encode()),
        ("x.csv", "客户编号,客户代码\nK1,K2\n".encode()),
    ],
)
def test_files_that_are_no_register_are_refused(database: Database, name: str, content: bytes) -> None:
    with pytest.raises((InvalidInput, ImportRefused)):
        bring_in(database, content, name)


def test_formulas_markup_and_control_characters_stay_text_or_are_refused(database: Database) -> None:
    payload = "=HYPERLINK(1)<script>alert(1)</script>"
    bring_in(database, f"客户编号,客户名称\nK1,{payload}\n")
    with database.reading() as session:
        assert session.scalars(sa.select(Customer.name)).one() == payload
    assert problems_of(database, "客户编号,客户名称\nK1,甲\x07乙\n") == [(2, "客户名称")]
    assert problems_of(database, f"客户编号,客户名称\n{'9' * 41},甲\n") == [(2, "客户编号")]


def test_columns_that_nobody_asked_for_are_named(database: Database) -> None:
    plan = bring_in(database, "客户编号,客户名称,家庭情况\nK1,甲,不该有\n")
    assert any("家庭情况" in str(note) for note in plan.notes)


def test_only_keepers_of_the_register_import(database: Database) -> None:
    with database.unit_of_work() as session:
        plan = read_customers(session, "客户编号,客户名称\nK1,甲\n".encode(), "x.csv")
        with pytest.raises(Forbidden):
            store_customers(session, plan, actor=Actor(name="业务", role="sales"), now=NOW)


def test_a_list_of_lost_customers_keeps_the_three_dates_apart(database: Database) -> None:
    bring_in(database, "客户编号,客户名称\nK1,甲\nK2,乙\n")
    text = (
        "客户编号,流失类型,最后订货日,流失日(客户所述),判定日,年流失销售额,来源,备注\n"
        "K1,完全流失,2026/1/16,2025年11月,2026-03-10,2764000,财务,转向别家\n"
        "K2,partial,,,2026-03-10,,,\n"
    )
    with database.unit_of_work() as session:
        plan = LOSSES.read(session, text.encode(), "流失.csv", TODAY)
        LOSSES.store(session, plan, actor=QUALITY, now=NOW)
    assert (plan.added, plan.changed) == (2, 0)
    with database.reading() as session:
        again = LOSSES.read(session, text.encode(), "流失.csv", TODAY)
        assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
        first = session.scalars(sa.select(Loss).where(Loss.kind == "complete")).one()
        assert (first.last_order_on, first.left_on, first.recognised_on) == (
            date(2026, 1, 16),
            date(2025, 11, 1),
            date(2026, 3, 10),
        )


def test_losses_with_unknown_customers_kinds_or_impossible_days_are_refused(database: Database) -> None:
    bring_in(database, "客户编号,客户名称\nK1,甲\n")
    text = (
        "客户编号,流失类型,最后订货日,判定日,年流失销售额,来源\n"
        "X9,完全流失,,2026-03-10,,\n"
        "K1,跑了,,2026-03-10,,\n"
        "K1,完全流失,,2099-01-01,,\n"
        "K1,完全流失,,2026-02-30,,\n"
        "K1,完全流失,2026-05-01,2026-03-10,,\n"
        "K1,完全流失,,2026-03-10,5,\n"
    )
    with database.reading() as session:
        plan = LOSSES.read(session, text.encode(), "流失.csv", TODAY)
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (2, "客户编号"),
        (3, "流失类型"),
        (4, "判定日"),
        (5, "判定日"),
        (6, "最后订货日"),
        (7, "来源"),
    ]


def test_lost_orders_are_imported_with_reasons_from_the_tree(database: Database) -> None:
    bring_in(database, "客户编号,客户名称\nK1,甲\n")
    text = "客户编号,决定日期,产品,丢单金额,排除环节,中选单位,原因编码\nK1,2026-03-10,框架,920000,技术,某同行,B1.2\n"
    with database.unit_of_work() as session:
        plan = LOST_ORDERS.read(session, text.encode(), "x.csv", TODAY)
        LOST_ORDERS.store(session, plan, actor=QUALITY, now=NOW)
    with database.reading() as session:
        order = session.scalars(sa.select(LostOrder)).one()
        assert (order.step, order.reason_code, order.amount) == ("technical", "B1.2", 920000.0)
        wrong = LOST_ORDERS.read(session, text.replace("B1.2", "B99").encode(), "x.csv", TODAY)
        assert [problem.column for problem in wrong.problems] == ["原因编码"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026年3月", date(2026, 3, 1)),
        ("2026-03-31 00:00:00", date(2026, 3, 31)),
        ("２０２６-03-31", date(2026, 3, 31)),
        ("2026-13-01", None),
        ("31.3.2026", None),
        ("去年", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,000.5", 1000.5),
        ("¥12元", 12.0),
        ("０", 0.0),
        ("1e9", None),
        ("NaN", None),
        ("-1", None),
        ("9" * 15, None),
    ],
)
def test_amounts_are_plain_numbers_not_below_zero(text: str, amount: float | None) -> None:
    assert parse_amount(text) == amount
