"""The blueprint of everything about fielding: plans, targets, waves, lists, links, paper, entry."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

__all__ = ["READERS", "bp"]

bp = Blueprint("waves", __name__, url_prefix="/waves")

READERS: Final = ("quality", "manager", "interviewer")
"""Who may see which customers are surveyed; everyone else sees figures only."""
