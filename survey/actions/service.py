"""What can be done with an action form: open it, fill it in, take it step by step to its closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.actions.access import require_manager, require_worker
from survey.actions.models import SOURCES, Action, ActionEvidence, ActionStep
from survey.actions.rules import rules
from survey.actions.states import Lack, lacks_before, require_step
from survey.db import fill
from survey.errors import Conflict, InvalidInput, too_long
from survey.language import Message, m
from survey.questionnaires.records import next_record_no

__all__ = [
    "Finding",
    "Plan",
    "Work",
    "change_plan",
    "change_work",
    "evidence_of_round",
    "hold",
    "note_step",
    "open_action",
    "open_proposal",
    "refuse_lacks",
    "report_done",
    "round_began",
    "start",
    "take_finding",
]

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What a form is about: where it comes from and the figures as they stand now.

    `source_ref` names a record, `subject_key` an item, dimension or reason; `quotes` are verbatim refs.
    """

    source: str
    title: str
    facts: str = ""
    source_ref: str = ""
    wave_id: int | None = None
    subject_key: str = ""
    quotes: tuple[str, ...] = ()
    department: str = ""
    key: str | None = None
    """What makes it the same finding when it is found again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What whoever manages decides: the problem in words, who acts, until when."""

    title: str
    problem: str = ""
    department: str = ""
    owner: str = ""
    owner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What the owner fills in."""

    correction: str = ""
    cause: str = ""
    measures: str = ""
    done_note: str = ""
    done_on: date | None = None


def open_action(
    session: Session, finding: Finding, plan: Plan, *, actor: Actor, now: datetime, today: date
) -> Action:
    """Opens a form with the next number; the person is its 编制."""
    require_manager(actor)
    if finding.source not in SOURCES:
        raise ValueError(f"no such source: {finding.source}")
    _refuse(_plan_problems(plan, None))
    action = Action(source=finding.source, state="proposed", created_at=now)
    take_finding(action, finding)
    session.add(action)
    _number(session, action, plan, actor, now, today)
    return action


def open_proposal(
    session: Session, action: Action, plan: Plan, *, actor: Actor, now: datetime, today: date
) -> None:
    """Makes a form of a proposal."""
    require_manager(actor)
    hold(session, action)
    require_step(action, "open")
    _refuse(_plan_problems(plan, None))
    _number(session, action, plan, actor, now, today)


def take_finding(action: Action, finding: Finding) -> None:
    """Copies where the form comes from and the figures of this moment."""
    action.title, action.facts, action.department = finding.title[:120], finding.facts, finding.department
    action.source_ref, action.subject_key = finding.source_ref, finding.subject_key
    action.wave_id, action.quotes, action.finding_key = finding.wave_id, list(finding.quotes), finding.key


def change_plan(
    session: Session, action: Action, plan: Plan, *, stamp: int, actor: Actor, now: datetime
) -> None:
    """Changes problem, owner and due date; a moved due date stays on record."""
    require_manager(actor)
    hold(session, action)
    _require_live(action)
    _require_stamp(action, stamp)
    _refuse(_plan_problems(plan, action))
    before = action.due_on
    _fill(session, action, plan)
    action.stamp += 1
    if before != action.due_on:
        note_step(session, action, "due", actor, now, note=f"{before or '—'} → {action.due_on or '—'}")
    note_step(session, action, "change", actor, now)
    audit.record(session, actor, "action.change", action.record_no or "", now=now, due=action.due_on)


def change_work(
    session: Session, action: Action, work: Work, *, stamp: int, actor: Actor, now: datetime, today: date
) -> None:
    """Changes correction, cause, measures and what was done."""
    require_worker(actor, action)
    hold(session, action)
    _require_live(action)
    if action.state == "to_verify":
        raise Conflict(m("这张单已经报告完成，正在等待验证，不能再改。验证无效时可以重新填写。"))
    _require_stamp(action, stamp)
    _refuse(_work_problems(work, action, today))
    fill(action, work, trimmed=True)
    action.stamp += 1
    note_step(session, action, "change", actor, now)
    audit.record(session, actor, "action.change", action.record_no or "", now=now)


def start(session: Session, action: Action, *, actor: Actor, now: datetime) -> None:
    """措施已定: from now on the measures are carried out."""
    require_worker(actor, action)
    hold(session, action)
    require_step(action, "start")
    refuse_lacks(lacks_before(action, "start"))
    _move(session, action, "start", "in_work", actor, now)


def report_done(session: Session, action: Action, *, actor: Actor, now: datetime) -> None:
    """The owner says that the measures are carried out, with evidence of this round."""
    require_worker(actor, action)
    hold(session, action)
    require_step(action, "done")
    refuse_lacks(lacks_before(action, "done", evidence=evidence_of_round(session, action)))
    _move(session, action, "done", "to_verify", actor, now)


def hold(session: Session, action: Action) -> None:
    """Reads the form's state anew and keeps others from changing it until this unit of work ends."""
    session.refresh(action, ["state", "stamp"], with_for_update=True)


