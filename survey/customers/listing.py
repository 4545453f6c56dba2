"""What the pages of the register show: the list, one customer, concentration, lost orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.customers.models import Contact, Customer, Loss, LostOrder, SalesPeriod
from survey.customers.year_sales import (
    in_year,
    latest_year,
    share,
    year_columns,
)
from survey.paging import Page, count, place

__all__ = [
    "Choices",
    "CustomerFilter",
    "ListPage",
    "ListRow",
    "LostOrderPage",
    "choices",
    "contacts_of",
    "customers",
    "losses_of",
    "lost_orders",
    "sees_competitors",
]

SORTS: Final = ("code", "name", "class", "sales")


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers a list shows, and in what order."""

    text: str = ""
    class_key: str = ""
    region: str = ""
    owner: str = ""
    lost: str = ""
    """`yes` only the lost, `no` only those that stay."""
    sort: str = "code"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One customer in the list, with the latest year's sales and our share of supply."""

    customer: Customer
    sales: float | None
    share: float | None
    loss_kind: str


@dataclass(frozen=True, slots=True)
class ListPage(Page[ListRow]):
    """One page of the list."""

    year: int | None
    """The year that the sales column shows; None where no sales are recorded."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    classes: Mapping[str, int]
    regions: Sequence[str]
    owners: Sequence[str]
    product_lines: Sequence[str]


def sees_competitors(actor: Actor) -> bool:
    """Whether competitors' names are shown: to quality staff, managers and administrators."""
    return actor.may("quality", "manager")


def customers(session: Session, wanted: CustomerFilter, actor: Actor, number: int = 1) -> ListPage:
    """Page `number` of the customers that the person may see and the filter chooses."""
    year = latest_year(session)
    sales, purchases = year_columns(year)
    lost = _current_loss()
    chosen = (
        sa.select(Customer, sales.label("sales"), purchases.label("purchases"), lost.label("loss_kind"))
        .outerjoin(SalesPeriod, sa.and_(SalesPeriod.customer_id == Customer.id, in_year(year)))
        .where(*_conditions(wanted, actor, lost))
        .group_by(Customer.id)
    )
    at = place(count(session, chosen), number)
    found = session.execute(at.cut(chosen.order_by(*_order(wanted.sort, sales))))
    rows = [ListRow(one, ours, share(ours, all_), kind or "") for one, ours, all_, kind in found]
    return ListPage(rows, at, year)


def choices(session: Session, actor: Actor) -> Choices:
    """The classes (with counts), regions, owners and product lines among the customers that the person may see."""
    own = _own(actor)
    counted = (
        sa.select(Customer.class_key, sa.func.count())
        .where(*own)
        .group_by(Customer.class_key)
        .order_by(Customer.class_key)
    )
    classes = dict(session.execute(counted).all())
    lines = session.scalars(sa.select(Customer.product_lines).where(*own)).all()
    return Choices(
        classes,
        _distinct(session, Customer.region, own),
        _distinct(session, Customer.owner, own),
        sorted({line for one in lines for line in one}),
    )


def contacts_of(session: Session, customer: Customer) -> Sequence[Contact]:
    """The customer's contacts in the order of entry."""
    return session.scalars(
        sa.select(Contact).where(Contact.customer_id == customer.id).order_by(Contact.id)
    ).all()


def losses_of(session: Session, customer: Customer) -> Sequence[Loss]:
    """The customer's losses, newest first, the withdrawn ones too."""
    chosen = sa.select(Loss).where(Loss.customer_id == customer.id)
    return session.scalars(chosen.order_by(Loss.recognised_on.desc(), Loss.id.desc())).all()


@dataclass(frozen=True, slots=True)
class LostOrderPage(Page[LostOrder]):
    """Lost orders with their number and amount, beside lost customers and never added to them."""

    amount: float | None


def lost_orders(
    session: Session,
    actor: Actor,
    *,
    customer: Customer | None = None,
    year: int | None = None,
    number: int = 1,
) -> LostOrderPage:
    """Lost orders of the customers that the person may see, newest first."""
    chosen = sa.select(LostOrder).join(Customer, Customer.id == LostOrder.customer_id).where(*_own(actor))
    if customer is not None:
        chosen = chosen.where(LostOrder.customer_id == customer.id)
    if year is not None:
        chosen = chosen.where(sa.extract("year", LostOrder.decided_on) == year)
    figures = chosen.with_only_columns(sa.func.count(), sa.func.sum(LostOrder.amount))
    total, amount = session.execute(figures).one()
    at = place(total, number)
    newest = chosen.order_by(LostOrder.decided_on.desc(), LostOrder.id.desc())
    rows = session.scalars(at.cut(newest).options(selectinload(LostOrder.customer))).all()
    return LostOrderPage(rows, at, amount)


def owners(session: Session) -> Sequence[User]:
    """The staff that can own an account."""
    return session.scalars(
        sa.select(User).where(User.active, User.role != "viewer").order_by(User.role != "sales", User.name)
    ).all()


def _own(actor: Actor) -> list[sa.ColumnElement[bool]]:
    return [Customer.owner_id == (actor.user_id or 0)] if actor.role == "sales" else []


def _distinct(session: Session, column: Any, own: list[sa.ColumnElement[bool]]) -> Sequence[str]:
    chosen = sa.select(column).where(column != "", *own).distinct().order_by(column)
    return session.scalars(chosen).all()


def _current_loss() -> sa.ScalarSelect[str]:
    return (
        sa.select(Loss.kind)
        .where(Loss.customer_id == Customer.id, Loss.withdrawn_at.is_(None))
        .order_by(Loss.recognised_on.desc(), Loss.id.desc())
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


def _conditions(
    wanted: CustomerFilter, actor: Actor, lost: sa.ScalarSelect[str]
) -> list[sa.ColumnElement[bool]]:
    found = _own(actor)
    if wanted.text:
        columns = (Customer.code, Customer.name, Customer.short_name)
        found.append(sa.or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.class_key:
        found.append(Customer.class_key == wanted.class_key)
    if wanted.region:
        found.append(Customer.region == wanted.region)
    if wanted.owner:
        found.append(Customer.owner == wanted.owner)
    if wanted.lost == "yes":
        found.append(lost.is_not(None))
    elif wanted.lost == "no":
        found.append(lost.is_(None))
    return found


def _order(sort: str, sales: sa.ColumnElement[Any]) -> tuple[Any, ...]:
    return {
        "name": (Customer.name, Customer.code),
        "class": (Customer.class_key == "", Customer.class_key, Customer.code),
        "sales": (sa.func.coalesce(sales, -1).desc(), Customer.code),
    }.get(sort, (Customer.code,))
