"""顾客投诉台账: registering complaints, answering and solving them, and the limits for doing so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.actions.models import Complaint, ComplaintLimit
from survey.actions.rules import rules
from survey.actions.withdrawing import take_out
from survey.actions.words import CHANNELS, KINDS, LIMITS, VERDICTS
from survey.customers.models import Customer
from survey.db import fill, take_turn
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound, too_long
from survey.language import Message, m
from survey.questionnaires.records import next_record_no

__all__ = [
    "Choices",
    "ComplaintDetails",
    "by_ref",
    "change",
    "check",
    "customers_for",
    "fill_in",
    "limits",
    "may_edit",
    "may_register",
    "may_see",
    "number",
    "register",
    "require_editor",
    "seen_by",
    "set_limits",
    "withdraw",
]

LONGEST: Final[Mapping[str, int]] = {
    "customer_name": 120,
    "text": 10_000,
    "department": 60,
    "owner": 60,
    "reply": 10_000,
    "note": 10_000,
}


@dataclass(frozen=True, slots=True)
class ComplaintDetails:
    """One complaint as it is typed in or imported."""

    received_on: date | None
    text: str
    kind: str
    channel: str = "phone"
    customer_id: int | None = None
    customer_name: str = ""
    department: str = ""
    owner: str = ""
    first_reply_on: date | None = None
    reply: str = ""
    solved_on: date | None = None
    satisfied: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The customers to choose from: their names, and what may be typed (name or code) → id."""

    names: tuple[str, ...]
    ids: Mapping[str, int]


def may_edit(actor: Actor) -> bool:
    """Whether the person keeps the register."""
    return actor.may("quality", "interviewer")


def may_register(actor: Actor) -> bool:
    """Whether the person may enter a complaint; sales staff those of their own accounts."""
    return may_edit(actor) or actor.role == "sales"


def may_see(actor: Actor) -> bool:
    """Whether the person may see complaints of a customer whose page is open to them: all but viewers."""
    return actor.sees_customers or actor.role == "sales"


