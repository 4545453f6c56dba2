"""What the pages on lost customers show: the roster, the losses without a case, one case's past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.customers.models import Customer, Loss
from survey.fieldwork.models import Wave
from survey.interviews.access import cases_for
from survey.interviews.models import Attempt, Case, Interview, StaffAttribution
from survey.interviews.service import TOO_LATE
from survey.interviews.words import OPEN_STATES
from survey.paging import Page, count, place
from survey.responses.models import Response
from survey.responses.queries import may_join

__all__ = [
    "GivenAnswer",
    "RosterFilter",
    "RosterPage",
    "RosterRow",
    "answers_given",
    "attempts_of",
    "cases_of_customer",
    "losses_without_case",
    "roster",
    "state_counts",
]


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """Which cases the roster shows."""

    state: str = "open"
    """`open`, `all`, or one state."""
    mine: bool = False
    class_key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One case: whom to reach, until when, and how far it is."""

    case: Case
    interviewer: str
    attempts: int
    attributed: bool
    finished: bool
    overdue: bool
    late: bool
    """More than ten weeks since recognition and still open: memory has faded."""
    own_account: bool
    """The interviewer is the account's own owner."""


@dataclass(frozen=True, slots=True)
class RosterPage(Page[RosterRow]):
    """One page of the roster, the overdue first."""

    overdue: int
    """Of all pages together."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """That a customer answered a survey, where the person may know."""

    wave_key: str
    wave_name: str
    response_ref: str
    on: date
    mode: str


def roster(session: Session, wanted: RosterFilter, actor: Actor, today: date, number: int = 1) -> RosterPage:
    """Page `number` of the cases that the person may see: overdue first, then by due day."""
    is_overdue = _overdue(today)
    chosen = _visible(actor).where(*_conditions(wanted, actor))
    at = place(count(session, chosen), number)
    attempts = sa.select(sa.func.count()).where(Attempt.case_id == Case.id).scalar_subquery()
    found = session.execute(
        at.cut(chosen)
        .outerjoin(User, User.id == Case.interviewer_id)
        .outerjoin(StaffAttribution, StaffAttribution.case_id == Case.id)
        .outerjoin(Interview, Interview.case_id == Case.id)
        .add_columns(User.name, attempts, StaffAttribution.id, Interview.finished_at)
        .options(joinedload(Case.loss), joinedload(Case.customer))
        .order_by(is_overdue.desc(), Case.due_on.is_(None), Case.due_on, Case.id)
    )
    rows = [
        RosterRow(
            case=case,
            interviewer=name or "",
            attempts=tries,
            attributed=attributed is not None,
            finished=finished is not None,
            overdue=_is_overdue(case, today),
            late=case.state in OPEN_STATES and today - case.loss.recognised_on > TOO_LATE,
            own_account=case.interviewer_id is not None and case.interviewer_id == case.customer.owner_id,
        )
        for case, name, tries, attributed, finished in found
    ]
    return RosterPage(rows, at, count(session, chosen.where(is_overdue)))


def state_counts(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many cases that the person may see are in each state."""
    visible = _visible(actor).subquery()
    counted = sa.select(visible.c.state, sa.func.count()).group_by(visible.c.state)
    return dict(session.execute(counted).all())


def losses_without_case(session: Session) -> Sequence[Loss]:
    """The standing losses for which nobody was asked to call yet, core classes and recent ones first."""
    chosen = (
        sa.select(Loss)
        .join(Customer, Customer.id == Loss.customer_id)
        .outerjoin(Case, Case.loss_id == Loss.id)
        .where(Loss.withdrawn_at.is_(None), Case.id.is_(None))
        .options(joinedload(Loss.customer))
        .order_by(Customer.class_key == "", Customer.class_key, Loss.recognised_on.desc())
    )
    return session.scalars(chosen).all()


def attempts_of(session: Session, case: Case) -> Sequence[Attempt]:
    """The tries to reach the customer, newest first."""
    chosen = sa.select(Attempt).where(Attempt.case_id == case.id)
    return session.scalars(chosen.order_by(Attempt.at.desc(), Attempt.id.desc())).all()


def cases_of_customer(session: Session, customer_id: int, actor: Actor) -> Sequence[Case]:
    """The cases of a customer that the person may see, newest first."""
    chosen = _visible(actor).where(Case.customer_id == customer_id).options(joinedload(Case.loss))
    return session.scalars(chosen.order_by(Case.id.desc())).all()


def answers_given(session: Session, customer_id: int, actor: Actor) -> list[GivenAnswer]:
    """The surveys that this customer answered, as far as the person may join answers to customers.

    Sales staff never read single answers: they would be their own scores.
    """
    if actor.role == "sales":
        return []
    chosen = (
        sa.select(Response, Wave)
        .join(Wave, Wave.id == Response.wave_id)
        .where(Response.customer_id == customer_id, Response.superseded.is_(False))
        .where(Response.deleted_at.is_(None))
        .order_by(Response.submitted_on.desc(), Response.id.desc())
    )
    return [
        GivenAnswer(wave.key, wave.name, response.ref, response.submitted_on, response.mode)
        for response, wave in session.execute(chosen)
        if may_join(actor, wave.privacy)
    ]


def _visible(actor: Actor) -> sa.Select[Case]:
    return sa.select(Case).join(Customer, Customer.id == Case.customer_id).where(*cases_for(actor))


def _conditions(wanted: RosterFilter, actor: Actor) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.state == "open":
        found.append(Case.state.in_(OPEN_STATES))
    elif wanted.state != "all":
        found.append(Case.state == wanted.state)
    if wanted.mine:
        found.append(Case.interviewer_id == (actor.user_id or 0))
    if wanted.class_key:
        found.append(Customer.class_key == wanted.class_key)
    if wanted.text:
        columns = (Customer.code, Customer.name)
        found.append(sa.or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    return found


def _overdue(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(Case.state.in_(OPEN_STATES), Case.due_on.is_not(None), Case.due_on < today)


def _is_overdue(case: Case, today: date) -> bool:
    return case.state in OPEN_STATES and case.due_on is not None and case.due_on < today
