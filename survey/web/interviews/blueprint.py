"""The blueprint of exit interviews, shared by the modules of its pages."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["READERS", "WORKERS", "bp"]

bp = Blueprint("interviews", __name__, url_prefix="/interviews")

READERS = ("quality", "interviewer", "sales", "manager", "viewer")
WORKERS = ("quality", "interviewer")
