"""The register's own acts: customers, contacts and yearly sales."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey.accounts import audit, company
from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.accounts.users import EMAIL
from survey.customers.models import Contact, Customer, SalesPeriod
from survey.customers.words import CONTACT_ROLES, SHARE_SOURCES
from survey.db import fill
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound, too_long
from survey.language import Message, m

__all__ = [
    "ContactDetails",
    "CustomerDetails",
    "SalesDetails",
    "add",
    "add_contact",
    "by_ref",
    "change",
    "change_contact",
    "contact_by_ref",
    "may_see",
    "remove_contact",
    "require_editor",
    "set_sales",
]

PERIOD: Final = re.compile(r"(19|20)\d{2}(-(0[1-9]|1[0-2]))?")
NO_CUSTOMER: Final = m("没有找到这家客户。")
LONGEST: Final[Mapping[str, int]] = {
    column.name: column.type.length or 0
    for table in (Contact.__table__, Customer.__table__)
    for column in table.columns
    if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Text)
}


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What can be changed about a customer."""

    code: str
    name: str
    short_name: str = ""
    class_key: str = ""
    region: str = ""
    industry: str = ""
    product_lines: tuple[str, ...] = ()
    since: int | None = None
    owner: str = ""
    owner_id: int | None = None
    payment_days: int | None = None
    service_cost: float | None = None
    contract_end: date | None = None
    referred_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What can be changed about a contact."""

    name: str
    roles: tuple[str, ...] = ()
    department: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class SalesDetails:
    """A customer's purchases from us, and in all, in a year or month."""

    period: str
    sales: float
    purchases: float | None = None
    share_source: str = ""
    product_line: str = ""


def may_see(actor: Actor, customer: Customer) -> bool:
    """Sales staff see their own accounts; everyone else on the staff sees the register."""
    return actor.role != "sales" or (actor.user_id is not None and customer.owner_id == actor.user_id)


def by_ref(session: Session, ref: str, actor: Actor) -> Customer:
    """The customer called `ref`; NotFound also for a customer the person may not know of."""
    customer = session.scalars(sa.select(Customer).where(Customer.ref == ref)).one_or_none()
    if customer is None or not may_see(actor, customer):
        raise NotFound(NO_CUSTOMER)
    return customer


def require_editor(actor: Actor) -> None:
    """Raises Forbidden unless the person keeps the register."""
    if not actor.may("quality"):
        raise Forbidden(m("客户台账由质量管理员维护，您可以查看，不能修改。"))


def add(session: Session, details: CustomerDetails, *, actor: Actor, now: datetime) -> Customer:
    """A new customer on the register; raises InvalidInput naming the fields."""
    require_editor(actor)
    _check(session, details, own_id=None)
    customer = Customer(created_at=now)
    _apply(session, customer, details)
    session.add(customer)
    session.flush()
    audit.record(session, actor, "customer.add", customer.code, now=now)
    return customer


def change(
    session: Session, customer: Customer, details: CustomerDetails, *, actor: Actor, now: datetime
) -> Customer:
    """Keeps changed details; copies in earlier answers stay as they were."""
    require_editor(actor)
    _check(session, details, own_id=customer.id)
    before = {field.name: getattr(customer, field.name) for field in fields(CustomerDetails)}
    _apply(session, customer, details)
    session.flush()
    changed = [name for name, value in before.items() if value != getattr(customer, name)]
    audit.record(session, actor, "customer.change", customer.code, now=now, fields=changed)
    return customer


def contact_by_ref(session: Session, customer: Customer, ref: str) -> Contact:
    """One contact of this customer; raises NotFound."""
    found = sa.select(Contact).where(Contact.ref == ref, Contact.customer_id == customer.id)
    contact = session.scalars(found).one_or_none()
    if contact is None:
        raise NotFound(m("没有找到这位联系人。"))
    return contact


def add_contact(
    session: Session, customer: Customer, details: ContactDetails, *, actor: Actor, now: datetime
) -> Contact:
    """A new contact of the customer."""
    _require_contact_keeper(actor, customer)
    _check_contact(details)
    contact = Contact(customer_id=customer.id)
    _apply_contact(contact, details)
    session.add(contact)
    session.flush()
    audit.record(session, actor, "contact.add", customer.code, now=now)
    return contact


