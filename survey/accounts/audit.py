"""The trail of what staff did: append-only, each line sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import AuditEntry
from survey.db import take_turn
from survey.paging import PAGE, Page, count, place

__all__ = ["actions", "page", "record", "verify"]

START: Final = "0" * 64
"""What the first line of the trail names as its predecessor."""
NEVER_KEPT: Final = frozenset({"answer", "answers", "content", "password", "secret", "token", "text"})
SUBJECT_LENGTH: Final = 120


def record(
    session: Session, actor: Actor | str, action: str, subject: str = "", *, now: datetime, **detail: Any
) -> None:
    """Adds a line in this unit of work, so that it is kept exactly if what it tells of is kept.

    What was refused is recorded in a unit of work of its own: the refused one leaves nothing behind.
    `detail` holds plain values (numbers, names, keys), never answers, tokens or passwords.
    """
    if leaks := NEVER_KEPT & detail.keys():
        raise ValueError(f"the audit trail keeps no {sorted(leaks)}")
    take_turn(session, "audit")
    line = AuditEntry(
        at=now,
        actor=str(actor)[:SUBJECT_LENGTH],
        action=action,
        subject=subject[:SUBJECT_LENGTH],
        detail=json.loads(json.dumps(detail, default=str)),
        previous=_last_hash(session),
    )
    line.hash = seal(line)
    session.add(line)
    session.flush()


def seal(line: AuditEntry) -> str:
    """The SHA-256 over the previous hash and this line in canonical JSON."""
    body = json.dumps(
        {
            "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": line.actor,
            "action": line.action,
            "subject": line.subject,
            "detail": line.detail,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{line.previous}\n{body}".encode()).hexdigest()


def verify(session: Session) -> int | None:
    """The id of the first line that was altered or follows a removed one; None when all is whole."""
    previous = START
    chain = sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    with closing(session.scalars(chain)) as lines:
        for line in lines:
            if line.previous != previous or line.hash != seal(line):
                return line.id
            previous = line.hash
    return None


def page(session: Session, *, number: int = 1, action: str = "", size: int = PAGE) -> Page[AuditEntry]:
    """Page `number` of the trail, newest first, of one action when `action` names it."""
    chosen = sa.select(AuditEntry)
    if action:
        chosen = chosen.where(AuditEntry.action == action)
    at = place(count(session, chosen), number, size)
    return Page(session.scalars(at.cut(chosen).order_by(AuditEntry.id.desc())).all(), at)


def actions(session: Session) -> list[str]:
    """The actions that occur in the trail, sorted."""
    return list(session.scalars(sa.select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def _last_hash(session: Session) -> str:
    newest = sa.select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalar(newest) or START
