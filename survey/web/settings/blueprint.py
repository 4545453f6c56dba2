"""The blueprint of the settings pages."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("settings", __name__, url_prefix="/settings")
