"""Pages of the waves blueprint."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.web.access import allow

__all__ = ["bp"]

bp = Blueprint("waves", __name__, url_prefix="/waves")


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    return render_template("waves/index.html")
