"""What keeps an anonymous response from being joined to the person who sent it.

A respondent's link is known to staff, who gave it out; so nothing of a response may lead to a link.

* The response carries a random key, no invitation, collector, customer or contact, no name, the day
  only, and a random id, so that neither ids nor the order of rows tell the sequence of arrival. Its
  verbatims have random ids too.
* What remembers that a link was used is the ledger, which holds a hash that only the secret key can
  tie to an invitation, and no row number. It says nothing about which response came by it.
* An invitation is marked as returned later, with at least `k_min` others at once or when the wave is
  closed (`note_returns`), and with the same day for all: the day the wave opened. Marking each as it
  comes would put its row, and on PostgreSQL its transaction number, beside the response's.
* Segments are carried only as far as they were declared in advance and the group that they make
  together in the frame has at least `k_min` customers.
* Items that ask who one is (contact details) are not asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.db import Unit
from survey.errors import Conflict
from survey.fieldwork import tokens
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.fieldwork.queries import company
from survey.instrument.definition import Definition
from survey.questionnaires.frozen import cached
from survey.questions import get
from survey.responses.models import Response, SubmissionLedger, Verbatim

__all__ = ["asked", "carried_segments", "free_ids", "note_returns", "random_id"]

_LOW: Final = 2**30
_HIGH: Final = 2**31 - 1
_BATCH: Final = 1000


def random_id() -> int:
    """An id that tells no order; far above those that the store counts up itself."""
    return secrets.randbelow(_HIGH - _LOW) + _LOW


def free_ids(session: Session, table: type[Response] | type[Verbatim], n: int) -> list[int]:
    """`n` different random ids that no row has."""
    ids: set[int] = set()
    while len(ids) < n:
        drawn = {random_id() for _ in range(min(_BATCH, n - len(ids)))}
        ids |= drawn - set(session.scalars(sa.select(table.id).where(table.id.in_(drawn))))
    return list(ids)


def asked(definition: Definition, sha256: str, privacy: str) -> Definition:
    """What is asked under that privacy: an anonymous wave leaves out items that ask who one is."""
    return _impersonal(sha256) if privacy == "anonymous" else definition


@lru_cache(maxsize=64)
def _impersonal(sha256: str) -> Definition:
    definition = cached(sha256)
    sections = tuple(
        section.model_copy(
            update={"items": tuple(item for item in section.items if not get(item.type).personal)}
        )
        for section in definition.sections
    )
    return definition.model_copy(update={"sections": sections})


def carried_segments(
    unit: Unit, wave_id: int, declared: Sequence[str], values: dict[str, str], k: int
) -> dict[str, str]:
    """Of the declared segments those that, taken together, leave at least `k` customers of the frame.

    They are taken in the order declared; the first that would make the group too small is dropped,
    and so are those after it that would.
    """
    kept: dict[str, str] = {}
    for name in declared:
        if not values.get(name):
            continue
        group = kept | {name: values[name]}
        counted = sa.select(sa.func.count()).select_from(FrameEntry).where(FrameEntry.wave_id == wave_id)
        for column, value in group.items():
            counted = counted.where(getattr(FrameEntry, column) == value)
        if (unit.scalar(counted) or 0) >= k:
            kept = group
    return kept


def note_returns(session: Session, wave: Wave, key_of_secrets: Sequence[str]) -> int:
    """Marks the invitations of an anonymous wave that the ledger knows, in batches of `k_min` or more.

    Says how many it marked. Called by the schedule, and when the wave is closed.
    """
    if wave.privacy != "anonymous":
        return 0
    waiting = session.scalars(
        sa.select(Invitation).where(Invitation.wave_id == wave.id, Invitation.returned_on.is_(None))
    ).all()
    by_hash = {key: one for one in waiting if (key := _key_hash(one, key_of_secrets)) is not None}
    used = set(
        session.scalars(sa.select(SubmissionLedger.key_hash).where(SubmissionLedger.key_hash.in_(by_hash)))
    )
    if not used or (len(used) < wave.k_min and wave.state != "closed"):
        return 0
    opened = wave.opens_at.astimezone(ZoneInfo(company(session).time_zone)).date()
    session.execute(
        sa.update(Invitation)
        .where(Invitation.id.in_([by_hash[key].id for key in used]))
        .values(returned_on=opened)
    )
    _shuffle_ledger(session)
    return len(used)


def _key_hash(invitation: Invitation, key_of_secrets: Sequence[str]) -> str | None:
    try:
        token = tokens.shown_token(key_of_secrets, invitation)
    except Conflict:
        return None  # made under a signing key that is gone
    return tokens.key_hash(tokens.submission_key(token))


def _shuffle_ledger(session: Session) -> None:
    """Writes the ledger anew in the order of its hashes; in SQLite it lies in that order anyway.

    PostgreSQL keeps rows as they came, and the number of the transaction that wrote each.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    hashes = session.scalars(sa.delete(SubmissionLedger).returning(SubmissionLedger.key_hash)).all()
    session.execute(sa.insert(SubmissionLedger), [{"key_hash": one} for one in sorted(hashes)])
