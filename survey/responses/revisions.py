"""Corrections and deletions: the first version of a response is never overwritten."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey import jobs
from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.db import new_ref
from survey.errors import Conflict, InvalidInput
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.fieldwork.tokens import key_hash
from survey.instrument.answers import pack_scores
from survey.language import m
from survey.questions import Answers
from survey.responses.models import CallBack, Response, Verbatim
from survey.responses.rows import body_hash, verbatim_rows
from survey.responses.submission import READ_TASK, raise_stamp

__all__ = ["KEPT_DELETED", "correct", "delete", "erase", "purge", "restore"]

KEPT_DELETED: Final = timedelta(days=30)
"""How long a deleted response can be brought back."""

Forget = Callable[[Session, Sequence[int]], None]
"""Removes what other rooms made of these verbatims (readings, codes), given their ids."""

# What a correction takes over from the response that it corrects.
_CARRIED: Final = [
    "wave_id",
    "version_id",
    "submitted_at",
    "submitted_on",
    "mode",
    "language",
    "collector_id",
    "invitation_id",
    "customer_id",
    "contact_id",
    "class_key",
    "region",
    "industry",
    "product_line",
    "duration_s",
    "receipt_no",
    "record_no",
    "by_account_owner",
    "respondent_name",
    "scan_file_id",
]


def correct(
    session: Session, response: Response, answers: Answers, *, reason: str, actor: Actor, now: datetime
) -> Response:
    """A new revision with these (finished) answers beside the first, which reports no longer read."""
    wave = session.get_one(Wave, response.wave_id)
    if wave.privacy == "anonymous":
        raise Conflict(m("匿名答卷不能更正：我们不知道它是谁填写的。"))
    if response.superseded:
        raise Conflict(m("这份答卷已经被更正或删除，请打开最新的一份。"))
    _require(reason)
    definition = definition_of(session, response.version_id)
    row: dict[str, Any] = {name: getattr(response, name) for name in _CARRIED} | {
        "ref": new_ref(),
        "submission_key": key_hash(secrets.token_urlsafe(20)),
        "body_hash": body_hash(answers),
        "revision": response.revision + 1,
        "corrects_id": response.id,
        "answers": answers,
        "scores": pack_scores(definition, answers),
        "entered_by": str(actor)[:120],
    }
    newer = Response(**row)
    response.superseded = True
    session.add(newer)
    _withdraw_verbatims(session, [response.ref])
    session.flush()
    if verbatims := verbatim_rows(definition, row, anonymous=False):
        session.execute(sa.insert(Verbatim), verbatims)
        jobs.enqueue(session, READ_TASK)
    raise_stamp(session, wave.id)
    audit.record(session, actor, "response.correct", newer.ref, now=now, of=response.ref, reason=reason)
    return newer


def delete(session: Session, response: Response, *, reason: str, actor: Actor, now: datetime) -> None:
    """Takes a response with all its revisions out of every report; it can be restored for 30 days."""
    _require(reason)
    chain = _chain(session, response)
    for one in chain:
        one.superseded, one.deleted_at, one.deleted_reason = True, now, reason.strip()[:200]
    _withdraw_verbatims(session, [one.ref for one in chain])
    session.flush()
    raise_stamp(session, response.wave_id)
    audit.record(session, actor, "response.delete", response.ref, now=now, reason=reason)


def restore(session: Session, response: Response, *, actor: Actor, now: datetime) -> None:
    """Brings a deleted response back, its latest revision being the one that counts."""
    chain = _chain(session, response)
    if response.deleted_at is None:
        raise Conflict(m("这份答卷没有被删除。"))
    for one in chain:
        one.deleted_at, one.deleted_reason = None, ""
    chain[-1].superseded = False
    session.execute(
        sa.update(Verbatim)
        .where(Verbatim.source == "response", Verbatim.source_ref == chain[-1].ref)
        .values(gone=False)
    )
    session.flush()
    raise_stamp(session, response.wave_id)
    audit.record(session, actor, "response.restore", response.ref, now=now)


def purge(session: Session, *, forget: Forget, actor: Actor, now: datetime) -> int:
    """Removes for good what was deleted more than 30 days ago, and says how many rows went."""
    due = session.scalars(
        sa.select(Response)
        .where(Response.deleted_at <= now - KEPT_DELETED)
        .order_by(Response.revision.desc())
    ).all()
    _remove(session, due, forget)
    if due:
        audit.record(session, actor, "responses.purge", now=now, n=len(due))
    return len(due)


def erase(
    session: Session, response: Response, *, forget: Forget, reason: str, actor: Actor, now: datetime
) -> None:
    """Removes a response with all its revisions at once and for good: a person asked for it."""
    _require(reason)
    wave_id, ref = response.wave_id, response.ref
    chain = list(reversed(_chain(session, response)))
    session.execute(sa.delete(CallBack).where(CallBack.response_id.in_([one.id for one in chain])))
    _remove(session, chain, forget)
    raise_stamp(session, wave_id)
    audit.record(session, actor, "response.erase", ref, now=now, reason=reason)


def _remove(session: Session, responses: Sequence[Response], forget: Forget) -> None:
    """Deletes rows whose corrections come first, with their verbatims and what was made of these."""
    refs = [one.ref for one in responses]
    verbatims = session.scalars(
        sa.select(Verbatim.id).where(Verbatim.source == "response", Verbatim.source_ref.in_(refs))
    ).all()
    if verbatims:
        forget(session, verbatims)
        session.execute(sa.delete(Verbatim).where(Verbatim.id.in_(verbatims)))
    for one in responses:
        session.delete(one)
        session.flush()  # one by one: a correction refers to the response before it


def _chain(session: Session, response: Response) -> list[Response]:
    """All revisions of the response, the first one first."""
    first = response
    while first.corrects_id is not None:
        first = session.get_one(Response, first.corrects_id)
    chain = [first]
    while (newer := _correction_of(session, chain[-1])) is not None:
        chain.append(newer)
    return chain


def _correction_of(session: Session, response: Response) -> Response | None:
    return session.scalars(sa.select(Response).where(Response.corrects_id == response.id)).one_or_none()


def _withdraw_verbatims(session: Session, refs: Sequence[str]) -> None:
    session.execute(
        sa.update(Verbatim)
        .where(Verbatim.source == "response", Verbatim.source_ref.in_(refs))
        .values(gone=True)
    )


def _require(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(m("请写明原因。"), {"reason": m("请写明原因。")})
