"""Reads of the complaint register: lists, what is overdue, and the figures of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts.actor import Actor
from survey.actions.complaints import seen_by
from survey.actions.models import Complaint
from survey.customers.models import Customer
from survey.paging import Page, place
from survey.stats import Estimate, wilson

__all__ = [
    "ComplaintFilter",
    "ComplaintPage",
    "Figures",
    "all_for",
    "figures",
    "is_late",
    "of_customer",
    "page",
    "reply_late",
    "years",
]


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """Which complaints a list shows; empty fields do not narrow."""

    view: str = "all"
    """all | waiting | unsolved | late | withdrawn"""
    year: int | None = None
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintPage(Page[Complaint]):
    """One page of the register, the late first, then the newest."""

    late: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The year's complaints in figures, withdrawn ones left out."""

    n: int
    replied_in_time: Estimate
    """投诉及时答复率: in time ÷ (answered + past the limit); those still within it are not counted."""
    within_limit: int
    """Not answered yet, but still in time."""
    solved_in_time: Estimate
    unsolved: int
    days_to_solve: float | None
    """Median, of those solved."""
    by_kind: Mapping[str, int]
    satisfied: Estimate
    """满意 and 基本满意 ÷ those who were asked."""


def page(
    session: Session, wanted: ComplaintFilter, actor: Actor, today: date, number: int = 1
) -> ComplaintPage:
    """Page `number` of the complaints that the person may see."""
    found = all_for(session, wanted, actor, today)
    late = [one for one in found if is_late(one, today)]
    rest = [one for one in found if not is_late(one, today)]
    at = place(len(found), number)
    rows = [*late, *rest][at.first : at.first + at.size]
    return ComplaintPage(rows, at, len(late))


def all_for(session: Session, wanted: ComplaintFilter, actor: Actor, today: date) -> Sequence[Complaint]:
    """All complaints of the filter, the newest first."""
    chosen = (
        sa.select(Complaint)
        .outerjoin(Customer, Customer.id == Complaint.customer_id)
        .where(*seen_by(actor), *_conditions(wanted))
        .options(joinedload(Complaint.customer))
        .order_by(Complaint.received_on.desc(), Complaint.id.desc())
    )
    found = session.scalars(chosen).all()
    return [one for one in found if is_late(one, today)] if wanted.view == "late" else found


def of_customer(session: Session, customer: Customer) -> Sequence[Complaint]:
    """The customer's complaints, the newest first."""
    return session.scalars(
        sa.select(Complaint)
        .where(Complaint.customer_id == customer.id, Complaint.withdrawn_at.is_(None))
        .order_by(Complaint.received_on.desc())
    ).all()


def years(session: Session) -> list[int]:
    """The years that have complaints, the latest first."""
    found = session.execute(sa.select(sa.func.min(Complaint.received_on), sa.func.max(Complaint.received_on)))
    first, last = found.one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def figures(session: Session, actor: Actor, today: date, year: int | None = None) -> Figures:
    """The figures of a year (of all years without one) over what the person may see."""
    found = [
        one for one in all_for(session, ComplaintFilter(year=year), actor, today) if one.withdrawn_at is None
    ]
    replied = [one for one in found if one.first_reply_on is not None]
    missed = [one for one in found if one.first_reply_on is None and reply_late(one, today)]
    solved = [one for one in found if one.solved_on is not None]
    unsolved_late = [one for one in found if one.solved_on is None and _solve_late(one, today)]
    asked = [one for one in found if one.satisfied]
    return Figures(
        n=len(found),
        replied_in_time=wilson(
            sum(not reply_late(one, today) for one in replied), len(replied) + len(missed)
        ),
        within_limit=len(found) - len(replied) - len(missed),
        solved_in_time=wilson(
            sum(not _solve_late(one, today) for one in solved), len(solved) + len(unsolved_late)
        ),
        unsolved=len(found) - len(solved),
        days_to_solve=float(median(_days(one.received_on, one.solved_on) for one in solved))
        if solved
        else None,
        by_kind=dict(Counter(one.kind for one in found).most_common()),
        satisfied=wilson(sum(one.satisfied != "no" for one in asked), len(asked)),
    )


def is_late(complaint: Complaint, today: date) -> bool:
    """Whether something is past its limit and still to be done."""
    if complaint.withdrawn_at is not None:
        return False
    no_reply = complaint.first_reply_on is None and reply_late(complaint, today)
    return no_reply or (complaint.solved_on is None and _solve_late(complaint, today))


def reply_late(complaint: Complaint, today: date) -> bool:
    """Whether the first reply came, or would come today, after its limit."""
    until = complaint.received_on + timedelta(days=complaint.reply_limit)
    return (complaint.first_reply_on or today) > until


def _solve_late(complaint: Complaint, today: date) -> bool:
    until = complaint.received_on + timedelta(days=complaint.solve_limit)
    return (complaint.solved_on or today) > until


def _conditions(wanted: ComplaintFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    withdrawn = Complaint.withdrawn_at.is_not(None)
    if wanted.view == "withdrawn":
        found.append(withdrawn)
    else:
        found.append(~withdrawn)
    if wanted.view == "waiting":
        found.append(Complaint.first_reply_on.is_(None))
    if wanted.view == "unsolved":
        found.append(Complaint.solved_on.is_(None))
    if wanted.year is not None:
        found.append(Complaint.received_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.kind:
        found.append(Complaint.kind == wanted.kind)
    if wanted.text:
        found.append(
            sa.or_(
                *(
                    column.icontains(wanted.text, autoescape=True)
                    for column in (
                        Complaint.record_no,
                        Complaint.text,
                        Complaint.customer_name,
                        Customer.name,
                    )
                )
            )
        )
    return found


def _days(first: date, last: date | None) -> int:
    assert last is not None
    return (last - first).days