def round_began(session: Session, action: Action) -> datetime | None:
    """When the form was last taken up again; None in its first round."""
    return session.scalar(
        sa.select(sa.func.max(ActionStep.at)).where(
            ActionStep.action_id == action.id, ActionStep.what.in_(("fail", "reopen"))
        )
    )


def evidence_of_round(session: Session, action: Action) -> int:
    """How many pieces of evidence were added since the form was last taken up."""
    counted = sa.select(sa.func.count(ActionEvidence.id)).where(ActionEvidence.action_id == action.id)
    began = round_began(session, action)
    if began is not None:
        counted = counted.where(ActionEvidence.added_at > began)
    return session.scalar(counted) or 0


def note_step(
    session: Session,
    action: Action,
    what: str,
    actor: Actor,
    now: datetime,
    *,
    note: str = "",
    kept: dict[str, Any] | None = None,
) -> None:
    """Adds a line to the form's own history."""
    session.add(
        ActionStep(
            action_id=action.id, at=now, by=actor.name[:120], what=what, note=note[:LONGEST], kept=kept or {}
        )
    )
    session.flush()


def refuse_lacks(lacks: list[Lack]) -> None:
    """Raises InvalidInput naming everything that the step still needs."""
    if lacks:
        raise InvalidInput(
            m("还有 %(n)d 项没有填写，这一步没有进行。内容都已保存。", n=len(lacks)),
            {lack.field: lack.message for lack in lacks},
        )


def _number(session: Session, action: Action, plan: Plan, actor: Actor, now: datetime, today: date) -> None:
    _fill(session, action, plan)
    action.record_no = next_record_no(session, rules(session).pattern, today.year)
    action.state, action.opened_on = "open", today
    action.prepared_by, action.prepared_on = actor.name[:60], today
    session.flush()
    note_step(session, action, "open", actor, now)
    audit.record(session, actor, "action.open", action.record_no, now=now, source=action.source)


def _move(session: Session, action: Action, step: str, state: str, actor: Actor, now: datetime) -> None:
    action.state = state
    action.stamp += 1
    note_step(session, action, step, actor, now)
    audit.record(session, actor, f"action.{step}", action.record_no or "", now=now)


def _fill(session: Session, action: Action, plan: Plan) -> None:
    """Takes the plan over; an owner with an account is named as the account is."""
    action.title, action.problem = plan.title.strip(), plan.problem.strip()
    action.department, action.due_on = plan.department.strip(), plan.due_on
    user = session.get(User, plan.owner_id) if plan.owner_id else None
    action.owner_id, action.owner = (user.id, user.name) if user else (None, plan.owner.strip())


def _plan_problems(plan: Plan, action: Action | None) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if not plan.title.strip():
        problems["title"] = m("请用一句话写明问题。")
    problems |= too_long(plan, {"title": 120, "problem": LONGEST, "department": 60, "owner": 60})
    opened = action.opened_on if action else None
    if plan.due_on and opened and plan.due_on < opened:
        problems["due_on"] = m("完成期限不能早于开出日期。")
    return problems


def _work_problems(work: Work, action: Action, today: date) -> dict[str, Message]:
    problems = too_long(work, dict.fromkeys(("correction", "cause", "measures", "done_note"), LONGEST))
    if work.done_on and work.done_on > today:
        problems["done_on"] = m("日期在今天之后，请检查。")
    if work.done_on and action.opened_on and work.done_on < action.opened_on:
        problems["done_on"] = m("完成日期不能早于开出日期。")
    return problems


def _require_live(action: Action) -> None:
    if action.record_no is None:
        raise Conflict(m("这还只是一条建议。请先开出改进措施单。"))
    if action.state == "closed":
        raise Conflict(m("这张单已经关闭，不能再改。需要时请先重新打开并写明原因。"))


def _require_stamp(action: Action, stamp: int) -> None:
    if action.stamp != stamp:
        raise Conflict(
            m("您填写期间，别人改过这张单，您的内容没有保存。请在新窗口打开最新的单，把需要的内容抄过去。")
        )


def _refuse(problems: dict[str, Message]) -> None:
    if problems:
        raise InvalidInput(m("有几处需要改正，没有保存。"), problems)
