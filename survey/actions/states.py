"""The way of a form from proposal to closing: which step may be taken when, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from survey.actions.models import Action
from survey.actions.words import STATES, STEPS, UNDER_WAY
from survey.errors import Conflict
from survey.language import Message, m

__all__ = ["Lack", "is_overdue", "lacks_before", "require_step"]

FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("proposed",),
    "dismiss": ("proposed",),
    "restore": ("dismissed",),
    "start": ("open",),
    "done": ("in_work", "reopened"),
    "close": ("to_verify",),
    "fail": ("to_verify",),
    "reopen": ("closed",),
}
"""Step → the states from which it may be taken."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a step still needs, and the field where it is filled in."""

    field: str
    message: Message


def require_step(action: Action, step: str) -> None:
    """Raises Conflict where the form is not in a state for this step."""
    if action.state not in FROM[step]:
        raise Conflict(
            m(
                "这张单现在是“%(state)s”，不能“%(step)s”。请刷新页面看最新状态。",
                state=STATES[action.state],
                step=STEPS[step],
            )
        )


def is_overdue(action: Action, today: date) -> bool:
    """Whether the due date has passed with something still to be done."""
    return action.state in UNDER_WAY and action.due_on is not None and action.due_on < today


def lacks_before(action: Action, step: str, *, evidence: int = 0, needs_review: bool = True) -> list[Lack]:
    """What the form lacks before `step` (start, done, close); `evidence` counts this round's pieces."""
    if step == "start":
        found = _before_start(action)
    elif step == "done":
        found = [*_before_start(action), *_before_done(action, evidence)]
    else:
        found = _before_close(action, needs_review)
    return [lack for missing, lack in found if missing]


def _before_start(action: Action) -> list[tuple[bool, Lack]]:
    return [
        (not action.owner, Lack("owner", m("还没有指定责任人。"))),
        (action.due_on is None, Lack("due_on", m("还没有定完成期限。"))),
        (not action.cause.strip(), Lack("cause", m("还没有填写原因分析。"))),
        (not action.measures.strip(), Lack("measures", m("还没有填写纠正措施。"))),
    ]


def _before_done(action: Action, evidence: int) -> list[tuple[bool, Lack]]:
    return [
        (not action.done_note.strip(), Lack("done_note", m("还没有填写完成情况。"))),
        (action.done_on is None, Lack("done_on", m("还没有填写完成日期。"))),
        (not evidence, Lack("evidence", m("还没有证据。请上传文件，或写明在哪里可以查到。"))),
    ]


def _before_close(action: Action, needs_review: bool) -> list[tuple[bool, Lack]]:
    return [
        (not action.check_method.strip(), Lack("check_method", m("还没有填写有效性验证的方法。"))),
        (
            action.check_result != "effective",
            Lack("check_result", m("没有“有效”的验证结果，不能关闭。")),
        ),
        (not action.checked_by.strip(), Lack("checked_by", m("还没有填写验证人。"))),
        (action.checked_on is None, Lack("checked_on", m("还没有填写验证日期。"))),
        (
            needs_review and not action.reviewed_by,
            Lack("reviewed_by", m("还没有审核。请先由审核人签署。")),
        ),
        (not action.approved_by, Lack("approved_by", m("还没有批准。请先由批准人签署。"))),
    ]
