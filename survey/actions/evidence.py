"""Evidence that the measures were carried out: notes and files whose type was checked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, files
from survey.accounts.actor import Actor
from survey.accounts.models import StoredFile
from survey.actions.access import require_worker
from survey.actions.models import Action, ActionEvidence
from survey.actions.service import hold, note_step, round_began
from survey.errors import Conflict, InvalidInput, NotFound
from survey.language import m

__all__ = ["ENDINGS", "LIMIT", "add", "file_of", "remove"]

LIMIT: Final = 10 * 1024 * 1024
ENDINGS: Final = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.pptx"
MOST: Final = 20


def add(
    session: Session,
    action: Action,
    *,
    note: str,
    name: str = "",
    content: bytes | None = None,
    actor: Actor,
    now: datetime,
) -> ActionEvidence:
    """Keeps a note, or a file (PDF, JPG, PNG, Office, at most 10 MB) with a note."""
    require_worker(actor, action)
    hold(session, action)
    _require_changeable(action)
    if content is None and not note.strip():
        raise InvalidInput(
            m("请上传一个文件，或写明证据在哪里可以查到。"), {"evidence": m("请上传一个文件，或写明证据。")}
        )
    if len(note) > 500:
        raise InvalidInput(m("最多 %(n)d 个字。", n=500), {"evidence": m("最多 %(n)d 个字。", n=500)})
    if len(action.evidence) >= MOST:
        raise Conflict(m("一张单最多 %(n)d 件证据。请先删除不需要的。", n=MOST))
    file = None
    if content is not None:
        file = files.store(
            session,
            name=name,
            content=content,
            actor=actor,
            now=now,
            allowed=(*files.SCANS, *files.OFFICE),
            limit=LIMIT,
        )
    piece = ActionEvidence(
        action_id=action.id, file=file, note=note.strip(), added_by=actor.name[:120], added_at=now
    )
    session.add(piece)
    session.flush()
    session.expire(action, ["evidence"])
    note_step(session, action, "evidence", actor, now, note=file.name if file else note.strip())
    audit.record(
        session, actor, "action.evidence", action.record_no or "", now=now, sha256=file.sha256 if file else ""
    )
    return piece


def remove(session: Session, action: Action, ref: str, *, actor: Actor, now: datetime) -> None:
    """Takes a piece of this round's evidence away, with its file, while the form is not closed."""
    require_worker(actor, action)
    hold(session, action)
    _require_changeable(action)
    piece = _piece(session, action, ref)
    began = round_began(session, action)
    if began is not None and piece.added_at <= began:
        raise Conflict(m("这件证据属于上一轮措施，是记录的一部分，不能删除。"))
    file, told = piece.file, piece.file.name if piece.file else piece.note
    session.delete(piece)
    session.flush()
    if file is not None:
        session.delete(file)
    session.expire(action, ["evidence"])
    note_step(session, action, "remove", actor, now, note=told)
    audit.record(session, actor, "action.evidence_remove", action.record_no or "", now=now)


def file_of(session: Session, action: Action, ref: str) -> StoredFile:
    """The file of that piece of evidence with its bytes; raises NotFound."""
    piece = _piece(session, action, ref)
    if piece.file is None:
        raise NotFound(m("这件证据没有文件。"))
    return files.by_ref(session, piece.file.ref)


def _piece(session: Session, action: Action, ref: str) -> ActionEvidence:
    found = session.scalars(
        sa.select(ActionEvidence).where(ActionEvidence.action_id == action.id, ActionEvidence.ref == ref)
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这件证据。"))
    return found


def _require_changeable(action: Action) -> None:
    if action.record_no is None or action.state in ("to_verify", "closed"):
        raise Conflict(m("只有正在整改的改进措施单可以增加或删除证据。"))
