"""What reports ask the register: losses, lost orders, the opening base. Never hidden by small numbers:
these are the company's own records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Customer, Loss, LostOrder, SalesPeriod

__all__ = [
    "LossRow",
    "LostOrderRow",
    "Period",
    "RegisterBase",
    "in_segment",
    "losses_for_report",
    "lost_orders_for_report",
    "register_base",
    "sales_by_customer",
    "within",
]

Period = tuple[date, date]
"""First and last day, both included."""

GONE = ("complete", "former", "ended_by_us")
"""The kinds of loss after which a customer is no longer on the register's active side."""


@dataclass(frozen=True, slots=True)
class LossRow:
    """One judged loss that was not withdrawn, with the customer's segment as it is now."""

    loss_id: int
    customer_id: int
    customer: str
    class_key: str
    region: str
    product_line: str
    kind: str
    last_order_on: date | None
    left_on: date | None
    recognised_on: date
    lost_sales: float | None
    lost_sales_source: str
    last_score: float | None


@dataclass(frozen=True, slots=True)
class LostOrderRow:
    """One lost order; it carries no winner (that name is restricted)."""

    customer_id: int
    customer: str
    class_key: str
    region: str
    product_line: str
    decided_on: date
    product: str
    amount: float | None
    step: str
    reason_code: str
    next_chance_on: date | None


@dataclass(frozen=True, slots=True)
class RegisterBase:
    """The opening base of a year: who was a customer on 1 January, and their sales of the year before."""

    year: int
    customers: int
    by_class: Mapping[str, int]
    sales: float | None
    """Sales of the year before, yuan; None where none are recorded."""


def losses_for_report(
    session: Session,
    *,
    class_key: str | None = None,
    region: str | None = None,
    period: Period | None = None,
) -> list[LossRow]:
    """The losses recognised in `period` (all without one), oldest first."""
    chosen = (
        sa.select(Loss, Customer)
        .join(Customer, Loss.customer_id == Customer.id)
        .where(
            Loss.withdrawn_at.is_(None), *in_segment(class_key, region), *within(Loss.recognised_on, period)
        )
        .order_by(Loss.recognised_on, Loss.id)
    )
    return [
        LossRow(
            loss_id=loss.id,
            customer_id=customer.id,
            customer=customer.name,
            class_key=customer.class_key,
            region=customer.region,
            product_line=loss.product_line or customer.product_line,
            kind=loss.kind,
            last_order_on=loss.last_order_on,
            left_on=loss.left_on,
            recognised_on=loss.recognised_on,
            lost_sales=loss.lost_sales,
            lost_sales_source=loss.lost_sales_source,
            last_score=loss.last_score,
        )
        for loss, customer in session.execute(chosen)
    ]


def lost_orders_for_report(
    session: Session,
    *,
    class_key: str | None = None,
    region: str | None = None,
    period: Period | None = None,
) -> list[LostOrderRow]:
    """The orders lost in `period` by the day of the decision, oldest first; counted beside losses only."""
    chosen = (
        sa.select(LostOrder, Customer)
        .join(Customer, LostOrder.customer_id == Customer.id)
        .where(*in_segment(class_key, region), *within(LostOrder.decided_on, period))
        .order_by(LostOrder.decided_on, LostOrder.id)
    )
    return [
        LostOrderRow(
            customer_id=customer.id,
            customer=customer.name,
            class_key=customer.class_key,
            region=customer.region,
            product_line=customer.product_line,
            decided_on=order.decided_on,
            product=order.product,
            amount=order.amount,
            step=order.step,
            reason_code=order.reason_code,
            next_chance_on=order.next_chance_on,
        )
        for order, customer in session.execute(chosen)
    ]


def register_base(
    session: Session, year: int, *, class_key: str | None = None, region: str | None = None
) -> RegisterBase:
    """Who was a customer when `year` opened: the base of the churn rate (never net change).

    On the register and begun before that day (by the year of the relationship, else by the first year
    with sales, else by the day of entry), and not judged completely lost, former or ended by us before it.
    """
    opening = date(year, 1, 1)
    first_sales = (
        sa.select(SalesPeriod.customer_id, sa.func.min(SalesPeriod.period).label("first"))
        .where(SalesPeriod.sales > 0)
        .group_by(SalesPeriod.customer_id)
        .subquery()
    )
    began = sa.case(
        (Customer.since.is_not(None), Customer.since < year),
        (first_sales.c.first.is_not(None), first_sales.c.first < str(year)),
        else_=sa.func.date(Customer.created_at) < _day(session, opening),
    )
    gone = sa.select(Loss.id).where(
        Loss.customer_id == Customer.id,
        Loss.withdrawn_at.is_(None),
        Loss.kind.in_(GONE),
        Loss.recognised_on < opening,
    )
    found = session.execute(
        sa.select(Customer.id, Customer.class_key)
        .outerjoin(first_sales, first_sales.c.customer_id == Customer.id)
        .where(began, ~gone.exists(), *in_segment(class_key, region))
    ).all()
    by_class: dict[str, int] = {}
    for _, key in found:
        by_class[key] = by_class.get(key, 0) + 1
    sales = sales_by_customer(session, year - 1)
    known = [sales[customer_id] for customer_id, _ in found if customer_id in sales]
    return RegisterBase(year, len(found), by_class, sum(known) if known else None)


def sales_by_customer(session: Session, year: int) -> dict[int, float]:
    """Customer id → sales of `year`: the year's own entry where there is one, else the sum of its months."""
    in_year = sa.select(SalesPeriod).where(SalesPeriod.period.like(f"{year}%"))
    whole: dict[int, float] = {}
    months: dict[int, float] = {}
    for entry in session.scalars(in_year):
        into = whole if len(entry.period) == len("2026") else months
        into[entry.customer_id] = into.get(entry.customer_id, 0.0) + entry.sales
    return months | whole


def _day(session: Session, day: date) -> Any:
    """A date to compare `date(column)` with: text on SQLite, a date elsewhere."""
    return day.isoformat() if session.get_bind().dialect.name == "sqlite" else day


def in_segment(class_key: str | None, region: str | None) -> list[sa.ColumnElement[bool]]:
    """The customers of a class and a region, as conditions; None does not narrow."""
    wanted: list[sa.ColumnElement[bool]] = []
    if class_key is not None:
        wanted.append(Customer.class_key == class_key)
    if region is not None:
        wanted.append(Customer.region == region)
    return wanted


def within(column: Any, period: Period | None) -> list[sa.ColumnElement[bool]]:
    """The days of a period, as conditions; None does not narrow."""
    return [] if period is None else [column.between(*period)]
