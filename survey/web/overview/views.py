"""The first page: what needs me today, what was found last."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.reports import overview
from survey.web.access import allow
from survey.web.context import actor, columns, database, now, zone
from survey.web.i18n import language

__all__ = ["bp"]

bp = Blueprint("overview", __name__)


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    today = now().astimezone(zone()).date()
    with database().reading() as session:
        found = overview.build(session, columns(), actor=actor(), today=today, language=language())
    return render_template("overview/index.html", overview=found, today=today, actor=actor())
