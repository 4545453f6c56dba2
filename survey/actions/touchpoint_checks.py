"""触点检查台账: test calls and mystery visits at the places where customers meet us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.actions.models import TouchpointCheck
from survey.actions.touchpoint_words import ANSWERS, POINTS, TOUCHPOINTS, WAYS
from survey.actions.withdrawing import take_out
from survey.db import fill
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound, too_long
from survey.language import Message, m
from survey.questionnaires.records import next_record_no

__all__ = [
    "LOWEST_GOOD",
    "CheckDetails",
    "by_ref",
    "change",
    "may_edit",
    "may_see",
    "register",
    "withdraw",
]

PATTERN: Final = "CDJC-{year}-{serial:3}"
LOWEST_GOOD: Final = 3
"""A check gives cause to act when its score (1 to 5) lies below, or something was not done."""
LONGEST_WAIT: Final = 60 * 24 * 30
LONGEST: Final[Mapping[str, int]] = {"tester": 60, "department": 60, "finding": 10_000}


@dataclass(frozen=True, slots=True)
class CheckDetails:
    """One check as it is typed in; `points` holds `yes` or `no` for what was looked at."""

    checked_on: date | None
    touchpoint: str
    way: str
    tester: str
    department: str = ""
    points: Mapping[str, str] = field(default_factory=dict)
    score: int | None = None
    """1 (poor) to 5 (excellent), the tester's impression of the whole."""
    waiting_min: float | None = None
    """Minutes until somebody answered."""
    finding: str = ""


def may_see(actor: Actor) -> bool:
    """Whether the person may read the register."""
    return actor.may("quality", "interviewer", "manager")


def may_edit(actor: Actor) -> bool:
    """Whether the person keeps the register."""
    return actor.may("quality", "interviewer")


def by_ref(session: Session, ref: str, actor: Actor) -> TouchpointCheck:
    """The check called `ref`; NotFound where the person may not know of it."""
    found = session.scalars(sa.select(TouchpointCheck).where(TouchpointCheck.ref == ref)).one_or_none()
    if found is None or not may_see(actor):
        raise NotFound(m("没有找到这次触点检查。"))
    return found


def register(
    session: Session, details: CheckDetails, *, actor: Actor, now: datetime, today: date
) -> TouchpointCheck:
    """Enters a check under the next number of its year."""
    _require_editor(actor)
    day = _refuse(details, today)
    check = TouchpointCheck(registered_by=actor.name[:120], created_at=now)
    _fill_in(check, details)
    check.record_no = next_record_no(session, PATTERN, day.year)
    session.add(check)
    session.flush()
    audit.record(session, actor, "touchpoint.register", check.record_no, now=now, touchpoint=check.touchpoint)
    return check


def change(
    session: Session,
    check: TouchpointCheck,
    details: CheckDetails,
    *,
    stamp: int,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Corrects a check; Conflict where somebody else changed it meanwhile, or it was withdrawn."""
    _require_editor(actor)
    session.refresh(check, ["stamp", "withdrawn_at"], with_for_update=True)
    if check.withdrawn_at is not None:
        raise Conflict(m("这次检查已经撤销，不能再改。"))
    if check.stamp != stamp:
        raise Conflict(
            m("您填写期间，别人改过这次检查，您的内容没有保存。请在新窗口打开最新内容，把需要的抄过去。")
        )
    _refuse(details, today)
    _fill_in(check, details)
    check.stamp += 1
    session.flush()
    audit.record(session, actor, "touchpoint.change", check.record_no, now=now)


def withdraw(session: Session, check: TouchpointCheck, reason: str, *, actor: Actor, now: datetime) -> None:
    """Takes a check out of the figures; its number and the reason stay."""
    _require_editor(actor)
    take_out(check, reason, already=m("这次检查已经撤销过了。"), now=now)
    session.flush()
    audit.record(session, actor, "touchpoint.withdraw", check.record_no, now=now)


def _fill_in(check: TouchpointCheck, details: CheckDetails) -> None:
    fill(check, details, trimmed=True)
    check.points = {key: details.points[key] for key in POINTS if details.points.get(key)}
    check.short = "no" in check.points.values() or (check.score is not None and check.score < LOWEST_GOOD)


def _refuse(details: CheckDetails, today: date) -> date:
    """The day of the check; InvalidInput with a sentence at each field that is wrong."""
    problems: dict[str, Message] = {}
    if details.checked_on is None:
        problems["checked_on"] = m("请填写检查日期。")
    elif details.checked_on > today:
        problems["checked_on"] = m("日期在今天之后，请检查。")
    if details.touchpoint not in TOUCHPOINTS:
        problems["touchpoint"] = m("请选择触点。")
    if details.way not in WAYS:
        problems["way"] = m("请选择检查方式。")
    if not details.tester.strip():
        problems["tester"] = m("请填写检查人。")
    if any(key not in POINTS or answer not in ANSWERS for key, answer in details.points.items() if answer):
        problems["points"] = m("检查要点只能填是或否。")
    if details.score is not None and not 1 <= details.score <= 5:
        problems["score"] = m("评分在 1 到 5 之间。")
    if details.waiting_min is not None and not 0 <= details.waiting_min <= LONGEST_WAIT:
        problems["waiting_min"] = m("等待时间以分钟计，在 0 到 43200 之间。")
    if not (any(details.points.values()) or details.score is not None or details.finding.strip()):
        problems["finding"] = m("请至少填写一个要点、评分或发现。")
    problems |= too_long(details, LONGEST)
    if problems or details.checked_on is None:
        raise InvalidInput(m("触点检查没有保存，请检查填写的内容。"), problems)
    return details.checked_on


def _require_editor(actor: Actor) -> None:
    if not may_edit(actor):
        raise Forbidden(m("触点检查台账由质量管理员和回访员维护。"))
