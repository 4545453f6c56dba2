"""Who sees which action form, and who may do what to it."""

from __future__ import annotations

import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.actions.models import Action
from survey.errors import Forbidden
from survey.language import m

__all__ = ["may_manage", "may_work", "require_manager", "require_worker", "sees", "sees_facts", "visible_to"]

AGGREGATE = ("item", "dimension", "reason", "touchpoint_check", "own")
"""Sources that name no customer."""
OWN_RECORDS = ("complaint", "touchpoint_check", "lost_order", "own")
"""Sources without a survey's results, which sales staff never see."""
SEEN_BY = {
    "interviewer": (*AGGREGATE, "customer", "comment", "complaint"),
    "viewer": AGGREGATE,
}
"""Role → the sources whose forms it sees without owning them; interviewers see their own cases only."""


def may_manage(actor: Actor) -> bool:
    """Whether the person opens forms, dismisses proposals, sets owners and due dates, and signs."""
    return actor.may("quality", "manager")


def may_work(actor: Actor, action: Action) -> bool:
    """Whether the person may fill in cause, measures and evidence: the owner, or who manages."""
    return may_manage(actor) or _owns(actor, action)


def sees(actor: Actor, action: Action) -> bool:
    """Whether the person may know of this form; proposals are for those who decide on them."""
    if may_manage(actor):
        return True
    if action.record_no is None:
        return False
    return _owns(actor, action) or action.source in SEEN_BY.get(actor.role, ())


def sees_facts(actor: Actor, action: Action) -> bool:
    """Whether the figures and quotes behind it are shown; sales staff never see survey results."""
    return actor.role != "sales" or action.source in OWN_RECORDS


def visible_to(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The rule of `sees` as conditions on a select of actions."""
    if may_manage(actor):
        return []
    own = Action.owner_id == (actor.user_id or 0)
    return [Action.record_no.is_not(None), sa.or_(own, Action.source.in_(SEEN_BY.get(actor.role, ())))]


def require_manager(actor: Actor) -> None:
    """Raises Forbidden unless the person manages forms."""
    if not may_manage(actor):
        raise Forbidden(m("改进措施单由质量管理员和管理层开出、分派和验证。"))


def require_worker(actor: Actor, action: Action) -> None:
    """Raises Forbidden unless the person may fill in this form."""
    if not may_work(actor, action):
        raise Forbidden(m("只有责任人、质量管理员和管理层能填写这张改进措施单。"))


def _owns(actor: Actor, action: Action) -> bool:
    return actor.user_id is not None and action.owner_id == actor.user_id
