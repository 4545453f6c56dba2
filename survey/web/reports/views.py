"""Pages of the reports blueprint."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.web.access import allow

__all__ = ["bp"]

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    return render_template("reports/index.html")
