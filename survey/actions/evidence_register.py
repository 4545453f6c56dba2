"""顾客满意信息来源台账: what tells of customers' perception, from which source, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, company
from survey.accounts.actor import Actor
from survey.actions.held_evidence import HELD, Entry, Period
from survey.actions.models import EvidenceRecord, EvidenceSource
from survey.actions.rules import rules
from survey.actions.standards import OWN_SOURCES, Source, Standard, standards
from survey.actions.words import FREQUENCIES
from survey.errors import Forbidden, InvalidInput, NotFound, too_long
from survey.language import Message, m

__all__ = [
    "Line",
    "RecordDetails",
    "add_record",
    "register",
    "remove_record",
    "set_source",
    "standard_of",
]


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
    listed: bool = True
    """Whether the standard's list names it; the company may draw on others as well."""

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
    """The register of a year: every source of the list with what the system holds and what was entered.

    Sources beyond the list follow where the company draws on them: where there is a record, or it says so.
    """
    period = Period(year, ZoneInfo(company.details(session).time_zone), today)
    kept = {one.key: one for one in session.scalars(sa.select(EvidenceSource))}
    entered = _entered(session, period)

    def line(source: Source, *, listed: bool) -> Line:
        entries = _entries(session, source, period) + entered.get(source.key, [])
        return _line(source, kept.get(source.key), entries, listed=listed)

    own = [line(source, listed=False) for source in OWN_SOURCES]
    return [
        *(line(source, listed=True) for source in standard_of(session).sources),
        *(one for one in own if one.entries or one.needed),
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
    problems |= too_long(details, {"title": 200, "place": 300, "conclusion": 5000})
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


def _line(source: Source, kept: EvidenceSource | None, entries: list[Entry], *, listed: bool) -> Line:
    return Line(
        key=source.key,
        label=source.label,
        method=kept.method if kept else "",
        frequency=kept.frequency if kept else source.frequency,
        owner=kept.owner if kept else "",
        needed=kept.needed if kept else listed or bool(entries),
        entries=tuple(sorted(entries, key=lambda entry: entry.on, reverse=True)),
        listed=listed,
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


def _source(session: Session, key: str) -> Source:
    known = (*standard_of(session).sources, *OWN_SOURCES)
    found = next((one for one in known if one.key == key), None)
    if found is None:
        raise NotFound(m("标准的清单里没有这个来源。"))
    return found


def _require_editor(actor: Actor) -> None:
    if not actor.may("quality"):
        raise Forbidden(m("信息来源台账由质量管理员维护。"))
