"""The root cause: coded twice, independently, and adjudicated where the codes differ （双人编码、复核裁定）."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import Conflict, Forbidden, InvalidInput
from survey.instrument.library import reason_tree
from survey.interviews.access import may_work, require_result
from survey.interviews.models import Case, Interview
from survey.language import m

__all__ = ["CodingView", "adjudicate", "code_first", "code_second", "coding_view"]


@dataclass(frozen=True, slots=True)
class CodingView:
    """What one person may see of the coding, and do."""

    coder1_code: str
    coder1_by: str
    coder2_code: str
    coder2_by: str
    adjudicated_code: str
    adjudicated_by: str
    hidden: bool
    """Coder 1 has coded; the code is kept from everyone else until coder 2 has."""
    may_code_first: bool
    may_code_second: bool
    may_adjudicate: bool
    agreed: bool | None
    """Whether both codes are the same; None until there are two."""


def coding_view(interview: Interview | None, case: Case, actor: Actor) -> CodingView:
    """The coding as this person may see it: the second coder does not see the first code beforehand."""
    if interview is None:
        return CodingView("", "", "", "", "", "", False, may_work(actor, case), False, False, None)
    first, second = interview.coder1_code, interview.coder2_code
    mine = interview.coder1_by == str(actor)
    hidden = bool(first) and not second and not mine
    both = bool(first and second)
    return CodingView(
        coder1_code="" if hidden else first,
        coder1_by=interview.coder1_by,
        coder2_code=second,
        coder2_by=interview.coder2_by,
        adjudicated_code=interview.adjudicated_code,
        adjudicated_by=interview.adjudicated_by,
        hidden=hidden,
        may_code_first=may_work(actor, case) and not second and (not first or mine),
        may_code_second=bool(first) and not mine and not second and _may_code_second(actor),
        may_adjudicate=both and first != second and actor.may("quality"),
        agreed=first == second if both else None,
    )


def code_first(
    session: Session, case: Case, interview: Interview, code: str, *, actor: Actor, now: datetime
) -> None:
    """Coder 1's root cause (interviewer or quality staff); changeable until coder 2 has coded."""
    require_result(session, case, actor)
    _lock(session, interview)
    if not coding_view(interview, case, actor).may_code_first:
        raise Conflict(m("编码员 1 已经编码，不能由您修改。两人编码不一致时请用复核裁定。"))
    _check(code)
    interview.coder1_code, interview.coder1_by = code, str(actor)[:120]
    _keep(session, case, interview, "coder1", actor, now)


def code_second(
    session: Session, case: Case, interview: Interview, code: str, *, actor: Actor, now: datetime
) -> None:
    """Coder 2's root cause, by another person who has not seen the first."""
    require_result(session, case, actor)
    if not _may_code_second(actor):
        raise Forbidden(m("编码员 2 由质量管理员或另一位回访员担任。"))
    _lock(session, interview)
    if not interview.coder1_code:
        raise Conflict(m("请先由编码员 1 编码。"))
    if interview.coder1_by == str(actor):
        raise Conflict(m("两次编码要由两个人独立完成。"))
    if interview.coder2_code:
        raise Conflict(m("编码员 2 已经编码。"))
    _check(code)
    interview.coder2_code, interview.coder2_by = code, str(actor)[:120]
    _keep(session, case, interview, "coder2", actor, now)


def adjudicate(
    session: Session, case: Case, interview: Interview, code: str, *, actor: Actor, now: datetime
) -> None:
    """Settles two differing codes; both stay on record beside the decision."""
    require_result(session, case, actor)
    if not actor.may("quality"):
        raise Forbidden(m("复核裁定由质量管理员作出。"))
    _lock(session, interview)
    if not (interview.coder1_code and interview.coder2_code):
        raise Conflict(m("两人都编码以后才能复核裁定。"))
    if interview.coder1_code == interview.coder2_code:
        raise Conflict(m("两人编码一致，不需要复核裁定。"))
    _check(code)
    interview.adjudicated_code, interview.adjudicated_by = code, str(actor)[:120]
    _keep(session, case, interview, "adjudicated", actor, now)


def _may_code_second(actor: Actor) -> bool:
    return actor.may("quality", "interviewer")


def _check(code: str) -> None:
    if code not in reason_tree().codes:
        raise InvalidInput(m("请选择一个原因。"), {"code": m("请选择一个原因。")})


def _lock(session: Session, interview: Interview) -> None:
    """The row as it is in the store now, ours alone until the unit of work ends."""
    chosen = sa.select(Interview).where(Interview.id == interview.id).with_for_update()
    session.scalars(chosen.execution_options(populate_existing=True)).one()


def _keep(session: Session, case: Case, interview: Interview, step: str, actor: Actor, now: datetime) -> None:
    """Saves the code; whether we could have changed it follows the tree until somebody says otherwise."""
    if not interview.controllable_why:
        interview.controllable = reason_tree().controllable(interview.root_code)
    interview.stamp += 1
    interview.saved_at = now
    session.flush()
    audit.record(session, actor, "interview.code", case.customer.code, now=now, step=step)
