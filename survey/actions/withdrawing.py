"""Taking an entry out of a register's figures; its number and the reason stay."""

from __future__ import annotations

from datetime import datetime

from survey.actions.models import Complaint, TouchpointCheck
from survey.errors import Conflict, InvalidInput
from survey.language import Message, m

__all__ = ["take_out"]

_LONGEST = 500


def take_out(entry: Complaint | TouchpointCheck, reason: str, *, already: Message, now: datetime) -> None:
    """Marks the entry withdrawn; Conflict (`already`) where it is, InvalidInput without a reason."""
    if entry.withdrawn_at is not None:
        raise Conflict(already)
    if not reason.strip():
        raise InvalidInput(m("请写明为什么撤销。"), {"reason": m("请写明为什么撤销。")})
    entry.withdrawn_at, entry.withdrawn_why = now, reason.strip()[:_LONGEST]
    entry.stamp += 1
