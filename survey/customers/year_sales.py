"""What customers buy in a year: our sales, their purchases, our share of supply."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Customer, SalesPeriod
from survey.customers.queries import sales_by_customer

__all__ = [
    "Concentration",
    "YearSales",
    "concentration",
    "in_year",
    "latest_year",
    "sales_of",
    "share",
    "year_columns",
]


@dataclass(frozen=True, slots=True)
class YearSales:
    """A year of one customer: our sales, all purchases, our share of supply （我方供货占比）."""

    year: str
    sales: float
    purchases: float | None
    share: float | None
    share_source: str


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of a year's sales the largest customers bring."""

    year: int
    customers: int
    total: float
    top: Sequence[tuple[float, int, float]]
    """(fraction of customers, how many these are, their share of sales)."""


def latest_year(session: Session) -> int | None:
    """The latest year with sales on the register."""
    latest = session.scalar(sa.select(sa.func.max(SalesPeriod.period)))
    return int(latest[:4]) if latest else None


def sales_of(session: Session, customer: Customer) -> list[YearSales]:
    """The customer's years, oldest first; a year's own entries win over its months."""
    entries = session.scalars(sa.select(SalesPeriod).where(SalesPeriod.customer_id == customer.id)).all()
    years = sorted({entry.period[:4] for entry in entries})
    return [_year(year, entries) for year in years]


def concentration(session: Session) -> Concentration | None:
    """The share of the latest year's sales that the top 10 % and 20 % of buying customers bring."""
    year = latest_year(session)
    if year is None:
        return None
    ranked = sorted((sales for sales in sales_by_customer(session, year).values() if sales > 0), reverse=True)
    if not ranked:
        return None
    total = sum(ranked)
    top = []
    for fraction in (0.1, 0.2):
        k = math.ceil(fraction * len(ranked))
        top.append((fraction, k, sum(ranked[:k]) / total))
    return Concentration(year, len(ranked), total, top)


def in_year(year: int | None) -> sa.ColumnElement[bool]:
    """Entries of the year, its own and those of its months."""
    return SalesPeriod.period.like(f"{year or 0}%")


def year_columns(year: int | None) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Sales and purchases of the year: its own entries, else the sum of its months.

    Purchases that are known for some of the entries only are not known for the year.
    """
    own = SalesPeriod.period == str(year or 0)

    def of(column: Any, entries: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        known = sa.func.count(sa.case((entries, column)))
        return sa.case(
            (
                known == sa.func.count(sa.case((entries, SalesPeriod.id))),
                sa.func.sum(sa.case((entries, column))),
            )
        )

    has_own = sa.func.count(sa.case((own, SalesPeriod.id))) > 0
    sales, purchases = (
        sa.case((has_own, of(column, own)), else_=of(column, sa.not_(own)))
        for column in (SalesPeriod.sales, SalesPeriod.purchases)
    )
    return sales, purchases


def _year(year: str, entries: Sequence[SalesPeriod]) -> YearSales:
    own = [entry for entry in entries if entry.period == year]
    used = own or [entry for entry in entries if entry.period.startswith(year)]
    sales = sum(entry.sales for entry in used)
    known = [entry.purchases for entry in used if entry.purchases is not None]
    purchases = sum(known) if len(known) == len(used) else None
    sources = {entry.share_source for entry in used if entry.purchases is not None}
    return YearSales(
        year, sales, purchases, share(sales, purchases), sources.pop() if len(sources) == 1 else ""
    )


def share(sales: float | None, purchases: float | None) -> float | None:
    """Our share of supply; None where the customer's purchases are not known."""
    return sales / purchases if sales is not None and purchases else None
