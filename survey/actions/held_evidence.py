"""What the system itself holds of customers' perception in a year, for the register of sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.actions.models import Complaint, TouchpointCheck
from survey.coding.verdicts import CommentFilter, verdicts
from survey.customers.models import LostOrder, SalesPeriod
from survey.fieldwork.models import Wave
from survey.interviews.models import Interview
from survey.language import Message, m
from survey.responses.models import Response, Verbatim

__all__ = ["HELD", "Entry", "Period"]


@dataclass(frozen=True, slots=True)
class Period:
    """The year that the register tells of, in the company's time zone."""

    year: int
    zone: ZoneInfo
    today: date

    @property
    def days(self) -> tuple[date, date]:
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def holds(self, instant: datetime) -> bool:
        return instant.astimezone(self.zone).year == self.year


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a source; `kind` and `link` name the page that holds it, '' where it lies elsewhere."""

    on: date
    title: Message | str
    kind: str = ""
    """wave | complaints | touchpoint_checks | interviews | lost_orders | comments | customers; '' for what was entered."""
    link: str = ""
    place: str = ""
    conclusion: str = ""
    ref: str = ""
    """The ref of an entered record, which can be taken out again."""


def _waves(session: Session, period: Period) -> list[Entry]:
    """The closed waves of the year with their responses."""
    n = (
        sa.select(sa.func.count(Response.id))
        .where(Response.wave_id == Wave.id, Response.superseded.is_(False))
        .scalar_subquery()
    )
    chosen = sa.select(Wave, n).where(Wave.state == "closed", Wave.closed_at.is_not(None))
    return [
        Entry(
            wave.closed_at.astimezone(period.zone).date(),
            m("%(wave)s，回收 %(n)d 份", wave=wave.name, n=count),
            kind="wave",
            link=wave.key,
        )
        for wave, count in session.execute(chosen)
        if wave.closed_at is not None and period.holds(wave.closed_at)
    ]


def _complaints(session: Session, period: Period) -> list[Entry]:
    return _counted(
        session,
        Complaint.received_on,
        [Complaint.received_on.between(*period.days), Complaint.withdrawn_at.is_(None)],
        lambda n: m("顾客投诉 %(n)d 件", n=n),
        kind="complaints",
    )


def _touchpoint_checks(session: Session, period: Period) -> list[Entry]:
    return _counted(
        session,
        TouchpointCheck.checked_on,
        [TouchpointCheck.checked_on.between(*period.days), TouchpointCheck.withdrawn_at.is_(None)],
        lambda n: m("触点检查 %(n)d 次", n=n),
        kind="touchpoint_checks",
    )


def _interviews(session: Session, period: Period) -> list[Entry]:
    return _counted(
        session,
        Interview.held_on,
        [Interview.held_on.between(*period.days), Interview.finished_at.is_not(None)],
        lambda n: m("流失客户访谈 %(n)d 次", n=n),
        kind="interviews",
    )


def _lost_orders(session: Session, period: Period) -> list[Entry]:
    return _counted(
        session,
        LostOrder.decided_on,
        [LostOrder.decided_on.between(*period.days)],
        lambda n: m("丢单 %(n)d 笔", n=n),
        kind="lost_orders",
    )


def _comments(session: Session, period: Period) -> list[Entry]:
    return _counted(
        session,
        Verbatim.written_on,
        [
            Verbatim.written_on.between(*period.days),
            Verbatim.source == "response",
            Verbatim.gone.is_(False),
        ],
        lambda n: m("调查中的意见 %(n)d 条", n=n),
        kind="comments",
    )


def _praise(session: Session, period: Period) -> list[Entry]:
    """Favourable comments: a person's word where there is one, the machine's else."""
    found = [
        one.written_on
        for one in verdicts(session, CommentFilter(polarity="pos"), confidential=False)
        if one.written_on.year == period.year
    ]
    return [Entry(max(found), m("调查中的正面意见 %(n)d 条", n=len(found)), "comments")] if found else []


def _shares(session: Session, period: Period) -> list[Entry]:
    """The customers whose total purchases are known for the year: our share of supply."""
    n = session.scalar(
        sa.select(sa.func.count(sa.distinct(SalesPeriod.customer_id))).where(
            SalesPeriod.period.like(f"{period.year}%"), SalesPeriod.purchases.is_not(None)
        )
    )
    if not n:
        return []
    return [Entry(min(period.days[1], period.today), m("%(n)d 家客户的我方供货占比", n=n), "customers")]


def _counted(
    session: Session,
    day: sa.orm.InstrumentedAttribute[date] | sa.orm.InstrumentedAttribute[date | None],
    where: list[sa.ColumnElement[bool]],
    title: Callable[[int], Message],
    *,
    kind: str,
) -> list[Entry]:
    """One entry for all rows, on the day of the newest; none without rows."""
    n, last = session.execute(sa.select(sa.func.count(), sa.func.max(day)).where(*where)).one()
    return [Entry(last, title(n), kind)] if n and last is not None else []


HELD: Final[Mapping[str, Callable[[Session, Period], list[Entry]]]] = {
    "waves": _waves,
    "complaints": _complaints,
    "touchpoint_checks": _touchpoint_checks,
    "interviews": _interviews,
    "lost_orders": _lost_orders,
    "comments": _comments,
    "praise": _praise,
    "shares": _shares,
}
"""What `standards.json` and our own sources call held → how it is found."""
