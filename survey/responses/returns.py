"""How far a wave has come in: who was to be asked, given a questionnaire, and has sent one back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.customers.models import Customer
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.responses.models import Response

__all__ = ["CustomerState", "Returns", "customer_states", "returns"]


@dataclass(frozen=True, slots=True)
class Returns:
    """应调查 – 已发放 – 已回收 of one wave; shares are None where there is nothing to divide by."""

    population: int = 0
    """Customers that should be surveyed."""
    sent: int = 0
    """Questionnaires given out to named customers."""
    returned: int = 0
    """Current responses, by whatever way they came."""
    returned_invitations: int = 0
    covered: int = 0
    """Customers of the list from which something came back."""

    @property
    def response_rate(self) -> float | None:
        """回收率: given-out questionnaires that came back."""
        return self.returned_invitations / self.sent if self.sent else None

    @property
    def coverage(self) -> float | None:
        """The share of the customers to be surveyed from which something came back."""
        return self.covered / self.population if self.population else None


@dataclass(frozen=True, slots=True)
class CustomerState:
    """One customer of the list and how far it has come."""

    entry: FrameEntry
    invitations: Sequence[Invitation]
    returned: bool
    returned_on: date | None

    @property
    def customer(self) -> Customer:
        return self.entry.customer

    @property
    def issued_at(self) -> datetime | None:
        """When a questionnaire was last given out."""
        return max((one.issued_at for one in self.invitations), default=None)

    @property
    def state(self) -> str:
        """`returned`, `refused`, `unreachable`, `postponed`, `issued` or `waiting` (nothing given out yet)."""
        if self.returned:
            return "returned"
        if self.entry.disposition:
            return self.entry.disposition
        return "issued" if self.invitations else "waiting"


def returns(session: Session, wave_ids: Collection[int]) -> Mapping[int, Returns]:
    """Wave id → its figures, counted in the store."""
    population = _counted(session, FrameEntry.wave_id, sa.func.count(), wave_ids)
    sent = _counted(session, Invitation.wave_id, sa.func.count(), wave_ids)
    back = _counted(session, Invitation.wave_id, sa.func.count(Invitation.returned_on), wave_ids)
    current = _counted(session, Response.wave_id, sa.func.count(), wave_ids, Response.superseded.is_(False))
    covered = _counted(
        session, FrameEntry.wave_id, sa.func.count(), wave_ids, sa.or_(_came_by_invitation(), _came_named())
    )
    return {
        wave_id: Returns(
            population=population.get(wave_id, 0),
            sent=sent.get(wave_id, 0),
            returned=current.get(wave_id, 0),
            returned_invitations=back.get(wave_id, 0),
            covered=covered.get(wave_id, 0),
        )
        for wave_id in wave_ids
    }


def customer_states(
    session: Session, wave: Wave, *, owner_id: int | None = None, customer_id: int | None = None
) -> list[CustomerState]:
    """The customers of the list, the largest first; of one owner or one customer when asked."""
    chosen = (
        sa.select(FrameEntry)
        .join(FrameEntry.customer)
        .where(FrameEntry.wave_id == wave.id)
        .options(joinedload(FrameEntry.customer).selectinload(Customer.contacts))
        .order_by(sa.func.coalesce(FrameEntry.sales, 0).desc(), FrameEntry.id)
    )
    if owner_id is not None:
        chosen = chosen.where(Customer.owner_id == owner_id)
    if customer_id is not None:
        chosen = chosen.where(Customer.id == customer_id)
    invitations = _invitations(session, wave)
    came = _came_on(session, wave)
    return [
        CustomerState(
            entry=entry,
            invitations=(mine := invitations.get(entry.customer_id, [])),
            returned=entry.customer_id in came or any(one.returned_on for one in mine),
            returned_on=max(
                (day for day in (came.get(entry.customer_id), *(one.returned_on for one in mine)) if day),
                default=None,
            ),
        )
        for entry in session.scalars(chosen)
    ]


def _counted(
    session: Session,
    wave_column: sa.orm.InstrumentedAttribute[int],
    counted: sa.ColumnElement[int],
    wave_ids: Collection[int],
    *conditions: sa.ColumnElement[bool],
) -> dict[int, int]:
    rows = session.execute(
        sa.select(wave_column, counted).where(wave_column.in_(wave_ids), *conditions).group_by(wave_column)
    )
    return {wave_id: n for wave_id, n in rows}  # noqa: C416  (rows are no pairs to mypy)


def _came_by_invitation() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Invitation.wave_id == FrameEntry.wave_id,
        Invitation.customer_id == FrameEntry.customer_id,
        Invitation.returned_on.is_not(None),
    )


def _came_named() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Response.wave_id == FrameEntry.wave_id,
        Response.customer_id == FrameEntry.customer_id,
        Response.superseded.is_(False),
    )


def _invitations(session: Session, wave: Wave) -> dict[int, list[Invitation]]:
    found: dict[int, list[Invitation]] = {}
    chosen = (
        sa.select(Invitation).where(Invitation.wave_id == wave.id).options(joinedload(Invitation.contact))
    )
    for one in session.scalars(chosen.order_by(Invitation.id)):
        found.setdefault(one.customer_id, []).append(one)
    return found


def _came_on(session: Session, wave: Wave) -> dict[int, date]:
    """Customer → the day of its latest current response; empty in anonymous waves, which keep no customer."""
    rows = session.execute(
        sa.select(Response.customer_id, sa.func.max(Response.submitted_on))
        .where(Response.wave_id == wave.id, Response.superseded.is_(False), Response.customer_id.is_not(None))
        .group_by(Response.customer_id)
    )
    return {customer_id: day for customer_id, day in rows if customer_id is not None}
