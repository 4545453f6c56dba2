"""The blueprint of the customer register, shared by the modules of its pages."""

from __future__ import annotations

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("customers", __name__, url_prefix="/customers")
