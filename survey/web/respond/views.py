"""The respondent's pages; outside the staff session, flask-login and flask-wtf."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("respond", __name__, url_prefix="/r")
