"""Asking for a document, making it under a lease, keeping its file until its time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts import audit, files
from survey.accounts.actor import Actor
from survey.accounts.models import StoredFile
from survey.errors import Forbidden, InvalidInput, NotFound
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.jobs.queue import enqueue
from survey.language import Message, m
from survey.reports.counting.disclosure import for_reader
from survey.reports.documents.kinds import CONTROLLED, FORMATS, KINDS, LANGUAGES
from survey.reports.leaving.reasons import ReasonFilter
from survey.reports.models import ControlledReport, DocumentRequest
from survey.reports.outputs.pictures.names import CHARTS, NEEDS_WAVE
from survey.responses.exporting import record_export
from survey.responses.queries import may_list

__all__ = [
    "LIFETIME",
    "Wanted",
    "again",
    "asker",
    "by_ref",
    "check",
    "claim",
    "fail",
    "file_of",
    "finish",
    "listed",
    "purge",
    "remove",
    "request",
]

LIFETIME: Final = timedelta(days=14)
LEASE: Final = timedelta(minutes=2)
TRIES: Final = 3
GIVEN_UP: Final = m("试了 3 次都没有做完。请缩小范围后再试，或请管理员查看后台日志。")
MOST_WAITING: Final = 20
"""Requests of one person that may wait at once."""
FAILED_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `where` is the filter as it stands in a URL."""

    kind: str
    format: str
    language: str = "zh"
    wave_key: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    chart: str = ""
    document_no: str = ""
    revision: str = ""


def request(
    session: Session,
    wanted: Wanted,
    *,
    actor: Actor,
    now: datetime,
    report: ControlledReport | None = None,
) -> DocumentRequest:
    """Keeps the request and sends for a worker; raises InvalidInput, NotFound, Forbidden.

    The document will show what the role of `actor` may see now. One of an approved report is kept.
    """
    check(wanted, drafted=report is not None)
    wave = fieldwork.wave(session, wanted.wave_key) if wanted.wave_key else None
    _may(wanted, wave, actor)
    _not_too_many(session, actor)
    made = DocumentRequest(
        kind=wanted.kind,
        format=wanted.format,
        language=wanted.language,
        wave_id=wave.id if wave else None,
        report_id=report.id if report else None,
        options={
            "where": dict(wanted.where),
            "chart": wanted.chart,
            "document_no": wanted.document_no.strip()[:60],
            "revision": wanted.revision.strip()[:20],
        },
        requested_at=now,
        requested_by=actor.name[:60],
        requested_email=actor.email,
        # What is written for the management shows what a manager may see, whoever asks for it.
        requested_role="manager" if report else actor.role,
        expires_at=None if report and report.approved_at else now + LIFETIME,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "document.request", made.ref, now=now, **_told(made, wave))
    enqueue(session, "reports.make_documents")
    return made


def listed(session: Session, actor: Actor, *, limit: int = 100) -> Sequence[DocumentRequest]:
    """The documents that `actor` may have, the newest first."""
    chosen = sa.select(DocumentRequest).options(
        joinedload(DocumentRequest.wave), joinedload(DocumentRequest.report), joinedload(DocumentRequest.file)
    )
    if not actor.may("quality"):
        chosen = chosen.where(DocumentRequest.requested_role == actor.role)
    return session.scalars(chosen.order_by(DocumentRequest.id.desc()).limit(limit)).all()


def by_ref(session: Session, ref: str, actor: Actor) -> DocumentRequest:
    """The request, when it shows nothing that `actor` may not see; else NotFound."""
    found = session.scalars(
        sa.select(DocumentRequest)
        .where(DocumentRequest.ref == ref)
        .options(
            joinedload(DocumentRequest.wave),
            joinedload(DocumentRequest.report),
            joinedload(DocumentRequest.file),
        )
    ).one_or_none()
    if found is None or not (actor.may("quality") or found.requested_role == actor.role):
        raise NotFound(m("没有找到这份文件，可能已经过期删除。"))
    return found


def file_of(session: Session, ref: str, *, actor: Actor, now: datetime) -> StoredFile:
    """The finished file with its bytes, the download noted in the trail; raises NotFound before it is done."""
    made = by_ref(session, ref, actor)
    if made.state != "done" or made.file is None or (made.expires_at is not None and made.expires_at <= now):
        raise NotFound(m("没有找到这份文件，可能已经过期删除。"))
    audit.record(session, actor, "document.download", made.ref, now=now, **_told(made, made.wave))
    return files.by_ref(session, made.file.ref)


def asker(made: DocumentRequest) -> Actor:
    """Who asked for the document, with the role of that time."""
    return Actor(made.requested_by, made.requested_role, email=made.requested_email)


def remove(session: Session, made: DocumentRequest, *, actor: Actor, now: datetime) -> None:
    """Deletes a document and its file; those of approved reports are kept (InvalidInput)."""
    if made.report is not None and made.report.approved_at is not None:
        raise InvalidInput(m("已批准的报告要保存，不能删除。"))
    audit.record(session, actor, "document.remove", made.ref, now=now, **_told(made, made.wave))
    _drop(session, made)


