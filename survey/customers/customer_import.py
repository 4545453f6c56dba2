"""Importing the register from a spreadsheet: preview first, then all rows or none; codes say who is who."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from survey.accounts import company
from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.accounts.users import EMAIL
from survey.customers.customer_record import CustomerRecord, differs, fill_customer, whole_entries
from survey.customers.import_plan import SAMPLE, ImportPlan, store_plan
from survey.customers.importing import Columns, RowReader, heading
from survey.customers.models import Customer
from survey.customers.service import require_editor
from survey.customers.words import CONTACT_ROLES, SHARE_SOURCES
from survey.db import take_turn
from survey.errors import RowProblem
from survey.language import Message, m
from survey.sheets import read_table

__all__ = ["COLUMNS", "TEMPLATE_HEADERS", "CustomerRecord", "read_customers", "store_customers"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("客户编号", "客户代码", "编号", "customer_code"),
    "name": ("客户名称", "客户", "公司名称", "customer"),
    "short_name": ("简称", "客户简称"),
    "class": ("类别", "客户类别", "客户等级", "class_key"),
    "region": ("地区", "区域"),
    "industry": ("行业",),
    "product_lines": ("产品线", "产品", "product_line"),
    "since": ("合作起始年", "合作起始", "合作年份"),
    "owner": ("业务员", "客户经理", "负责业务员"),
    "payment_days": ("账期", "付款天数"),
    "service_cost": ("年服务费用", "服务费用"),
    "contract_end": ("合同到期", "合同到期日"),
    "referred_by": ("介绍人", "推荐人"),
    "note": ("备注",),
    "share_source": ("采购总额来源", "采购来源", "来源"),
}
"""Column key → the headings it may have; the key itself is accepted too."""

_CONTACT_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("联系人%", "contact%", "contact%_name"),
    "roles": ("联系人%角色", "contact%_roles"),
    "department": ("联系人%部门", "contact%_department"),
    "title": ("联系人%职务", "contact%_title"),
    "phone": ("联系人%电话", "contact%_phone"),
    "email": ("联系人%邮箱", "contact%_email"),
}
_CONTACTS: Final = 9
_WHAT: Final = r"(?P<what>销售额|我方销售额|sales|采购总额|purchases)"
_PERIOD: Final = r"(?P<year>(?:19|20)\d{2})(?:-(?P<month>0[1-9]|1[0-2]))?年?"
_MONEY: Final = re.compile(_WHAT + _PERIOD), re.compile(_PERIOD + _WHAT)
_SALES_WORDS: Final = {"销售额", "我方销售额", "sales"}

TEMPLATE_HEADERS: Final = (
    "客户编号",
    "客户名称",
    "类别",
    "地区",
    "行业",
    "产品线",
    "合作起始年",
    "业务员",
    "销售额 2025",
    "采购总额 2025",
    "销售额 2026",
    "采购总额 2026",
    "采购总额来源",
    "联系人",
    "联系人角色",
    "联系人部门",
    "联系人电话",
    "联系人邮箱",
    "备注",
)


@dataclass(frozen=True, slots=True)
class _Register:
    """What rows are checked against."""

    customers: Mapping[str, Customer]
    classes: Mapping[str, str]
    owners: Mapping[str, User]


def read_customers(session: Session, content: bytes, filename: str) -> ImportPlan[CustomerRecord]:
    """What the file would change, with every problem at its row; nothing is stored."""
    table = read_table(content, filename)
    columns = Columns(table.headers, {**COLUMNS, **_contact_columns()})
    columns.require("code", labels={"code": "客户编号"})
    money = {header: found for header in columns.unknown if (found := _money(header))}
    register = _register(session)
    problems: list[RowProblem] = []
    first_seen: dict[str, int] = {}
    records = []
    for row in table.rows:
        record = _record(RowReader(row, columns, problems), money, register, first_seen)
        if record is not None:
            records.append(record)
    added = [record for record in records if record.code not in register.customers]
    changed = [
        record
        for record in records
        if record.code in register.customers and differs(register.customers[record.code], record)
    ]
    return ImportPlan(
        rows=len(table.rows),
        records=tuple(records),
        added=len(added),
        changed=len(changed),
        problems=tuple(problems),
        notes=(*columns.notes(table, money), *_namesakes(records, register)),
        sample=tuple(table.rows[:SAMPLE]),
    )


def store_customers(
    session: Session, plan: ImportPlan[CustomerRecord], *, actor: Actor, now: datetime
) -> ImportPlan[CustomerRecord]:
    """Stores the whole plan; raises ImportRefused where a row is wrong, and then stores nothing."""
    require_editor(actor)
    take_turn(session, "customers.import")  # nobody adds a customer after this look at who is known
    known = _customers(session)

    def store(record: CustomerRecord) -> None:
        customer = known.get(record.code)
        if customer is None:
            customer = Customer(code=record.code, created_at=now)
            session.add(customer)
        fill_customer(customer, record)

    return store_plan(
        session, plan, store, action="customers.import", actor=actor, now=now, changed=plan.changed
    )


def _money(header: str) -> re.Match[str] | None:
    """What a heading such as 销售额 2026-03 or 2025 年采购总额 says, None where it is no heading of money."""
    name = heading(header)
    return next(filter(None, (pattern.fullmatch(name) for pattern in _MONEY)), None)


def _namesakes(records: Sequence[CustomerRecord], register: _Register) -> Iterator[Message]:
    """A warning where one name stands under two codes: the same customer may have been entered twice."""
    codes: dict[str, set[str]] = {}
    for customer in register.customers.values():
        codes.setdefault(_plain(customer.name), set()).add(customer.code)
    for record in records:
        codes.setdefault(_plain(record.values.get("name", "")), set()).add(record.code)
    names = [record.values.get("name", "") for record in records]
    twice = list(dict.fromkeys(name for name in names if name and len(codes[_plain(name)]) > 1))
    if twice:
        yield m(
            "有 %(n)d 个客户名称出现在不同的客户编号下，请确认不是重复登记：%(names)s。",
            n=len(twice),
            names=tuple(twice[:10]),
        )


def _plain(name: str) -> str:
    """The name as it is compared: without spaces and width."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _contact_columns() -> dict[str, tuple[str, ...]]:
    return {
        f"contact:{number}:{part}": tuple(name.replace("%", suffix) for name in names)
        for number in range(1, _CONTACTS + 1)
        for part, names in _CONTACT_PARTS.items()
        for suffix in [str(number) if number > 1 else ""]
    }


