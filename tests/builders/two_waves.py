"""A further wave of a questionnaire that was already fielded, with the same customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from survey.customers.models import Customer
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.questionnaires.models import Version
from tests.builders.rated_wave import Given, RatedWave, add_version, store_responses
from tests.conftest import NOW

__all__ = ["next_wave"]


def next_wave(
    session: Session,
    made: RatedWave,
    given: Sequence[Given],
    *,
    key: str = "w2",
    definition: Definition | None = None,
    after: timedelta = timedelta(days=180),
) -> RatedWave:
    """Stores a later wave; customers keep their numbers, new ones are added. Another definition is version 2."""
    first = made.wave
    version_id = first.version_id if definition is None else _version(session, made, definition).id
    wave = Wave(
        key=key,
        name=f"再次调查 {key}",
        period=key,
        version_id=version_id,
        state="open",
        opens_at=first.opens_at + after,
        closes_at=first.closes_at + after,
        privacy=first.privacy,
        unit=first.unit,
        k_min=first.k_min,
        created_at=NOW,
    )
    session.add(wave)
    session.flush()
    later = RatedWave(wave, definition or made.definition, made.customers)
    for number in sorted({one.customer for one in given if one.customer is not None} - set(made.customers)):
        customer = Customer(code=f"{key}-{number:03}", name=f"客户{number}", class_key="B", created_at=NOW)
        session.add(customer)
        session.flush()
        later.customers[number] = customer
    store_responses(session, later, given)
    return later


def _version(session: Session, made: RatedWave, definition: Definition) -> Version:
    before = session.get_one(Version, made.wave.version_id)
    return add_version(session, before.questionnaire_id, before.number + 1, definition, revision="B/0")
