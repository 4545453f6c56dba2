"""Responses made for these tests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.answers import finish
from survey.responses.models import Response, Verbatim
from survey.responses.rows import Submission, pack
from survey.responses.submission import submit
from tests.builders import fieldwork as make

GIVEN = {
    "consent": "1",
    "overall": 2,
    "overall:why": "太慢",
    "product_reliability": [5, 3],
    "worst": "供货慢",
}


def answers_for(session: Session, wave: Wave, **changes: Any) -> dict[str, Any]:
    return finish(definition_of(session, wave.version_id), GIVEN | changes)


def stored(session: Session, wave: Wave, key: str = "k", **changes: Any) -> Response:
    """One response of the wave."""
    said = Submission(
        wave_id=wave.id,
        version_id=wave.version_id,
        privacy=wave.privacy,
        definition=definition_of(session, wave.version_id),
        key=key,
        answers=answers_for(session, wave),
        now=make.NOW,
        time_zone="Asia/Shanghai",
        **changes,
    )
    packed = pack(said)
    submit(session, packed)
    return session.scalars(sa.select(Response).where(Response.ref == packed.response["ref"])).one()


def standing(session: Session) -> list[str]:
    return sorted(session.scalars(sa.select(Verbatim.text).where(Verbatim.gone.is_(False))))
