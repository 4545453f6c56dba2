"""Signing in and out, first setup, language."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey.web.access import anyone

__all__ = ["bp"]

bp = Blueprint("auth", __name__)


@bp.get("/sign-in")
@anyone
def sign_in() -> ResponseReturnValue:
    return render_template("auth/sign_in.html")
