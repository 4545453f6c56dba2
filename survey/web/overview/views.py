"""Pages of the overview blueprint."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.web.access import allow

__all__ = ["bp"]

bp = Blueprint("overview", __name__)


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    return render_template("overview/index.html")