def change_contact(
    session: Session,
    customer: Customer,
    contact: Contact,
    details: ContactDetails,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keeps changed details of a contact."""
    _require_contact_keeper(actor, customer)
    _check_contact(details)
    _apply_contact(contact, details)
    session.flush()
    audit.record(session, actor, "contact.change", customer.code, now=now)


def remove_contact(
    session: Session, customer: Customer, contact: Contact, *, actor: Actor, now: datetime
) -> None:
    """Takes a contact off the register; refused while an invitation or an answer names it."""
    _require_contact_keeper(actor, customer)
    try:
        with session.begin_nested():
            session.delete(contact)
            session.flush()
    except IntegrityError:
        raise Conflict(
            m("这位联系人已经收到过调查或填写过答卷，不能删除。离职的请在部门栏注明，不再选用即可。")
        ) from None
    audit.record(session, actor, "contact.remove", customer.code, now=now)


def set_sales(
    session: Session, customer: Customer, details: SalesDetails, *, actor: Actor, now: datetime
) -> SalesPeriod:
    """Enters or replaces what a customer bought in a year or month."""
    require_editor(actor)
    if problems := _sales_problems(details):
        raise InvalidInput(m("销售额没有保存，请检查填写的内容。"), problems)
    found = sa.select(SalesPeriod).where(
        SalesPeriod.customer_id == customer.id,
        SalesPeriod.period == details.period,
        SalesPeriod.product_line == details.product_line,
    )
    entry = session.scalars(found).one_or_none() or SalesPeriod(
        customer_id=customer.id, period=details.period, product_line=details.product_line
    )
    entry.sales, entry.purchases, entry.share_source = details.sales, details.purchases, details.share_source
    session.add(entry)
    session.flush()
    audit.record(session, actor, "customer.sales", customer.code, now=now, period=details.period)
    return entry


def _apply(session: Session, customer: Customer, details: CustomerDetails) -> None:
    fill(customer, details)
    customer.product_lines = list(details.product_lines)
    if details.owner_id is not None:
        customer.owner = session.get_one(User, details.owner_id).name


def _check(session: Session, details: CustomerDetails, *, own_id: int | None) -> None:
    problems = _too_long(details)
    if not details.code:
        problems["code"] = m("请填写客户编号。")
    elif (taken := _id_of(session, details.code)) is not None and taken != own_id:
        problems["code"] = m("这个客户编号已经有了，请换一个。")
    if not details.name:
        problems["name"] = m("请填写客户名称。")
    if details.class_key and details.class_key not in company.class_labels(company.details(session)):
        problems["class_key"] = m("没有这个客户类别。")
    if details.since is not None and not 1900 <= details.since <= 2100:
        problems["since"] = m("请填写四位年份。")
    if any(len(line) > 60 for line in details.product_lines):
        problems["product_lines"] = m("每一项最多 %(n)d 个字。", n=60)
    if details.owner_id is not None and session.get(User, details.owner_id) is None:
        problems["owner_id"] = m("没有这位用户。")
    if problems:
        raise InvalidInput(m("客户信息没有保存，请检查填写的内容。"), problems)


def _check_contact(details: ContactDetails) -> None:
    problems = _too_long(details)
    if not details.name:
        problems["name"] = m("请填写联系人的称呼。")
    elif len(details.name) > 60:
        problems["name"] = m("最多 %(n)d 个字。", n=60)
    if set(details.roles) - set(CONTACT_ROLES):
        problems["roles"] = m("没有这种角色。")
    if details.email and not EMAIL.fullmatch(details.email):
        problems["email"] = m("请填写完整的邮箱地址，例如 zhiliang@example.com。")
    if problems:
        raise InvalidInput(m("联系人没有保存，请检查填写的内容。"), problems)


def _sales_problems(details: SalesDetails) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if not PERIOD.fullmatch(details.period):
        problems["period"] = m("期间写成 2026 或 2026-03 的样子。")
    if details.sales < 0:
        problems["sales"] = m("金额不能小于 0。")
    if details.purchases is not None and details.purchases < details.sales:
        problems["purchases"] = m("采购总额不能小于我方销售额。")
    if details.purchases is not None and details.share_source not in SHARE_SOURCES:
        problems["share_source"] = m("请注明采购总额的来源。")
    return problems


def _too_long(details: CustomerDetails | ContactDetails) -> dict[str, Message]:
    names = (field.name for field in fields(details))
    return too_long(details, {name: LONGEST[name] for name in names if name in LONGEST})


def _apply_contact(contact: Contact, details: ContactDetails) -> None:
    fill(contact, details)
    contact.roles = list(details.roles)


def _require_contact_keeper(actor: Actor, customer: Customer) -> None:
    if actor.role == "sales" and may_see(actor, customer):
        return
    require_editor(actor)


def _id_of(session: Session, code: str) -> int | None:
    return session.scalar(sa.select(Customer.id).where(Customer.code == code))
