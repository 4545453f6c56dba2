"""The roster's acts: open cases, give them to interviewers, log attempts, note 业务员判断."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.customers.losses import withdraw_loss
from survey.customers.models import Loss
from survey.db import take_turn
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.instrument.library import reason_tree
from survey.interviews.access import attribution_of, may_work, owns_account
from survey.interviews.models import Attempt, Case, Interview, StaffAttribution
from survey.interviews.words import OPEN_STATES, OUTCOMES
from survey.language import Message, m
from survey.responses.verbatims import withdraw_verbatims

__all__ = [
    "EARLIEST",
    "LATEST",
    "TOO_LATE",
    "assign",
    "claim",
    "close_as_won_back",
    "due_window",
    "interviewers",
    "log_attempt",
    "mark_not_lost",
    "open_cases",
    "record_attribution",
    "set_kind",
    "skip_attribution",
]

EARLIEST: Final = timedelta(weeks=2)
LATEST: Final = timedelta(weeks=6)
TOO_LATE: Final = timedelta(weeks=10)
"""Interview within 2–6 weeks of recognition （判定日）, warn beyond 10: memory fades."""


def open_cases(session: Session, loss_refs: Sequence[str], *, actor: Actor, now: datetime) -> list[Case]:
    """Cases for the losses that have none yet; the interview is due six weeks after recognition."""
    _require_manager(actor)
    take_turn(session, "cases.open")
    chosen = (
        sa.select(Loss)
        .outerjoin(Case, Case.loss_id == Loss.id)
        .where(Loss.ref.in_(loss_refs), Loss.withdrawn_at.is_(None), Case.id.is_(None))
        .order_by(Loss.recognised_on)
    )
    cases = [
        Case(loss=loss, customer_id=loss.customer_id, due_on=loss.recognised_on + LATEST, created_at=now)
        for loss in session.scalars(chosen)
    ]
    if not cases:
        raise InvalidInput(m("请至少选择一家还没有建立访谈的流失客户。"))
    session.add_all(cases)
    session.flush()
    audit.record(session, actor, "case.open", now=now, cases=len(cases))
    return cases


def interviewers(session: Session) -> Sequence[User]:
    """The staff who can hold an interview."""
    chosen = sa.select(User).where(User.active, User.role.in_(("interviewer", "quality", "admin")))
    return session.scalars(chosen.order_by(User.role != "interviewer", User.name)).all()


def assign(
    session: Session, case: Case, user_id: int | None, *, actor: Actor, now: datetime
) -> Message | None:
    """Gives the case to an interviewer (None: to nobody); says so when it is the account's own owner."""
    _require_manager(actor)
    if user_id is None:
        case.interviewer_id = None
        session.flush()
        return None
    user = session.get(User, user_id)
    if user is None or user not in interviewers(session):
        raise NotFound(m("没有这位回访员。"))
    case.interviewer_id = user.id
    session.flush()
    audit.record(session, actor, "case.assign", case.customer.code, now=now, interviewer=user.name)
    return own_account_warning(case, user.id, user.name)


def claim(session: Session, case: Case, *, actor: Actor, now: datetime) -> Message | None:
    """An interviewer takes an unassigned case."""
    if not actor.may("quality", "interviewer") or actor.user_id is None:
        raise Forbidden(m("只有回访员和质量管理员能做访谈。"))
    session.refresh(case, ["interviewer_id"], with_for_update=True)
    if case.interviewer_id not in (None, actor.user_id):
        raise Conflict(m("这家客户已经有回访员负责。"))
    case.interviewer_id = actor.user_id
    session.flush()
    audit.record(session, actor, "case.assign", case.customer.code, now=now, interviewer=actor.name)
    return own_account_warning(case, actor.user_id, actor.name)


def own_account_warning(case: Case, user_id: int, name: str) -> Message | None:
    """What to say when the interviewer would be the account's own owner; None otherwise."""
    if case.customer.owner_id != user_id:
        return None
    return m(
        "%(name)s是这家客户的业务员。客户对自己的业务员往往不说真正的原因，最好请别人访谈。",
        name=name,
    )


def log_attempt(
    session: Session,
    case: Case,
    outcome: str,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    appointed_at: datetime | None = None,
) -> Attempt:
    """Notes one try to reach the customer; the state of the case follows from its outcome."""
    _require_worker(case, actor)
    if outcome not in OUTCOMES:
        raise InvalidInput(m("请选择联系结果。"), {"outcome": m("请选择联系结果。")})
    if outcome == "appointed" and appointed_at is None:
        sentence = m("请填写约定的时间。")
        raise InvalidInput(sentence, {"appointed_at": sentence})
    if len(note) > 500:
        raise InvalidInput(m("最多 %(n)d 个字。", n=500), {"note": m("最多 %(n)d 个字。", n=500)})
    attempt = Attempt(case_id=case.id, at=now, outcome=outcome, note=note, by=str(actor)[:120])
    session.add(attempt)
    if case.state in (*OPEN_STATES, "refused"):
        case.state = {"no_answer": "no_answer", "appointed": "appointed", "refused": "refused"}.get(
            outcome, case.state if case.state != "refused" else "to_contact"
        )
    if outcome == "appointed":
        case.appointed_at, case.appointed_note = appointed_at, note[:200]
    session.flush()
    return attempt


