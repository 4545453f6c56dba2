"""Reading everything again after the engine or the company's dictionary has changed: asked for by a person."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey import jobs
from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.coding.models import Reading, ReadingClaim, Rereading
from survey.responses.models import Verbatim
from survey.responses.submission import READ_TASK

__all__ = ["ask", "finish", "is_stale", "underway"]


def ask(session: Session, engine: str, *, actor: Actor, now: datetime) -> int:
    """Asks for every reading that is not by `engine` to be made again; says how many there are.

    Asking twice is asking once. What was given up is tried again: it may be easier for another engine.
    People's corrections stay and go on outranking the machine.
    """
    stale = _count_stale(session, engine)
    session.execute(sa.delete(ReadingClaim).where(ReadingClaim.failed != ""))
    if stale and underway(session) is None:
        session.add(Rereading(asked_by=str(actor)[:120], asked_at=now, total=stale))
        audit.record(session, actor, "coding.read_again", engine, now=now, comments=stale)
    jobs.enqueue(session, READ_TASK)
    return stale


def underway(session: Session) -> Rereading | None:
    """The rereading that is not finished yet."""
    return session.scalars(
        sa.select(Rereading).where(Rereading.finished_at.is_(None)).order_by(Rereading.id).limit(1)
    ).first()


def finish(session: Session, engine: str, *, now: datetime) -> None:
    """Closes the rereading once every reading is by `engine` or was given up."""
    if underway(session) is not None and not _count_stale(session, engine):
        session.execute(sa.update(Rereading).where(Rereading.finished_at.is_(None)).values(finished_at=now))


def is_stale(engine: str) -> sa.ColumnElement[bool]:
    """Whether a reading was made by another engine, with another dictionary, or before its words were kept."""
    return sa.or_(Reading.engine != engine, Reading.terms.is_(None))


def _count_stale(session: Session, engine: str) -> int:
    given_up = sa.exists().where(ReadingClaim.verbatim_id == Verbatim.id, ReadingClaim.failed != "")
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(Reading)
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .where(Verbatim.gone.is_(False), is_stale(engine), ~given_up)
    )
    return found or 0
