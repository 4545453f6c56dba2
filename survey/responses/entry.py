"""Staff type in what came on paper, by telephone or on a visit."""

from __future__ import annotations

import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, files
from survey.accounts.actor import Actor
from survey.accounts.models import StoredFile
from survey.customers.models import Customer
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.fieldwork import invitations, tokens
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.fieldwork.queries import company
from survey.language import Message, m
from survey.questions import Answers
from survey.responses.rows import Submission, pack
from survey.responses.submission import Receipt, submit

__all__ = ["ENTRY_MODES", "Entry", "enter", "store_scan"]

ENTRY_MODES: Final = ("paper", "phone", "visit", "intercept", "key_person")


@dataclass(frozen=True, slots=True)
class Entry:
    """One response as staff type it in; `answers` are finished."""

    mode: str
    received_on: date
    answers: Answers
    customer_id: int | None = None
    contact_id: int | None = None
    invitation_id: int | None = None
    """The questionnaire whose record number stands on the form, where one does."""
    person: str = ""
    """Who filled it in, as signed on the form."""
    language: str = "zh"
    scan_file_id: int | None = None
    key: str = ""
    """A random key of the page's form, so that pressing the button twice stores one response; needed
    only where no customer is named."""


def enter(
    session: Session, wave: Wave, entry: Entry, *, secrets: Sequence[str], actor: Actor, now: datetime
) -> Receipt:
    """Stores a response typed in by staff; the customer's open invitation is used up, or one made.

    `secrets` are the instance's signing keys, the present one first. A salesperson may enter for own
    customers only, with the scan of the signed form, and the response says so （业务员代交）.
    """
    _check(session, wave, entry, now)
    own = _own_account(session, entry, actor)
    invitation = _invitation(session, wave, entry, secrets, actor, now)
    customer = session.get(Customer, entry.customer_id) if entry.customer_id is not None else None
    receipt = submit(
        session,
        pack(
            Submission(
                wave_id=wave.id,
                version_id=wave.version_id,
                privacy=wave.privacy,
                definition=definition_of(session, wave.version_id),
                key=_key(invitation, secrets) or entry.key or random.token_urlsafe(20),
                answers=entry.answers,
                now=now,
                time_zone=company(session).time_zone,
                mode=entry.mode,
                language=entry.language,
                received_on=entry.received_on,
                invitation_id=invitation.id if invitation else None,
                customer_id=entry.customer_id,
                contact_id=entry.contact_id,
                segments=_segments(customer),
                record_no=invitation.record_no if invitation else "",
                entered_by=str(actor),
                by_account_owner=own,
                respondent_name=entry.person.strip(),
                scan_file_id=entry.scan_file_id,
            )
        ),
    )
    if not receipt.repeated:
        audit.record(
            session, actor, "response.enter", wave.key, now=now, mode=entry.mode, response=receipt.ref
        )
    return receipt


def store_scan(session: Session, name: str, content: bytes, *, actor: Actor, now: datetime) -> StoredFile:
    """Keeps the scan of a signed form: PDF, JPG or PNG by what it holds, at most 10 MB."""
    return files.store(session, name=name, content=content, actor=actor, now=now)


def _check(session: Session, wave: Wave, entry: Entry, now: datetime) -> None:
    zone = ZoneInfo(company(session).time_zone)
    today, opened = now.astimezone(zone).date(), wave.opens_at.astimezone(zone).date()
    closed = (wave.closed_at or wave.closes_at).astimezone(zone).date()
    problems: dict[str, Message] = {}
    if wave.state == "draft":
        raise Conflict(m("调查还没有开始，不能录入答卷。"))
    if entry.mode not in ENTRY_MODES:
        problems["mode"] = m("请选择答卷的来源。")
    if not opened <= entry.received_on <= today:
        problems["received_on"] = m("收到日期要在调查开始之后、今天之前。")
    elif entry.received_on > closed:
        problems["received_on"] = m(
            "调查已于 %(day)s 截止，此后收到的答卷不计入本期。", day=closed.isoformat()
        )
    if wave.privacy == "anonymous" and (entry.customer_id is not None or entry.person.strip()):
        problems["customer"] = m("匿名调查的答卷不能写明客户和填写人。")
    if problems:
        raise InvalidInput(m("有几处需要改正，答卷没有保存。"), problems)


def _own_account(session: Session, entry: Entry, actor: Actor) -> bool:
    """Whether the salesperson of that customer is typing it in; refuses what they may not enter."""
    owner = (
        session.scalar(sa.select(Customer.owner_id).where(Customer.id == entry.customer_id))
        if entry.customer_id is not None
        else None
    )
    own = owner is not None and owner == actor.user_id
    if actor.role == "sales" and not own:
        raise Forbidden(m("业务人员只能录入自己客户的答卷。"))
    if own and entry.scan_file_id is None:
        raise InvalidInput(
            m("录入自己客户的答卷时，请附上客户签字的原件扫描件。"), {"scan": m("请上传签字原件的扫描件。")}
        )
    return own


def _invitation(
    session: Session, wave: Wave, entry: Entry, secrets: Sequence[str], actor: Actor, now: datetime
) -> Invitation | None:
    """The customer's invitation that is still out; one made on the spot when there is none."""
    if entry.customer_id is None:
        return None
    if entry.invitation_id is not None:
        return _named(session, wave, entry)
    out = session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.wave_id == wave.id,
            Invitation.customer_id == entry.customer_id,
            Invitation.returned_on.is_(None),
        )
        .order_by((Invitation.mode == entry.mode).desc(), Invitation.id)
    ).all()
    mine = [one for one in out if entry.contact_id in (None, one.contact_id)]
    if mine or out:
        return (mine or out)[0]
    if wave.state == "closed":
        return None
    return invitations.issue(
        session,
        wave,
        entry.customer_id,
        secret=secrets[0],
        actor=actor,
        now=now,
        contact_id=entry.contact_id,
        mode=entry.mode if entry.mode in invitations.MODES else "paper",
    )


def _named(session: Session, wave: Wave, entry: Entry) -> Invitation:
    """The invitation named by the form's record number; refused when it came back already."""
    found = session.scalars(
        sa.select(Invitation).where(
            Invitation.id == entry.invitation_id,
            Invitation.wave_id == wave.id,
            Invitation.customer_id == entry.customer_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这份发放记录。"))
    if found.returned_on is not None:
        raise Conflict(m("记录编号 %(number)s 的问卷已经收回，不能再录入一次。", number=found.record_no))
    return found


def _key(invitation: Invitation | None, secrets: Sequence[str]) -> str:
    """The key of the invitation's own link, so that paper and link cannot both come in."""
    if invitation is None:
        return ""
    try:
        return tokens.submission_key(tokens.shown_token(secrets, invitation))
    except Conflict:
        return ""  # its link was made under a signing key that is gone


def _segments(customer: Customer | None) -> dict[str, str]:
    if customer is None:
        return {}
    return {
        "class_key": customer.class_key,
        "region": customer.region,
        "industry": customer.industry,
        "product_line": customer.product_line,
    }
