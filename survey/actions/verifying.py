"""有效性验证, 审核 and 批准, closing and reopening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.actions.access import require_manager
from survey.actions.models import Action
from survey.actions.rules import rules
from survey.actions.service import hold, note_step, refuse_lacks
from survey.actions.states import lacks_before, require_step
from survey.actions.words import RESULTS
from survey.errors import Conflict, InvalidInput
from survey.language import Message, m

__all__ = ["Check", "reopen", "sign", "verify"]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the measures worked: how it was checked, by whom, what came out."""

    method: str
    result: str
    by: str
    on: date | None
    note: str = ""
    figures: str = ""
    """Before and after in one sentence, where a later survey has the item."""


def verify(
    session: Session, action: Action, check: Check, *, actor: Actor, now: datetime, today: date
) -> None:
    """Records the check. Effective closes the form; not effective starts another round.

    Raises InvalidInput with everything that is missing: a form is never closed without its result,
    its signatures and a person other than the owner who checked.
    """
    require_manager(actor)
    hold(session, action)
    require_step(action, "close")
    if problems := _problems(check, action, today):
        raise InvalidInput(m("验证没有记录，请检查填写的内容。"), problems)
    action.check_method, action.check_result = check.method.strip(), check.result
    action.check_note, action.check_figures = check.note.strip(), check.figures
    action.checked_by, action.checked_on = check.by.strip(), check.on
    if check.result == "effective":
        refuse_lacks(lacks_before(action, "close", needs_review=rules(session).needs_review))
        _close(session, action, actor, now, today)
    else:
        _again(session, action, "fail", check.note.strip(), actor, now)


def reopen(session: Session, action: Action, reason: str, *, actor: Actor, now: datetime) -> None:
    """Takes up a closed form again, for a reason that stays on record."""
    require_manager(actor)
    hold(session, action)
    require_step(action, "reopen")
    if not reason.strip():
        raise InvalidInput(m("请写明为什么重新打开。"), {"reason": m("请写明为什么重新打开。")})
    _again(session, action, "reopen", reason.strip(), actor, now)


def sign(
    session: Session, action: Action, part: str, name: str, *, actor: Actor, now: datetime, today: date
) -> None:
    """审核 (`review`) or 批准 (`approve`) by the person named."""
    require_manager(actor)
    hold(session, action)
    if action.record_no is None or action.state == "closed":
        raise Conflict(m("只有还没有关闭的改进措施单可以签署。"))
    if part not in ("review", "approve"):
        raise ValueError(part)
    if not name.strip():
        raise InvalidInput(m("请填写签署人。"), {part: m("请填写签署人。")})
    signed = name.strip()[:60]
    if part == "review":
        action.reviewed_by, action.reviewed_on = signed, today
    else:
        action.approved_by, action.approved_on = signed, today
    action.stamp += 1
    note_step(session, action, part, actor, now, note=signed)
    audit.record(session, actor, f"action.{part}", action.record_no, now=now, signed=signed)


def _close(session: Session, action: Action, actor: Actor, now: datetime, today: date) -> None:
    action.state, action.closed_on = "closed", today
    action.stamp += 1
    note_step(session, action, "close", actor, now, note=action.check_note)
    audit.record(session, actor, "action.close", action.record_no or "", now=now)


def _again(session: Session, action: Action, step: str, note: str, actor: Actor, now: datetime) -> None:
    """Another round: what was tried stays in the history; cause, due date and approval are asked anew."""
    kept = {
        name: str(getattr(action, name) or "")
        for name in (
            *("cause", "measures", "due_on", "done_on", "done_note", "check_method", "check_result"),
            *("check_note", "check_figures", "checked_by", "checked_on", "approved_by", "closed_on"),
        )
    }
    action.state, action.closed_on = "reopened", None
    action.due_on = action.done_on = action.checked_on = action.reviewed_on = action.approved_on = None
    action.done_note = action.check_method = action.check_result = action.check_note = ""
    action.check_figures = action.checked_by = action.reviewed_by = action.approved_by = ""
    action.stamp += 1
    note_step(session, action, step, actor, now, note=note, kept=kept)
    audit.record(session, actor, f"action.{step}", action.record_no or "", now=now)


def _problems(check: Check, action: Action, today: date) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    if not check.method.strip():
        problems["method"] = m("请写明怎样验证的，例如“复查三个月的交货记录”。")
    if check.result not in RESULTS:
        problems["result"] = m("请选择有效或无效。没有验证结果不能关闭。")
    if check.result == "not_effective" and not check.note.strip():
        problems["note"] = m("请写明为什么无效，下一轮从这里开始。")
    if not check.by.strip():
        problems["by"] = m("请填写验证人。")
    elif check.by.strip() == action.owner:
        problems["by"] = m("验证人不能是责任人本人，请由其他人验证。")
    if check.on is None:
        problems["on"] = m("请填写验证日期。")
    elif check.on > today:
        problems["on"] = m("日期在今天之后，请检查。")
    elif action.done_on and check.on < action.done_on:
        problems["on"] = m("验证日期不能早于完成日期。")
    return problems
