"""The register as a workbook in the columns that the import reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.customers.service import require_editor
from survey.customers.words import CONTACT_ROLES, SHARE_SOURCES
from survey.sheets import write_xlsx
from survey.sheets.write import Cell, Sheet

__all__ = ["register_workbook"]

_PLAIN: Mapping[str, str] = {
    "客户编号": "code",
    "客户名称": "name",
    "简称": "short_name",
    "类别": "class_key",
    "地区": "region",
    "行业": "industry",
    "合作起始年": "since",
    "业务员": "owner",
    "账期": "payment_days",
    "年服务费用": "service_cost",
    "合同到期日": "contract_end",
    "介绍人": "referred_by",
    "备注": "note",
}


def register_workbook(session: Session, *, actor: Actor, now: datetime) -> bytes:
    """Every customer with contacts and sales; that it was taken out is kept on the trail."""
    require_editor(actor)
    everyone = (
        sa.select(Customer)
        .options(selectinload(Customer.contacts), selectinload(Customer.sales))
        .order_by(Customer.code)
    )
    customers = session.scalars(everyone).all()
    periods = sorted({entry.period for one in customers for entry in one.sales if not entry.product_line})
    contacts = max((len(one.contacts) for one in customers), default=0)
    audit.record(session, actor, "customers.export", now=now, customers=len(customers))
    headers = [*_PLAIN, "产品线", "采购总额来源"]
    headers += [f"{what} {period}" for period in periods for what in ("销售额", "采购总额")]
    for number in range(1, min(contacts, 9) + 1):
        place = str(number) if number > 1 else ""
        headers += [
            f"联系人{place}",
            *(f"联系人{place}{part}" for part in ("角色", "部门", "职务", "电话", "邮箱")),
        ]
    rows = (list(_cells(one, periods, min(contacts, 9))) for one in customers)
    return write_xlsx([Sheet("客户台账", headers, rows)])


def _cells(customer: Customer, periods: list[str], contacts: int) -> Iterator[Cell]:
    for name in _PLAIN.values():
        yield getattr(customer, name)
    yield ";".join(customer.product_lines)
    entries = {entry.period: entry for entry in customer.sales if not entry.product_line}
    sources = {entry.share_source for entry in entries.values() if entry.purchases is not None}
    yield str(SHARE_SOURCES.get(sources.pop(), "")) if len(sources) == 1 else ""
    for period in periods:
        entry = entries.get(period)
        yield entry.sales if entry else None
        yield entry.purchases if entry else None
    for contact in customer.contacts[:contacts]:
        yield contact.name
        yield ";".join(str(CONTACT_ROLES.get(role, role)) for role in contact.roles)
        yield from (contact.department, contact.title, contact.phone, contact.email)
