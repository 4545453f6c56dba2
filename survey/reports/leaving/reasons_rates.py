"""How many customers left, by class: churn by number and by sales, partial loss, won back, our share of supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Customer, SalesPeriod
from survey.customers.queries import in_segment, losses_for_report, register_base, sales_by_customer
from survey.interviews.models import Case
from survey.reports.leaving.reasons import ReasonFilter
from survey.stats import DefectionRates, ShareOfWallet, defection_rates, share_of_wallet

__all__ = ["RateRow", "rates_by_class"]

LOST = ("complete", "former")


@dataclass(frozen=True, slots=True)
class RateRow:
    """The rates of one class ('' = all) in a year; `wallet` is None where nobody's share is known."""

    class_key: str
    base: int
    lost: int
    partial: int
    rates: DefectionRates
    wallet: ShareOfWallet | None

    def to_json(self) -> dict[str, Any]:
        return {
            "class": self.class_key or None,
            "base": self.base,
            "lost": self.lost,
            "partial": self.partial,
            "customers": self.rates.customers.to_json(),
            "partial_rate": self.rates.partial.to_json(),
            "revenue": self.rates.revenue,
            "won_back": self.rates.won_back.to_json(),
            "share_up": None if self.wallet is None else self.wallet.up.to_json(),
            "share_down": None if self.wallet is None else self.wallet.down.to_json(),
        }


def rates_by_class(session: Session, wanted: ReasonFilter) -> tuple[RateRow, ...]:
    """All classes together, then each, on the year's opening base; () without a year.

    These are the company's own records: small numbers are never hidden.
    """
    if wanted.year is None:
        return ()
    region = wanted.region or None
    classes = [wanted.class_key] if wanted.class_key else ["", *_classes(session, wanted)]
    return tuple(_row(session, wanted, key, region) for key in classes)


def _classes(session: Session, wanted: ReasonFilter) -> list[str]:
    assert wanted.year is not None
    base = register_base(session, wanted.year, region=wanted.region or None)
    return sorted(key for key in base.by_class if key)


def _row(session: Session, wanted: ReasonFilter, key: str, region: str | None) -> RateRow:
    assert wanted.year is not None
    base = register_base(session, wanted.year, class_key=key or None, region=region)
    losses = losses_for_report(session, class_key=key or None, region=region, period=wanted.period)
    lost = {loss.customer_id for loss in losses if loss.kind in LOST}
    partial = {loss.customer_id for loss in losses if loss.kind == "partial"} - lost
    before = sales_by_customer(session, wanted.year - 1)
    gone = sum(before.get(customer, 0.0) for customer in lost)
    opening = max(base.customers, len(lost) + len(partial))
    rates = defection_rates(
        opening,
        len(lost),
        partial=len(partial),
        won_back=_won_back(session, lost),
        opening_sales=None if base.sales is None else max(base.sales, gone),
        lost_sales=gone,
    )
    return RateRow(key, opening, len(lost), len(partial), rates, _wallet(session, wanted.year, key, region))


def _won_back(session: Session, lost: set[int]) -> int:
    """Of the lost, those that came back."""
    found = session.scalars(sa.select(Case.customer_id).where(Case.state == "won_back")).all()
    return len(lost & set(found))


def _wallet(session: Session, year: int, key: str, region: str | None) -> ShareOfWallet | None:
    """Our share of supply the year before and this year, over the customers of which both are known."""
    first, second = (_shares(session, one, key, region) for one in (year - 1, year))
    known = sorted(first.keys() & second.keys())
    if not known:
        return None
    return share_of_wallet(
        np.array([first[one][0] for one in known]),
        np.array([second[one][0] for one in known]),
        sales_before=np.array([first[one][1] for one in known]),
        sales_after=np.array([second[one][1] for one in known]),
    )


def _shares(session: Session, year: int, key: str, region: str | None) -> Mapping[int, tuple[float, float]]:
    """Customer id → (our share of supply, our sales) of the periods of which its purchases are known."""
    chosen = (
        sa.select(SalesPeriod.customer_id, sa.func.sum(SalesPeriod.sales), sa.func.sum(SalesPeriod.purchases))
        .join(Customer, Customer.id == SalesPeriod.customer_id)
        .where(
            SalesPeriod.period.like(f"{year}%"),
            SalesPeriod.purchases > 0,
            *in_segment(key or None, region),
        )
        .group_by(SalesPeriod.customer_id)
    )
    return {
        customer: (min(sales / purchases, 1.0), sales)
        for customer, sales, purchases in session.execute(chosen)
        if purchases and sales >= 0
    }
