"""The story as dated events on one stage: the store fills in the order in which things happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.accounts.users import actor_of
from survey.actions.models import Action, Complaint
from survey.customers.models import Contact, Customer, Loss
from survey.fieldwork.models import Wave
from survey.interviews.models import Case

__all__ = ["Event", "Stage", "play"]


@dataclass(slots=True)
class Stage:
    """What stands in the store so far, by the names that the data files use."""

    session: Session
    secrets: tuple[str, ...]
    """The instance's signing keys, the present one first."""
    users: dict[str, User] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    """By telephone number."""
    losses: dict[str, Loss] = field(default_factory=dict)
    """By the customer's code."""
    cases: dict[str, Case] = field(default_factory=dict)
    """By the customer's code."""
    waves: dict[str, Wave] = field(default_factory=dict)
    complaints: dict[str, Complaint] = field(default_factory=dict)
    """By day and kind."""
    actions: dict[str, Action] = field(default_factory=dict)
    """By title."""

    def actor(self, name: str) -> Actor:
        """The member of staff called so, as services know the one who acts."""
        return actor_of(self.users[name])


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did at a moment."""

    at: datetime
    act: Callable[[Stage, datetime], None]


def play(stage: Stage, events: Iterable[Event]) -> None:
    """Lets everything happen in its order; of the same moment, in the order given."""
    for event in sorted(events, key=lambda event: event.at):
        event.act(stage, event.at)
