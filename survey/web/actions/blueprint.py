"""The blueprint of improvement: action forms and their registers."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["MANAGERS", "bp"]

bp = Blueprint("actions", __name__, url_prefix="/actions")

MANAGERS = ("quality", "manager")
