"""Analysis reports and review inputs under document control: drafted, signed, frozen with the day's figures (R41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.db import fill, take_turn
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.counting.columns import ColumnStore
from survey.reports.documents.contents import controlled_document
from survey.reports.documents.kinds import CONTROLLED, LANGUAGES
from survey.reports.documents.requests import Wanted
from survey.reports.models import ControlledReport, DocumentRequest
from survey.reports.outputs.blocks import dump
from survey.reports.outputs.pictures.bench import Bench

__all__ = [
    "Details",
    "approve",
    "by_ref",
    "change",
    "details",
    "discard",
    "frozen",
    "listed",
    "reader",
    "start",
]

KEPT_FOR: Final = "6 年"
"""How long reports are kept unless the company says otherwise; written into the record in Chinese."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a person fills in."""

    document_no: str = ""
    revision: str = ""
    change_note: str = ""
    conclusion: str = ""
    prepared_by: str = ""
    prepared_on: date | None = None
    reviewed_by: str = ""
    reviewed_on: date | None = None
    approved_by: str = ""
    approved_on: date | None = None
    effective_on: date | None = None
    kept_for: str = ""
    kept_by: str = ""


LONGEST: Final = {
    column.name: column.type.length
    for column in ControlledReport.__table__.columns
    if isinstance(column.type, sa.String) and column.type.length
}
CONCLUSION_LENGTH: Final = 10_000
NEEDED: Final = (
    "document_no",
    "revision",
    "conclusion",
    "prepared_by",
    "prepared_on",
    "approved_by",
    "approved_on",
    "effective_on",
)
"""What must be filled before a report is approved; 审核 may be left out."""


def reader(actor: Actor) -> Actor:
    """The actor as whom a controlled report is written: it goes to the management, so it shows what a manager may see."""
    return replace(actor, role="manager")


def listed(session: Session) -> Sequence[ControlledReport]:
    """All controlled reports, the newest first."""
    return session.scalars(
        sa.select(ControlledReport)
        .options(joinedload(ControlledReport.wave))
        .order_by(ControlledReport.id.desc())
    ).all()