def record_attribution(
    session: Session, case: Case, code: str, text: str, *, actor: Actor, now: datetime
) -> StaffAttribution:
    """业务员判断, written down once, by somebody who has not seen what the customer said.

    The account's owner cannot have seen it (the result is kept from them until now); anybody else may
    only note it for them before the interview holds anything.
    """
    if not (owns_account(actor, case.customer) or actor.may("quality") or may_work(actor, case)):
        raise Forbidden(m("这家客户不是您负责的，不能填写业务员判断。"))
    if code not in reason_tree().codes:
        raise InvalidInput(m("请选择一个原因。"), {"code": m("请选择一个原因。")})
    if reason_tree().by_code(code).explain and not text.strip():
        raise InvalidInput(m("选了“其他”，请用一句话说明。"), {"text": m("选了“其他”，请用一句话说明。")})
    if not owns_account(actor, case.customer) and _has_content(session, case):
        raise Conflict(m("访谈已经有内容，业务员判断只能由没有看过结果的业务员本人填写。"))
    found = attribution_of(session, case)
    if found is not None and found.code:
        raise Conflict(m("业务员判断已经写下，看过结果以后不再修改。"))
    attribution = found or StaffAttribution(case_id=case.id)
    attribution.code, attribution.text, attribution.by, attribution.at = (
        code,
        text[:5000],
        str(actor)[:120],
        now,
    )
    session.add(attribution)
    session.flush()
    audit.record(session, actor, "case.attribution", case.customer.code, now=now)
    return attribution


def skip_attribution(
    session: Session, case: Case, reason: str, *, actor: Actor, now: datetime
) -> StaffAttribution:
    """Goes on without 业务员判断, for a reason that stays on record."""
    if not (actor.may("quality") or may_work(actor, case)):
        raise Forbidden(m("只有负责的回访员和质量管理员能跳过业务员判断。"))
    if not reason.strip():
        raise InvalidInput(m("请写明为什么跳过。"), {"reason": m("请写明为什么跳过。")})
    if attribution_of(session, case) is not None:
        raise Conflict(m("业务员判断已经记录过了。"))
    attribution = StaffAttribution(
        case_id=case.id, code="", text=reason.strip()[:5000], by=str(actor)[:120], at=now
    )
    session.add(attribution)
    session.flush()
    audit.record(session, actor, "case.attribution_skipped", case.customer.code, now=now)
    return attribution


def mark_not_lost(session: Session, case: Case, reason: str, *, actor: Actor, now: datetime) -> None:
    """并未流失: the judgement is withdrawn, the case ends, its words leave the reports."""
    _require_worker(case, actor)
    withdraw_loss(session, case.loss, reason, actor=actor, now=now)
    case.state = "not_lost"
    interview = session.scalars(sa.select(Interview).where(Interview.case_id == case.id)).one_or_none()
    if interview is not None:
        withdraw_verbatims(session, interview.ref)
    session.flush()


def close_as_won_back(session: Session, case: Case, *, actor: Actor, now: datetime) -> None:
    """已挽回: the customer buys again; what was said stays."""
    _require_worker(case, actor)
    case.state = "won_back"
    session.flush()
    audit.record(session, actor, "case.won_back", case.customer.code, now=now)


def set_kind(session: Session, case: Case, kind: str, *, actor: Actor, now: datetime) -> None:
    """Corrects the kind of loss to what the customer told on the telephone."""
    _require_worker(case, actor)
    if kind not in ("complete", "former", "partial", "pause"):
        raise InvalidInput(m("请选择流失类型。"), {"kind": m("请选择流失类型。")})
    before, case.loss.kind = case.loss.kind, kind
    session.flush()
    audit.record(session, actor, "loss.kind", case.customer.code, now=now, before=before, after=kind)


def due_window(recognised_on: date) -> tuple[date, date]:
    """The first and last day on which the interview is in time."""
    return recognised_on + EARLIEST, recognised_on + LATEST


def _has_content(session: Session, case: Case) -> bool:
    chosen = sa.select(Interview).where(Interview.case_id == case.id)
    interview = session.scalars(chosen).one_or_none()
    return interview is not None and bool(
        interview.finished_at
        or interview.stated_text
        or interview.coder1_code
        or any(interview.notes.values())
    )


def _require_manager(actor: Actor) -> None:
    if not actor.may("quality"):
        raise Forbidden(m("访谈名单由质量管理员安排。"))


def _require_worker(case: Case, actor: Actor) -> None:
    if not may_work(actor, case):
        raise Forbidden(m("只有负责的回访员和质量管理员能做这一步。"))