def again(session: Session, made: DocumentRequest, *, actor: Actor, now: datetime) -> None:
    """Tries a failed document once more."""
    if made.state != "failed":
        return
    made.state, made.failed, made.tries, made.claimed_until, made.finished_at = "waiting", "", 0, None, None
    audit.record(session, actor, "document.retry", made.ref, now=now)
    enqueue(session, "reports.make_documents")


def claim(session: Session, *, now: datetime) -> int | None:
    """The id of one waiting document under a lease, None when nothing is free.

    One whose lease ran out three times is given up, so that a document that kills its worker stops nobody.
    """
    free = sa.or_(DocumentRequest.claimed_until.is_(None), DocumentRequest.claimed_until < now)
    waiting = DocumentRequest.state == "waiting"
    session.execute(
        sa.update(DocumentRequest)
        .where(waiting, free, DocumentRequest.tries >= TRIES)
        .values(state="failed", failed=GIVEN_UP.text, finished_at=now)
    )
    first = (
        sa.select(DocumentRequest.id)
        .where(waiting, free)
        .order_by(DocumentRequest.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return session.scalar(
        sa.update(DocumentRequest)
        .where(DocumentRequest.id == first)
        .values(claimed_until=now + LEASE, tries=DocumentRequest.tries + 1)
        .returning(DocumentRequest.id)
    )


def finish(session: Session, request_id: int, *, name: str, content: bytes, now: datetime) -> None:
    """Keeps the file of a document; nothing when it was deleted meanwhile or another worker was first."""
    made = session.get(DocumentRequest, request_id)
    if made is None or made.state == "done":
        return
    file = files.keep_output(
        session,
        name=name,
        content=content,
        media_type=FORMATS[made.format][1],
        actor=made.requested_by,
        now=now,
        lifetime=None if made.expires_at is None else made.expires_at - now,
    )
    if made.kind == "responses" and made.wave is not None:
        record_export(session, made.wave, asker(made), now=now)
    made.file_id, made.state, made.finished_at, made.claimed_until = file.id, "done", now, None


def fail(session: Session, request_id: int, why: Message, *, now: datetime) -> None:
    """Says why a document cannot be made; asking again starts anew."""
    made = session.get(DocumentRequest, request_id)
    if made is not None and made.state == "waiting":
        made.state, made.failed, made.finished_at = "failed", str(why)[:FAILED_LENGTH], now


def purge(session: Session, *, now: datetime) -> int:
    """Deletes documents whose time is over, with their files; how many."""
    old = session.scalars(
        sa.select(DocumentRequest)
        .where(DocumentRequest.expires_at <= now)
        .options(joinedload(DocumentRequest.file))
    ).all()
    for made in old:
        _drop(session, made)
    return len(old)


def check(wanted: Wanted, *, drafted: bool = False) -> None:
    """Refuses (InvalidInput) what no document can be made of; `drafted`: its report was written before."""
    kind = KINDS.get(wanted.kind)
    problems: dict[str, Message] = {}
    if kind is None:
        raise InvalidInput(m("没有这种文件。"), {"kind": m("没有这种文件。")})
    if wanted.format not in kind.formats:
        problems["format"] = m("这种文件没有这个格式，可以选 %(formats)s。", formats=kind.formats)
    if wanted.kind in CONTROLLED and not drafted:
        problems["kind"] = m("请先建立这份报告，写好结论后再生成。")
    if wanted.language not in LANGUAGES:
        problems["language"] = m("语言只有中文和英文。")
    if wanted.kind == "chart" and wanted.chart not in CHARTS:
        problems["chart"] = m("没有这张图。")
    needed = wanted.chart in NEEDS_WAVE if wanted.kind == "chart" else kind.needs_wave
    if needed and not wanted.wave_key:
        problems["wave"] = m("请选择调查。")
    if problems:
        raise InvalidInput(m("文件没有生成，请改正后再试。"), problems)
    if wanted.kind == "reasons" or wanted.chart.startswith("reasons"):
        ReasonFilter.from_mapping(wanted.where)


def _may(wanted: Wanted, wave: Wave | None, actor: Actor) -> None:
    """Refuses at the door what the worker would refuse later."""
    if not actor.may(*KINDS[wanted.kind].roles):
        raise Forbidden(m("您的角色不能生成这种文件。"))
    if wave is None:
        return
    for_reader(wave, actor)
    if wanted.kind == "responses" and not may_list(actor, wave.privacy):
        raise Forbidden(m("按本期调查的保密承诺，您不能导出单份答卷，只能看汇总结果。"))


def _not_too_many(session: Session, actor: Actor) -> None:
    waiting = session.scalar(
        sa.select(sa.func.count())
        .select_from(DocumentRequest)
        .where(
            DocumentRequest.state == "waiting",
            DocumentRequest.requested_email == actor.email,
            DocumentRequest.requested_by == actor.name[:60],
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise InvalidInput(m("您还有 %(n)d 份文件在生成，请等它们完成后再要。", n=MOST_WAITING))


def _told(made: DocumentRequest, wave: Wave | None) -> dict[str, Any]:
    return {"kind": made.kind, "format": made.format, "wave": wave.key if wave else ""}


def _drop(session: Session, made: DocumentRequest) -> None:
    file = made.file
    session.delete(made)
    session.flush()
    if file is not None:
        session.delete(file)
