"""The purchase criteria of single customers: which of them only we meet, both of us, or only the competitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.competitors import Asked, Rated, asked
from survey.language import Message, m
from survey.questions import text_in
from survey.reports.competing.ratings import best_ratings
from survey.reports.competing.reckoning import Ratings
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.disclosure import for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units
from survey.responses.models import Response

__all__ = ["Account", "Criterion", "Status", "accounts_of", "latest_of", "meets_from"]


class Status(Enum):
    """Where a customer stands on one criterion, or as a whole; the value is the key in files and CSS."""

    ALARM = "alarm"
    WATCH = "watch"
    SAFE = "safe"
    NEITHER = "neither"

    @property
    def title(self) -> Message:
        """The word for people."""
        return _TITLES[self]

    @property
    def tone(self) -> str:
        """How a page colours it."""
        return {Status.ALARM: "danger", Status.WATCH: "attention", Status.SAFE: "good"}.get(self, "")


_TITLES = {
    Status.ALARM: m("预警"),
    Status.WATCH: m("关注"),
    Status.SAFE: m("安全"),
    Status.NEITHER: m("都未达到"),
}
_WORST_FIRST = (Status.ALARM, Status.WATCH, Status.SAFE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item as one customer rates it, us and the best competitor; met from the satisfied point on."""

    key: str
    label: Mapping[str, str]
    own: float
    other: float
    status: Status


@dataclass(frozen=True, slots=True)
class Account:
    """One customer's criteria, alarms first. `status` is the worst of them; NEITHER where nobody meets any."""

    customer: Customer
    criteria: tuple[Criterion, ...]

    @property
    def status(self) -> Status:
        present = {criterion.status for criterion in self.criteria}
        return next((status for status in _WORST_FIRST if status in present), Status.NEITHER)

    @property
    def counts(self) -> Mapping[Status, int]:
        """Status → how many criteria have it."""
        return Counter(criterion.status for criterion in self.criteria)

    def having(self, status: Status) -> tuple[Criterion, ...]:
        """The criteria with that status."""
        return tuple(criterion for criterion in self.criteria if criterion.status is status)

    def to_json(self) -> dict[str, Any]:
        return {
            "customer": self.customer.code,
            "name": self.customer.name,
            "status": self.status.value,
            "criteria": [
                {
                    "key": one.key,
                    "label": text_in(one.label),
                    "performance": one.own,
                    "competitor": one.other,
                    "status": one.status.value,
                }
                for one in self.criteria
            ],
        }


def meets_from(rated: Rated) -> float:
    """From this rating on a criterion counts as met: the scale's satisfied point, else its highest."""
    return float(rated.scale.satisfied_from or rated.scale.values[-1])


def accounts_of(
    session: Session, columns: Columns, units: Units, about: Asked, rows: Sequence[Ratings]
) -> tuple[Account, ...]:
    """The customers that rated a competitor, the most alarms first; only for readers who may see names."""
    numbers = columns.customers[units.ids]
    known = {
        customer.id: customer
        for customer in session.scalars(
            sa.select(Customer).where(Customer.id.in_([int(one) for one in numbers if one >= 0]))
        )
    }
    found = [
        Account(known[int(number)], criteria)
        for place, number in enumerate(numbers)
        if int(number) in known and (criteria := _criteria(about, rows, place))
    ]
    return tuple(sorted(found, key=_alarms_first))


def latest_of(
    session: Session, store: ColumnStore, customer: Customer, actor: Actor
) -> tuple[Wave, Account] | None:
    """The customer's criteria in the latest wave in which it rated a competitor; None where `actor` may not join."""
    if actor.role == "sales":
        return None
    waves = session.scalars(
        sa.select(Wave)
        .where(
            Wave.id.in_(
                sa.select(Response.wave_id).where(
                    Response.customer_id == customer.id, Response.superseded.is_(False)
                )
            )
        )
        .order_by(Wave.opens_at.desc())
    )
    for wave in waves:
        about = asked(definitions.definition_of(session, wave.version_id))
        if about.rated and wave.unit == "customer" and for_reader(wave, actor).names:
            columns = store.of(session, wave)
            if criteria := _criteria_of(columns, about, customer.id):
                return wave, Account(customer, criteria)
    return None


def _criteria_of(columns: Columns, about: Asked, customer_id: int) -> tuple[Criterion, ...]:
    theirs = columns.kept(columns.customers[columns.unit] == customer_id)
    units = Units(theirs, Filter(), unit="customer")
    return _criteria(about, best_ratings(theirs, units, "customer", about), 0) if units.n else ()


def _criteria(about: Asked, rows: Sequence[Ratings], place: int) -> tuple[Criterion, ...]:
    found = []
    for rated, row in zip(about.rated, rows, strict=True):
        own, other = float(row.own[place]), float(row.other[place])
        if not np.isnan(own):
            found.append(Criterion(row.key, row.label, own, other, _status(own, other, meets_from(rated))))
    order = list(Status)
    return tuple(sorted(found, key=lambda one: (order.index(one.status), one.own - one.other)))


def _status(own: float, other: float, reach: float) -> Status:
    """只有我们达到 = 安全, 双方都达到 = 关注, 只有竞争者达到 = 预警."""
    ours, theirs = own >= reach - 1e-9, other >= reach - 1e-9
    if ours:
        return Status.WATCH if theirs else Status.SAFE
    return Status.ALARM if theirs else Status.NEITHER


def _alarms_first(account: Account) -> tuple[int, int, str]:
    counts = account.counts
    return -counts.get(Status.ALARM, 0), -counts.get(Status.WATCH, 0), account.customer.code or ""
