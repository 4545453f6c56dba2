"""Who may open a case, work on it, and see what the customer said."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.errors import Conflict, Forbidden, NotFound
from survey.instrument.library import reason_tree
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.language import m

__all__ = [
    "attribution_of",
    "case_by_ref",
    "cases_for",
    "may_see_case",
    "may_see_result",
    "may_work",
    "own_interviews",
    "owns_account",
    "require_result",
    "require_worker",
    "sees_restricted",
    "shown_code",
]


def owns_account(actor: Actor, customer: Customer) -> bool:
    """Whether the account is the person's own."""
    return actor.user_id is not None and customer.owner_id == actor.user_id


def may_see_case(actor: Actor, case: Case) -> bool:
    """Interviewers see their own and unassigned cases, sales staff those of their own accounts."""
    if actor.role == "interviewer":
        return case.interviewer_id in (None, actor.user_id)
    if actor.role == "sales":
        return owns_account(actor, case.customer)
    return True


def cases_for(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The same rule as a condition on a select of cases joined with their customers."""
    if actor.role == "interviewer":
        return [sa.or_(Case.interviewer_id.is_(None), Case.interviewer_id == actor.user_id)]
    if actor.role == "sales":
        return [Customer.owner_id == (actor.user_id or 0)]
    return []


def may_work(actor: Actor, case: Case) -> bool:
    """Whether the person may fill in this interview: its interviewer, or quality staff."""
    if actor.role == "interviewer":
        return case.interviewer_id is not None and case.interviewer_id == actor.user_id
    return actor.may("quality")


def may_see_result(actor: Actor, case: Case, attribution: StaffAttribution | None) -> bool:
    """Whether what the customer said is shown; an account's owner first writes down the own judgement."""
    if not may_see_case(actor, case):
        return False
    if owns_account(actor, case.customer) or actor.role == "sales":
        return attribution is not None and attribution.code != ""
    return actor.role != "interviewer" or may_work(actor, case)


def sees_restricted(actor: Actor, case: Case) -> bool:
    """Whether the restricted note is shown: to quality staff, managers, and who writes it."""
    return actor.may("quality", "manager") or may_work(actor, case)


def shown_code(actor: Actor, code: str) -> str:
    """The code as the person may see it: a restricted leaf is its first level for viewers and sales."""
    tree = reason_tree()
    if code not in tree.codes or not tree.by_code(code).restricted:
        return code
    return code if actor.may("quality", "manager", "interviewer") else tree.first_level(code)


def case_by_ref(session: Session, ref: str, actor: Actor) -> Case:
    """The case called `ref` with its loss and customer; NotFound where the person may not know of it."""
    chosen = sa.select(Case).where(Case.ref == ref).options(joinedload(Case.loss), joinedload(Case.customer))
    case = session.scalars(chosen).one_or_none()
    if case is None or not may_see_case(actor, case):
        raise NotFound(m("没有找到这个访谈对象。"))
    return case


def own_interviews(session: Session, actor: Actor) -> frozenset[str] | None:
    """The refs of the interviews whose words an interviewer may read: those of the own cases; None for all.

    Of an account that is one's own only after one's judgement was written down.
    """
    if actor.role != "interviewer":
        return None
    judged = sa.exists().where(StaffAttribution.case_id == Case.id, StaffAttribution.code != "")
    chosen = (
        sa.select(Interview.ref)
        .join(Case, Case.id == Interview.case_id)
        .join(Customer, Customer.id == Case.customer_id)
        .where(Case.interviewer_id == actor.user_id)
        .where(sa.or_(Customer.owner_id.is_(None), Customer.owner_id != actor.user_id, judged))
    )
    return frozenset(session.scalars(chosen))


def attribution_of(session: Session, case: Case) -> StaffAttribution | None:
    """业务员判断 of this case, if one was written down or skipped."""
    return session.scalars(
        sa.select(StaffAttribution).where(StaffAttribution.case_id == case.id)
    ).one_or_none()


def require_result(session: Session, case: Case, actor: Actor) -> None:
    """Raises Forbidden where the person may not see the result (yet)."""
    if may_see_result(actor, case, attribution_of(session, case)):
        return
    if owns_account(actor, case.customer):
        raise Forbidden(m("您是这家客户的业务员。请先写下您的判断，再看访谈结果。"))
    raise Forbidden(m("这次访谈由其他回访员负责，您不能查看内容。"))


def require_worker(session: Session, case: Case, actor: Actor) -> None:
    """Raises unless the person may fill in this interview now."""
    if not may_work(actor, case):
        if actor.role == "interviewer" and case.interviewer_id is None:
            raise Conflict(m("这家客户还没有指定回访员。请先点“由我来访谈”。"))
        raise Forbidden(m("只有负责的回访员和质量管理员能填写访谈记录。"))
    require_result(session, case, actor)
    if case.loss.withdrawn_at is not None:
        raise Conflict(m("这次流失判定已经撤回，不再填写访谈记录。"))
