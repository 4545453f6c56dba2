"""The blueprint of responses, and how one is found behind its ref."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from flask import Blueprint
from sqlalchemy.orm import Session

from survey.errors import NotFound
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.language import m
from survey.responses import queries
from survey.responses.models import Response
from survey.web.context import actor

__all__ = ["READERS", "bp", "found"]

bp = Blueprint("responses", __name__, url_prefix="/responses")

READERS: Final = ("quality", "manager")
"""Who opens single responses at all; what the wave promised narrows it further (`may_list`)."""


def found(session: Session, ref: str) -> tuple[Wave, Response]:
    """The response and its wave; NotFound for what is not there or not for this person."""
    wave_ref = session.scalar(
        sa.select(Wave.ref).join(Response, Response.wave_id == Wave.id).where(Response.ref == ref)
    )
    if wave_ref is None:
        raise NotFound(m("没有找到这份答卷。"))
    wave = fieldwork.wave(session, wave_ref)
    return wave, queries.response(session, wave, ref, actor())
