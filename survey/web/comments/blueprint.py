"""The blueprint of the comments' pages and who reads them."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["EDITORS", "READERS", "bp"]

bp = Blueprint("comments", __name__, url_prefix="/comments")

READERS = ("quality", "manager", "viewer", "interviewer")
EDITORS = ("quality",)
