"""Fills an empty store with the invented company, its customers, its surveys and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import AuditEntry
from survey.accounts.tokens import issue
from survey.customers.models import Customer
from survey.demo import exits, fieldwork, improving, key_accounts, register
from survey.demo.content import ZONE
from survey.demo.stage import Event, Stage, play
from survey.interviews.models import Interview
from survey.responses.models import Response, Verbatim

__all__ = ["Loaded", "entrance", "is_demo", "load", "loaded"]

MARK: Final = "demo.load"
"""The first line of a demonstration's trail."""
OPEN_FOR: Final = timedelta(days=30)
"""How long the latest wave can still be answered after loading."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much there is to look at."""

    customers: int
    responses: int
    interviews: int
    verbatims: int


def load(session: Session, *, secrets: tuple[str, ...], now: datetime) -> None:
    """Makes the whole story in one unit of work; the store must be empty.

    The same data come out each time; what `now` decides is how long the latest wave stays open.
    """
    audit.record(session, COMMAND_LINE, MARK, now=now)
    stays_open_until = (now + OPEN_FOR).astimezone(ZONE).date()
    play(Stage(session, secrets), _events(stays_open_until))


def loaded(session: Session) -> Loaded:
    """Counts what was made."""
    return Loaded(
        customers=_count(session, Customer.id),
        responses=_count(session, Response.id),
        interviews=_count(session, Interview.id),
        verbatims=_count(session, Verbatim.id),
    )


def is_demo(session: Session) -> bool:
    """Whether the store was made by `load`, so that it may be thrown away."""
    return session.scalar(sa.select(AuditEntry.action).order_by(AuditEntry.id).limit(1)) == MARK


def entrance(session: Session, *, now: datetime) -> str:
    """The token of a one-time sign-in link for the demonstration's administrator."""
    administrator = register.administrator(session)
    return issue(session, "enter", user_id=administrator.id, now=now)


def _events(stays_open_until: date) -> Iterator[Event]:
    yield from register.events()
    yield from exits.events()
    yield from fieldwork.events(stays_open_until)
    yield from key_accounts.events()
    yield from improving.events()


def _count(session: Session, column: sa.orm.InstrumentedAttribute[int]) -> int:
    return session.scalar(sa.select(sa.func.count(column))) or 0
