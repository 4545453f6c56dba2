"""One person's questionnaire comes back: by the link, or typed in by staff from paper and telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from survey.demo.content import ZONE
from survey.demo.people import Person
from survey.demo.register import QUALITY
from survey.demo.stage import Stage
from survey.fieldwork import tokens
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation
from survey.instrument.answers import finish
from survey.questions import Answers
from survey.responses.entry import ENTRY_MODES, Entry, enter
from survey.responses.rows import Submission, pack
from survey.responses.submission import submit

__all__ = ["answer"]

CALLER: Final = "客服部 秦主管"
"""Who asks on the telephone and types it in."""


def answer(person: Person, said: Mapping[str, Any], stage: Stage, now: datetime) -> None:
    """Stores the response as it came in."""
    wave = stage.waves[person.wave.key]
    answers = finish(definition_of(stage.session, wave.version_id), said)
    if person.mode in ENTRY_MODES:
        _typed_in(person, answers, stage, now)
    else:
        _by_link(person, answers, stage, now)


def _typed_in(person: Person, answers: Answers, stage: Stage, now: datetime) -> None:
    entry = Entry(
        mode=person.mode,
        received_on=now.astimezone(ZONE).date(),
        answers=answers,
        customer_id=stage.customers[person.customer["code"]].id,
        contact_id=stage.contacts[person.contact["phone"]].id,
        person=person.contact["name"],
    )
    actor = stage.actor(CALLER if person.mode == "phone" else QUALITY)
    enter(stage.session, stage.waves[person.wave.key], entry, secrets=stage.secrets, actor=actor, now=now)


def _by_link(person: Person, answers: Answers, stage: Stage, now: datetime) -> None:
    session, wave = stage.session, stage.waves[person.wave.key]
    customer = stage.customers[person.customer["code"]]
    contact = stage.contacts[person.contact["phone"]]
    invitation = session.scalars(
        sa.select(Invitation).where(Invitation.wave_id == wave.id, Invitation.contact_id == contact.id)
    ).one()
    submission = Submission(
        wave_id=wave.id,
        version_id=wave.version_id,
        privacy=wave.privacy,
        definition=definition_of(session, wave.version_id),
        key=tokens.submission_key(tokens.shown_token(stage.secrets, invitation)),
        answers=answers,
        now=now,
        time_zone=ZONE.key,
        mode=person.mode,
        started_at=now - timedelta(seconds=person.seconds),
        invitation_id=invitation.id,
        customer_id=customer.id,
        contact_id=contact.id,
        segments={
            "class_key": customer.class_key,
            "region": customer.region,
            "industry": customer.industry,
            "product_line": customer.product_line,
        },
        record_no=invitation.record_no,
    )
    submit(session, pack(submission))
