"""The frame of a wave: which customers should be surveyed （应调查）, as they are when it is fixed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer, SalesPeriod
from survey.errors import Conflict, InvalidInput, NotFound
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.fieldwork.queries import company
from survey.language import m

__all__ = ["DISPOSITIONS", "add_to_frame", "fix_frame", "set_disposition"]

DISPOSITIONS: Final = ("", "refused", "unreachable", "postponed")


def fix_frame(
    session: Session, wave: Wave, customer_ids: Iterable[int], *, actor: Actor, now: datetime
) -> int:
    """Makes these customers the wave's frame and says how many they are.

    Their class, region, industry, product line and last full year's sales are copied, so that later
    changes of the register do not change the wave's rates. A customer that was already given a
    questionnaire cannot be left out any more.
    """
    if wave.state == "closed":
        raise Conflict(m("调查已经截止，应调查名单不能再改。"))
    wanted = list(dict.fromkeys(customer_ids))
    _refuse_dropping_the_invited(session, wave, wanted)
    kept = set(session.scalars(sa.select(FrameEntry.customer_id).where(FrameEntry.wave_id == wave.id)))
    session.execute(
        sa.delete(FrameEntry).where(FrameEntry.wave_id == wave.id, FrameEntry.customer_id.not_in(wanted))
    )
    _add(session, wave, [customer_id for customer_id in wanted if customer_id not in kept])
    audit.record(session, actor, "wave.frame", wave.key, now=now, customers=len(wanted))
    return len(wanted)


def add_to_frame(session: Session, wave: Wave, customer_id: int) -> FrameEntry:
    """The customer's entry in the frame, made when it was not there (whoever is invited should be)."""
    found = _entry(session, wave, customer_id)
    if found is None:
        _add(session, wave, [customer_id])
        found = _entry(session, wave, customer_id)
    assert found is not None
    return found


def set_disposition(
    session: Session, wave: Wave, customer_id: int, disposition: str, *, actor: Actor, now: datetime
) -> None:
    """Notes what became of a customer that sent nothing back: refused, unreachable, postponed, or '' again."""
    if disposition not in DISPOSITIONS:
        raise InvalidInput(m("联系结果只能是拒访、联系不上、改约或空白。"))
    entry = _entry(session, wave, customer_id)
    if entry is None:
        raise NotFound(m("这家客户不在本期应调查名单中。"))
    entry.disposition = disposition
    session.flush()
    audit.record(session, actor, "wave.disposition", wave.key, now=now, disposition=disposition)


def _entry(session: Session, wave: Wave, customer_id: int) -> FrameEntry | None:
    return session.scalars(
        sa.select(FrameEntry).where(FrameEntry.wave_id == wave.id, FrameEntry.customer_id == customer_id)
    ).one_or_none()


def _add(session: Session, wave: Wave, customer_ids: list[int]) -> None:
    customers = {
        customer.id: customer
        for customer in session.scalars(sa.select(Customer).where(Customer.id.in_(customer_ids)))
    }
    if len(customers) < len(customer_ids):
        raise NotFound(m("名单中有不存在的客户，可能刚被删除。请刷新后重选。"))
    sales = _last_full_year(session, wave, customer_ids)
    session.add_all(
        FrameEntry(
            wave_id=wave.id,
            customer_id=customer_id,
            class_key=customers[customer_id].class_key,
            region=customers[customer_id].region,
            industry=customers[customer_id].industry,
            product_line=customers[customer_id].product_line,
            sales=sales.get(customer_id),
        )
        for customer_id in customer_ids
    )
    session.flush()


def _last_full_year(session: Session, wave: Wave, customer_ids: list[int]) -> dict[int, float]:
    """Customer → sales of the last calendar year that ended before the wave opens.

    Yearly figures (`2025`) and monthly ones (`2025-03`) both count; a customer with both is taken at
    the yearly figures, the months being the same money again.
    """
    opens = wave.opens_at.astimezone(ZoneInfo(company(session).time_zone))
    year = str(opens.year - 1)
    yearly = sa.func.length(SalesPeriod.period) == sa.literal_column("4")  # a parameter would group apart
    rows = session.execute(
        sa.select(SalesPeriod.customer_id, yearly, sa.func.sum(SalesPeriod.sales))
        .where(
            SalesPeriod.customer_id.in_(customer_ids),
            sa.or_(SalesPeriod.period == year, SalesPeriod.period.like(f"{year}-%")),
        )
        .group_by(SalesPeriod.customer_id, yearly)
    ).all()
    monthly = {customer: float(total) for customer, is_year, total in rows if not is_year}
    return monthly | {customer: float(total) for customer, is_year, total in rows if is_year}


def _refuse_dropping_the_invited(session: Session, wave: Wave, wanted: list[int]) -> None:
    dropped = session.scalars(
        sa.select(Customer.name)
        .join(Invitation, Invitation.customer_id == Customer.id)
        .where(Invitation.wave_id == wave.id, Customer.id.not_in(wanted))
        .distinct()
        .limit(5)
    ).all()
    if dropped:
        raise Conflict(m("已经给这些客户发放过问卷，不能从名单中去掉：%(names)s。", names=tuple(dropped)))