def _register(session: Session) -> _Register:
    owners: dict[str, User] = {}
    for user in session.scalars(sa.select(User).where(User.active)):
        owners |= {user.name: user, user.email.lower(): user}
    return _Register(_customers(session), company.class_labels(company.details(session)), owners)


def _customers(session: Session) -> dict[str, Customer]:
    everyone = sa.select(Customer).options(selectinload(Customer.contacts), selectinload(Customer.sales))
    return {customer.code: customer for customer in session.scalars(everyone)}


def _record(
    reader: RowReader,
    money: Mapping[str, re.Match[str]],
    register: _Register,
    first_seen: dict[str, int],
) -> CustomerRecord | None:
    code = reader.text("code", longest=40, required=True)
    if code in first_seen:
        reader.refuse("code", m("客户编号与第 %(row)d 行重复。", row=first_seen[code]))
    first_seen.setdefault(code, reader.row.number)
    known = register.customers.get(code)
    values = _values(reader, register, new=known is None)
    contacts = tuple(filter(None, (_contact(reader, number) for number in range(1, _CONTACTS + 1))))
    sales = _sales(reader, money, known)
    source = reader.choice("share_source", SHARE_SOURCES)
    return None if reader.wrong else CustomerRecord(reader.row.number, code, values, contacts, sales, source)


def _values(reader: RowReader, register: _Register, *, new: bool) -> dict[str, Any]:
    days = reader.number("payment_days", lowest=0, highest=3650, whole=True)
    owner = reader.text("owner", longest=60)
    user = register.owners.get(owner) or register.owners.get(owner.lower())
    values: dict[str, Any] = {
        "name": reader.text("name", longest=120, required=new),
        "short_name": reader.text("short_name", longest=60),
        "class_key": reader.choice("class", register.classes),
        "region": reader.text("region", longest=40),
        "industry": reader.text("industry", longest=60),
        "product_lines": reader.several("product_lines"),
        "since": reader.year("since", lowest=1900, highest=2100),
        "owner": user.name if user else owner,
        "owner_id": user.id if user else None,
        "payment_days": None if days is None else int(days),
        "service_cost": reader.amount("service_cost"),
        "contract_end": reader.day("contract_end"),
        "referred_by": reader.text("referred_by", longest=120),
        "note": reader.text("note", longest=5000),
    }
    filled = {name: value for name, value in values.items() if value not in ("", None, [])}
    if owner:
        filled["owner_id"] = values["owner_id"]  # another name also ends the former owner's access
    return filled


def _contact(reader: RowReader, number: int) -> dict[str, Any] | None:
    def key(part: str) -> str:
        return f"contact:{number}:{part}"

    roles = reader.several(key("roles"))
    by_label = {str(label): role for role, label in CONTACT_ROLES.items()}
    contact: dict[str, Any] = {
        "name": reader.text(key("name"), longest=60),
        "roles": [by_label.get(role, role) for role in roles],
        "department": reader.text(key("department"), longest=60),
        "title": reader.text(key("title"), longest=60),
        "phone": reader.text(key("phone"), longest=40),
        "email": reader.text(key("email"), longest=254),
    }
    filled = {name: value for name, value in contact.items() if value}
    if strange := [role for role in contact["roles"] if role not in CONTACT_ROLES]:
        reader.refuse(
            key("roles"),
            m(
                "“%(value)s”不在可选范围内：%(words)s。",
                value=strange[0],
                words=tuple(map(str, CONTACT_ROLES.values())),
            ),
        )
    if contact["email"] and not EMAIL.fullmatch(contact["email"]):
        reader.refuse(key("email"), m("请填写完整的邮箱地址，例如 zhiliang@example.com。"))
    if filled and not contact["name"]:
        reader.refuse(key("name"), m("写了联系方式，没有写联系人。"))
    return filled or None


def _sales(
    reader: RowReader, money: Mapping[str, re.Match[str]], known: Customer | None
) -> dict[str, tuple[float | None, float | None]]:
    found: dict[str, tuple[float | None, float | None]] = {}
    before = {entry.period: entry for entry in whole_entries(known)}
    for header, match in money.items():
        amount = reader.amount_at(header)
        if amount is None:
            continue
        period = "-".join(filter(None, (match["year"], match["month"])))
        sales, purchases = found.get(period, (None, None))
        found[period] = (amount, purchases) if match["what"] in _SALES_WORDS else (sales, amount)
    for header, match in money.items():
        period = "-".join(filter(None, (match["year"], match["month"])))
        if match["what"] in _SALES_WORDS or period not in found:
            continue
        sales, purchases = found[period]
        ours = sales if sales is not None else before[period].sales if period in before else None
        if purchases is not None and ours is None:
            reader.refuse_at(header, m("填写了采购总额，没有同一期间的我方销售额。"))
        elif purchases is not None and ours is not None and purchases < ours:
            reader.refuse_at(header, m("采购总额不能小于我方销售额。"))
    return found
