"""顾客满意信息来源台账: what tells of customers' perception, from which source, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, company
from survey.accounts.actor import Actor
from survey.actions.models import Complaint, EvidenceRecord, EvidenceSource
from survey.actions.rules import rules
from survey.actions.standards import Source, Standard, standards
from survey.actions.words import FREQUENCIES
from survey.coding.verdicts import CommentFilter, verdicts
from survey.customers.models import LostOrder, SalesPeriod
from survey.errors import Forbidden, InvalidInput, NotFound
from survey.fieldwork.models import Wave
from survey.interviews.models import Interview
from survey.language import Message, m
from survey.responses.models import Response, Verbatim

__all__ = [
    "Entry",
    "Line",
    "Period",
    "RecordDetails",
    "add_record",
    "register",
    "remove_record",
    "set_source",
    "standard_of",
]


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
    """wave | complaints | interviews | lost_orders | comments | customers; '' for what was entered."""
    link: str = ""
    place: str = ""
    conclusion: str = ""
    ref: str = ""
    """The ref of an entered record, which can be taken out again."""


@dataclass(frozen=True, slots=True)
class Line:
    """One source of the standard's list, how the company draws on it, and its records of the year."""

    key: str
    label: Mapping[str, str]
    method: str
    frequency: str
    owner: str
    needed: bool
    entries: tuple[Entry, ...]
    """The newest first."""

    @property
    def last(self) -> Entry | None:
        return self.entries[0] if self.entries else None

    @property
    def missing(self) -> bool:
        """Whether a source that the company draws on has no record this year."""
        return self.needed and not self.entries


@dataclass(frozen=True, slots=True)
class RecordDetails:
    """A record that lies elsewhere, as it is typed in."""

    source: str
    held_on: date | None
    title: str
    place: str = ""
    conclusion: str = ""


def standard_of(session: Session) -> Standard:
    """The edition whose list the company follows."""
    return standards()[rules(session).standard]


def register(session: Session, year: int, today: date) -> list[Line]:
    """The register of a year: every source of the list with what the system holds and what was entered."""
    period = Period(year, ZoneInfo(company.details(session).time_zone), today)
    kept = {one.key: one for one in session.scalars(sa.select(EvidenceSource))}
    entered = _entered(session, period)
    return [
        _line(source, kept.get(source.key), _entries(session, source, period) + entered.get(source.key, []))
        for source in standard_of(session).sources
    ]


def set_source(
    session: Session,
    key: str,
    *,
    method: str,
    frequency: str,
    owner: str,
    needed: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """How the company draws on a source, how often, who sees to it."""
    _require_editor(actor)
    source = _source(session, key)
    problems: dict[str, Message] = {}
    if frequency not in FREQUENCIES:
        problems["frequency"] = m("请选择频次。")
    for name, text, longest in (("method", method, 300), ("owner", owner, 60)):
        if len(text) > longest:
            problems[name] = m("最多 %(n)d 个字。", n=longest)
    if problems:
        raise InvalidInput(m("没有保存，请检查填写的内容。"), problems)
    session.merge(
        EvidenceSource(
            key=source.key, method=method.strip(), frequency=frequency, owner=owner.strip(), needed=needed
        )
    )
    session.flush()
    audit.record(session, actor, "evidence.source", key, now=now)


def add_record(
    session: Session, details: RecordDetails, *, actor: Actor, now: datetime, today: date
) -> EvidenceRecord:
    """Enters a record that lies elsewhere: minutes of a meeting, a dealer's report, a claim."""
    _require_editor(actor)
    _source(session, details.source)
    problems: dict[str, Message] = {}
    if details.held_on is None:
        problems["held_on"] = m("请填写日期。")
    elif details.held_on > today:
        problems["held_on"] = m("日期在今天之后，请检查。")
    if not details.title.strip():
        problems["title"] = m("请填写记录名称。")
    for name, longest in (("title", 200), ("place", 300), ("conclusion", 5000)):
        if len(getattr(details, name)) > longest:
            problems[name] = m("最多 %(n)d 个字。", n=longest)
    if problems or details.held_on is None:
        raise InvalidInput(m("没有保存，请检查填写的内容。"), problems)
    record = EvidenceRecord(
        source=details.source,
        held_on=details.held_on,
        title=details.title.strip(),
        place=details.place.strip(),
        conclusion=details.conclusion.strip(),
        entered_by=actor.name[:120],
        created_at=now,
    )
    session.add(record)
    session.flush()
    audit.record(session, actor, "evidence.add", details.source, now=now, title=record.title)
    return record


def remove_record(session: Session, ref: str, *, actor: Actor, now: datetime) -> None:
    """Takes an entered record out of the register."""
    _require_editor(actor)
    record = session.scalars(sa.select(EvidenceRecord).where(EvidenceRecord.ref == ref)).one_or_none()
    if record is None:
        raise NotFound(m("没有找到这条记录。"))
    session.delete(record)
    session.flush()
    audit.record(session, actor, "evidence.remove", record.source, now=now, title=record.title)


def _line(source: Source, kept: EvidenceSource | None, entries: list[Entry]) -> Line:
    return Line(
        key=source.key,
        label=source.label,
        method=kept.method if kept else "",
        frequency=kept.frequency if kept else source.frequency,
        owner=kept.owner if kept else "",
        needed=kept.needed if kept else True,
        entries=tuple(sorted(entries, key=lambda entry: entry.on, reverse=True)),
    )


def _entered(session: Session, period: Period) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    chosen = sa.select(EvidenceRecord).where(EvidenceRecord.held_on.between(*period.days))
    for one in session.scalars(chosen.order_by(EvidenceRecord.id)):
        entry = Entry(one.held_on, one.title, place=one.place, conclusion=one.conclusion, ref=one.ref)
        found.setdefault(one.source, []).append(entry)
    return found


def _entries(session: Session, source: Source, period: Period) -> list[Entry]:
    return [entry for name in source.held for entry in HELD[name](session, period)]


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
    "interviews": _interviews,
    "lost_orders": _lost_orders,
    "comments": _comments,
    "praise": _praise,
    "shares": _shares,
}
"""What `standards.json` calls held → how it is found."""


def _source(session: Session, key: str) -> Source:
    found = next((one for one in standard_of(session).sources if one.key == key), None)
    if found is None:
        raise NotFound(m("标准的清单里没有这个来源。"))
    return found


def _require_editor(actor: Actor) -> None:
    if not actor.may("quality"):
        raise Forbidden(m("信息来源台账由质量管理员维护。"))
