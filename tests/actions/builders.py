"""A company with an owner, and forms in any state."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.actions import evidence, service, verifying
from survey.actions.models import Action
from survey.actions.service import Finding, Plan, Work
from survey.actions.verifying import Check
from tests.conftest import NOW

QUALITY = Actor(name="林工", role="quality", user_id=None)
TODAY = date(2026, 10, 20)
CHECK = Check(method="复查三个月的交货记录", result="effective", by="温工", on=TODAY, note="迟交 0 次")


def add_owner(session: Session, role: str = "sales", name: str = "马经理") -> User:
    """A member of staff who can own a form."""
    user = User(
        email=f"{role}-{name}@example.cn",
        name=name,
        role=role,
        password_hash="-",
        session_key="-",
        created_at=NOW,
    )
    session.add(user)
    session.flush()
    return user


def actor_of(user: User) -> Actor:
    return Actor(name=user.name, role=user.role, user_id=user.id)


def opened(session: Session, person: User | None = None, **changes: object) -> Action:
    """A form just opened, due in a month."""
    plan = Plan(
        **{
            "title": "供货周期长",
            "department": "生产部",
            "owner": "" if person else "赵工",
            "owner_id": person.id if person else None,
            "due_on": TODAY + timedelta(days=30),
        }
        | changes  # type: ignore[arg-type]
    )
    finding = Finding(source="own", title="供货周期长")
    return service.open_action(session, finding, plan, actor=QUALITY, now=NOW, today=TODAY)


def in_work(session: Session, person: User | None = None, **changes: object) -> Action:
    """A form whose measures are decided."""
    action = opened(session, person, **changes)
    work = Work(
        correction="补发",
        cause="变更没有通知",
        measures="变更必须当天通知",
        done_note="已实施",
        done_on=TODAY,
    )
    service.change_work(session, action, work, stamp=action.stamp, actor=QUALITY, now=NOW, today=TODAY)
    service.start(session, action, actor=QUALITY, now=NOW)
    return action


def to_verify(session: Session, person: User | None = None, **changes: object) -> Action:
    """A form that is reported done."""
    action = in_work(session, person, **changes)
    evidence.add(session, action, note="通知记录在生产部", actor=QUALITY, now=NOW)
    service.report_done(session, action, actor=QUALITY, now=NOW)
    return action


def closed(session: Session, person: User | None = None, **changes: object) -> Action:
    """A form closed as effective."""
    action = to_verify(session, person, **changes)
    for part in ("review", "approve"):
        verifying.sign(session, action, part, "季总", actor=QUALITY, now=NOW, today=TODAY)
    verifying.verify(session, action, CHECK, actor=QUALITY, now=NOW, today=TODAY)
    return action
