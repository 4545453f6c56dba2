"""The blueprint of documents: what was asked for, and reports under document control."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("documents", __name__, url_prefix="/documents")
