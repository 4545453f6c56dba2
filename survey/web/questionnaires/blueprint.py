"""The blueprint of the questionnaires' pages and who may open them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash

from survey.errors import Conflict, InvalidInput
from survey.language import Message, m
from survey.questionnaires import service
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.i18n import translate

__all__ = ["KINDS", "bp", "change_draft", "editors", "may_edit", "readers"]

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")

readers = allow("quality", "manager", "viewer")
editors = allow("quality")

KINDS: Final[dict[str, Message]] = {
    "satisfaction": m("顾客满意度"),
    "pulse": m("快速回访"),
    "exit_interview": m("流失客户访谈"),
    "exit_self": m("流失客户自填"),
    "lost_order": m("丢单访谈"),
    "employee": m("员工离职访谈"),
}


def may_edit() -> bool:
    """Whether the signed-in person may change questionnaires: what the pages offer goes by it."""
    return service.may_edit(actor())


@bp.app_context_processor
def _what_pages_need() -> dict[str, object]:
    return {"questionnaire_kinds": KINDS}


def change_draft(ref: str, change: service.Change, stamp: int) -> bool:
    """Applies one small change (a move, a removal) and says whether it was kept.

    A refusal is told on the page that follows: a button has nothing typed that could be lost.
    """
    try:
        with database().unit_of_work() as session:
            service.edit(session, ref, change, stamp, actor(), now())
    except (Conflict, InvalidInput) as refusal:
        flash(translate(refusal.message), "danger")
        return False
    return True
