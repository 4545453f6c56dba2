"""Pages of the customers blueprint."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.web.access import allow

__all__ = ["bp"]

bp = Blueprint("customers", __name__, url_prefix="/customers")


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    return render_template("customers/index.html")
