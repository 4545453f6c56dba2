"""Giving questionnaires out: one invitation, one link, one record number, one response."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Contact, Customer
from survey.db import new_ref
from survey.errors import Conflict, InvalidInput, NotFound
from survey.fieldwork import tokens
from survey.fieldwork.frames import add_to_frame
from survey.fieldwork.models import Draft, Invitation, Wave
from survey.fieldwork.queries import company
from survey.language import m
from survey.questionnaires.records import next_record_no

__all__ = ["MODES", "issue", "issue_many", "renew_link", "withdraw"]

MODES: Final = ("link", "qr", "paper", "phone", "visit", "key_person")


def issue(
    session: Session,
    wave: Wave,
    customer_id: int,
    *,
    secret: str,
    actor: Actor,
    now: datetime,
    contact_id: int | None = None,
    mode: str = "link",
) -> Invitation:
    """Gives one questionnaire out: a link of its own and a record number."""
    made = _issue(session, wave, customer_id, contact_id, mode, secret, now)
    audit.record(session, actor, "invitation.issue", wave.key, now=now, mode=mode, record=made.record_no)
    return made


def issue_many(
    session: Session,
    wave: Wave,
    customer_ids: Iterable[int],
    *,
    secret: str,
    actor: Actor,
    now: datetime,
    mode: str = "link",
) -> list[Invitation]:
    """Gives one questionnaire to each of these customers that has none yet."""
    have = set(session.scalars(sa.select(Invitation.customer_id).where(Invitation.wave_id == wave.id)))
    fresh = [customer_id for customer_id in dict.fromkeys(customer_ids) if customer_id not in have]
    made = [_issue(session, wave, customer_id, None, mode, secret, now) for customer_id in fresh]
    audit.record(session, actor, "invitation.issue", wave.key, now=now, mode=mode, n=len(made))
    return made


def renew_link(
    session: Session,
    wave: Wave,
    invitation: Invitation,
    *,
    secrets: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> None:
    """Makes a new link; the old one opens nothing any more, answers in progress move to the new one."""
    if invitation.returned_on is not None:
        raise Conflict(m("这份问卷已经收回，不需要新的链接。"))
    try:
        old_key = tokens.submission_key(tokens.shown_token(secrets, invitation))
    except Conflict:
        old_key = ""  # made under a signing key that is gone: its draft cannot be found either
    invitation.generation += 1
    fresh = tokens.token_of(secrets[0], invitation.ref, invitation.generation, open_link=False)
    invitation.token_hash = tokens.hash_of(fresh)
    if old_key:
        session.execute(
            sa.update(Draft)
            .where(Draft.key_hash == tokens.key_hash(old_key))
            .values(key_hash=tokens.key_hash(tokens.submission_key(fresh)))
        )
    session.flush()
    audit.record(session, actor, "invitation.renew", wave.key, now=now, record=invitation.record_no)


def withdraw(session: Session, wave: Wave, invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Takes back an invitation given out by mistake, while nothing came of it."""
    if invitation.returned_on is not None:
        raise Conflict(m("这份问卷已经收回，不能撤销发放。"))
    number = invitation.record_no
    session.delete(invitation)
    session.flush()
    audit.record(session, actor, "invitation.withdraw", wave.key, now=now, record=number)


def _issue(
    session: Session,
    wave: Wave,
    customer_id: int,
    contact_id: int | None,
    mode: str,
    secret: str,
    now: datetime,
) -> Invitation:
    if wave.state == "closed":
        raise Conflict(m("调查已经截止，不能再发放。"))
    if mode not in MODES:
        raise InvalidInput(m("没有“%(mode)s”这种发放方式。", mode=mode))
    _check_contact(session, customer_id, contact_id)
    add_to_frame(session, wave, customer_id)
    ours = company(session)
    ref = new_ref()
    invitation = Invitation(
        ref=ref,
        wave_id=wave.id,
        customer_id=customer_id,
        contact_id=contact_id,
        mode=mode,
        record_no=next_record_no(session, ours.record_pattern, now.astimezone(ZoneInfo(ours.time_zone)).year),
        token_hash=tokens.hash_of(tokens.token_of(secret, ref, 1, open_link=False)),
        generation=1,
        issued_at=now,
    )
    session.add(invitation)
    session.flush()
    return invitation


def _check_contact(session: Session, customer_id: int, contact_id: int | None) -> None:
    if session.get(Customer, customer_id) is None:
        raise NotFound(m("没有找到这家客户。"))
    if contact_id is None:
        return
    contact = session.get(Contact, contact_id)
    if contact is None or contact.customer_id != customer_id:
        raise NotFound(m("没有找到这家客户的这位联系人。"))