def by_ref(session: Session, ref: str) -> ControlledReport:
    """One report; raises NotFound."""
    found = session.scalars(
        sa.select(ControlledReport)
        .where(ControlledReport.ref == ref)
        .options(joinedload(ControlledReport.wave).joinedload(Wave.version))
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这份报告。"))
    return found


def start(
    session: Session,
    wave: Wave,
    kind: str,
    *,
    document_no: str,
    revision: str,
    actor: Actor,
    now: datetime,
) -> ControlledReport:
    """A draft on that wave; raises InvalidInput for a number and revision that exist."""
    _may(actor)
    if kind not in CONTROLLED:
        raise InvalidInput(m("没有这种文件。"), {"kind": m("没有这种文件。")})
    given = Details(document_no.strip(), revision.strip())
    _check(session, given, ("document_no", "revision"))
    company = session.get(Company, 1)
    report = ControlledReport(
        kind=kind,
        wave_id=wave.id,
        document_no=given.document_no,
        revision=given.revision,
        prepared_by=actor.name[:60],
        prepared_on=now.astimezone(ZoneInfo(company.time_zone)).date() if company else now.date(),
        kept_for=KEPT_FOR,
        kept_by=company.department if company else "",
        created_at=now,
        changed_at=now,
        changed_by=str(actor)[:120],
    )
    session.add(report)
    session.flush()
    audit.record(session, actor, "report.start", _name(report), now=now, kind=kind, wave=wave.key)
    return report


def details(report: ControlledReport) -> Details:
    """What is filled in so far."""
    return Details(**{one.name: getattr(report, one.name) for one in fields(Details)})


def change(
    session: Session, report: ControlledReport, given: Details, *, actor: Actor, now: datetime
) -> None:
    """Keeps a draft; raises Conflict for an approved report, InvalidInput naming the fields."""
    _may(actor)
    _still_draft(report)
    _check(session, given, ("document_no", "revision"), report)
    _keep(report, given, actor, now)
    audit.record(session, actor, "report.change", _name(report), now=now)


def frozen(
    session: Session,
    store: ColumnStore,
    report: ControlledReport,
    given: Details,
    *,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The whole report in both languages, with what was filled in and the figures of now, for `approve`.

    For a session that only reads: reckoning takes seconds, and nobody's saving shall wait for it. Raises
    InvalidInput naming what is missing, Conflict for a report that is approved already.
    """
    _may(actor)
    _still_draft(report)
    _check(session, given, NEEDED, report)
    _keep(report, given, actor, now)  # thrown away with the session
    bench = Bench(session, store, reader(actor), now)
    content: dict[str, Any] = {}
    for language in LANGUAGES:
        wanted = Wanted(report.kind, "pdf", language, report.wave.key)
        content[language] = dump(controlled_document(bench, wanted, report, draft=False))
    return content


def approve(
    session: Session,
    report: ControlledReport,
    given: Details,
    content: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keeps what was filled in and freezes the report with the `content` that `frozen` gave.

    Nothing of it can be changed afterwards; a correction is a report with the next revision. Raises as `frozen`.
    """
    _may(actor)
    take_turn(session, f"report:{report.id}")
    session.refresh(report, ["approved_at"])
    _still_draft(report)
    _check(session, given, NEEDED, report)
    _keep(report, given, actor, now)
    report.content, report.approved_at = content, now
    session.flush()
    audit.record(session, actor, "report.approve", _name(report), now=now, approved_by=report.approved_by)


def discard(session: Session, report: ControlledReport, *, actor: Actor, now: datetime) -> None:
    """Deletes a draft and what was made of it; raises Conflict for an approved report."""
    _may(actor)
    _still_draft(report)
    made = session.scalars(sa.select(DocumentRequest).where(DocumentRequest.report_id == report.id)).all()
    for one in made:
        file = one.file
        session.delete(one)
        session.flush()
        if file is not None:
            session.delete(file)
    audit.record(session, actor, "report.discard", _name(report), now=now)
    session.delete(report)
    session.flush()


def _keep(report: ControlledReport, given: Details, actor: Actor, now: datetime) -> None:
    fill(report, given, trimmed=True)
    report.changed_at, report.changed_by = now, str(actor)[:120]


def _check(
    session: Session, given: Details, needed: Sequence[str], report: ControlledReport | None = None
) -> None:
    problems: dict[str, Message] = {}
    for one in fields(Details):
        value = getattr(given, one.name)
        most = CONCLUSION_LENGTH if one.name == "conclusion" else LONGEST.get(one.name, 0)
        if one.name in needed and not (value.strip() if isinstance(value, str) else value):
            problems[one.name] = m("请填写这一项。")
        elif isinstance(value, str) and len(value) > most:
            problems[one.name] = m("最多 %(n)d 个字。", n=most)
    taken = sa.select(ControlledReport.id).where(
        ControlledReport.document_no == given.document_no.strip(),
        ControlledReport.revision == given.revision.strip(),
    )
    other = session.scalar(taken.where(ControlledReport.id != report.id) if report else taken)
    if other is not None:
        problems["revision"] = m("这个文件编号和版本已经有一份报告，请换一个版本。")
    if given.prepared_by.strip() and given.prepared_by.strip() == given.approved_by.strip():
        problems["approved_by"] = m("批准人不能就是编制人。")
    if problems:
        raise InvalidInput(m("没有保存，请改正后再试。"), problems)


def _may(actor: Actor) -> None:
    if not actor.may("quality", "manager"):
        raise Forbidden(m("您的角色不能编写受控报告。"))


def _still_draft(report: ControlledReport) -> None:
    if report.approved_at is not None:
        raise Conflict(m("这份报告已经批准，不能再改。需要更正时，请用下一个版本新建一份。"))


def _name(report: ControlledReport) -> str:
    return f"{report.document_no} {report.revision}"