def seen_by(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The complaints that the person may see, as conditions on a select joined with customers."""
    if actor.sees_customers:
        return []
    if actor.role == "sales":
        return [Customer.owner_id == (actor.user_id or 0)]
    return [sa.false()]


def by_ref(session: Session, ref: str, actor: Actor) -> Complaint:
    """The complaint called `ref` with its customer; NotFound where the person may not know of it."""
    found = session.scalars(
        sa.select(Complaint)
        .outerjoin(Customer, Customer.id == Complaint.customer_id)
        .where(Complaint.ref == ref, *seen_by(actor))
        .options(joinedload(Complaint.customer))
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这条投诉。"))
    return found


def register(
    session: Session, details: ComplaintDetails, *, actor: Actor, now: datetime, today: date
) -> Complaint:
    """Enters a complaint under the next number, with the limits of its kind as they stand."""
    _require_register(session, details, actor)
    _refuse(check(details, today))
    complaint = Complaint(registered_by=actor.name[:120], created_at=now)
    fill_in(complaint, details)
    number(session, complaint)
    session.add(complaint)
    session.flush()
    audit.record(session, actor, "complaint.register", complaint.record_no, now=now, kind=complaint.kind)
    return complaint


def change(
    session: Session,
    complaint: Complaint,
    details: ComplaintDetails,
    *,
    stamp: int,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Notes the reply, the solution, whatever changed; another kind takes that kind's limits."""
    require_editor(actor)
    session.refresh(complaint, ["stamp", "withdrawn_at"], with_for_update=True)
    if complaint.withdrawn_at is not None:
        raise Conflict(m("这条投诉已经撤销，不能再改。"))
    if complaint.stamp != stamp:
        raise Conflict(
            m("您填写期间，别人改过这条投诉，您的内容没有保存。请在新窗口打开最新内容，把需要的抄过去。")
        )
    _refuse(check(details, today))
    if details.kind != complaint.kind:
        complaint.reply_limit, complaint.solve_limit = limits(session)[details.kind]
    fill_in(complaint, details)
    complaint.stamp += 1
    session.flush()
    audit.record(
        session,
        actor,
        "complaint.change",
        complaint.record_no,
        now=now,
        first_reply=complaint.first_reply_on,
        solved=complaint.solved_on,
    )


def withdraw(session: Session, complaint: Complaint, reason: str, *, actor: Actor, now: datetime) -> None:
    """Takes a complaint out of the figures; its number and the reason stay."""
    require_editor(actor)
    take_out(complaint, reason, already=m("这条投诉已经撤销过了。"), now=now)
    session.flush()
    audit.record(session, actor, "complaint.withdraw", complaint.record_no, now=now)


def customers_for(session: Session, actor: Actor) -> Choices:
    """The customers that the person may register complaints of."""
    chosen = sa.select(Customer.id, Customer.code, Customer.name).order_by(Customer.code)
    if actor.role == "sales":
        chosen = chosen.where(Customer.owner_id == (actor.user_id or 0))
    found = session.execute(chosen).all()
    words = {row.name: row.id for row in found} | {row.code: row.id for row in found}
    return Choices(tuple(row.name for row in found), words)


def limits(session: Session) -> dict[str, tuple[int, int]]:
    """Kind → days to the first reply and to the solution."""
    stored = {
        limit.kind: (limit.reply_days, limit.solve_days)
        for limit in session.scalars(sa.select(ComplaintLimit))
    }
    return {kind: stored.get(kind, LIMITS[kind]) for kind in KINDS}


def set_limits(session: Session, new: Mapping[str, tuple[int, int]], *, actor: Actor, now: datetime) -> None:
    """Keeps the limits; complaints already registered keep those they were registered with."""
    if not actor.may("quality"):
        raise Forbidden(m("投诉的时限由质量管理员设定。"))
    problems: dict[str, Message] = {}
    for kind, (reply, solve) in new.items():
        if kind not in KINDS or not 0 <= reply <= 365 or not 0 <= solve <= 365:
            problems[kind] = m("天数在 0 到 365 之间。")
        elif solve < reply:
            problems[kind] = m("解决的时限不能短于首次答复的时限。")
    if problems:
        raise InvalidInput(m("时限没有保存，请检查填写的内容。"), problems)
    take_turn(session, "complaint_limits")
    for kind, (reply, solve) in new.items():
        session.merge(ComplaintLimit(kind=kind, reply_days=reply, solve_days=solve))
    session.flush()
    audit.record(session, actor, "complaint.limits", now=now)


def fill_in(complaint: Complaint, details: ComplaintDetails) -> None:
    """Copies the details; a customer of the register is not named twice."""
    fill(complaint, details, trimmed=True)
    if complaint.customer_id is not None:
        complaint.customer_name = ""


def number(session: Session, complaint: Complaint) -> None:
    """Gives the next number of the year in which it came, and the limits of its kind."""
    pattern = rules(session).complaint_pattern
    complaint.record_no = next_record_no(session, pattern, complaint.received_on.year)
    complaint.reply_limit, complaint.solve_limit = limits(session)[complaint.kind]


def check(details: ComplaintDetails, today: date) -> dict[str, Message]:
    """What is wrong with a complaint, by field; empty when it can be kept."""
    problems: dict[str, Message] = {}
    if details.received_on is None:
        problems["received_on"] = m("请填写投诉日期。")
    if not details.text.strip():
        problems["text"] = m("请写下客户说了什么。")
    if details.customer_id is None and not details.customer_name.strip():
        problems["customer_id"] = m("请选择客户，或填写客户名称。")
    if details.kind not in KINDS:
        problems["kind"] = m("请选择投诉类型。")
    if details.channel not in CHANNELS:
        problems["channel"] = m("请选择投诉渠道。")
    if details.satisfied and details.satisfied not in VERDICTS:
        problems["satisfied"] = m("请选择客户对处理的评价。")
    for name in ("received_on", "first_reply_on", "solved_on"):
        day: date | None = getattr(details, name)
        if day is not None and day > today:
            problems[name] = m("日期在今天之后，请检查。")
        elif day is not None and details.received_on is not None and day < details.received_on:
            problems[name] = m("不能早于投诉日期。")
    return problems | too_long(details, LONGEST)


def require_editor(actor: Actor) -> None:
    """Raises Forbidden unless the person keeps the register."""
    if not may_edit(actor):
        raise Forbidden(m("投诉台账由质量管理员和回访员维护。"))


def _require_register(session: Session, details: ComplaintDetails, actor: Actor) -> None:
    if may_edit(actor):
        return
    customer = session.get(Customer, details.customer_id) if details.customer_id else None
    if actor.role != "sales" or customer is None or customer.owner_id != actor.user_id:
        raise Forbidden(m("业务人员只能登记自己客户的投诉。"))


def _refuse(problems: Mapping[str, Message]) -> None:
    if problems:
        raise InvalidInput(m("投诉没有保存，请检查填写的内容。"), problems)
