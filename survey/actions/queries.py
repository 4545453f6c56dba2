"""Reads of action forms: lists with filters, one form, counts, and what the management review asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.actions.access import visible_to
from survey.actions.models import Action, ActionEvidence
from survey.actions.states import is_overdue
from survey.actions.words import LIVE, UNDER_WAY
from survey.customers.persons import masker, names_at
from survey.errors import NotFound
from survey.language import m
from survey.paging import Page, count, place
from survey.responses.models import Verbatim

__all__ = [
    "ActionFilter",
    "Counts",
    "ReviewAction",
    "all_for",
    "by_ref",
    "counts",
    "departments",
    "for_review",
    "from_source",
    "page",
    "quotes",
    "staff",
]


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which forms a list shows; empty fields do not narrow."""

    view: str = "live"
    """live | mine | overdue | to_verify | proposed | closed | dismissed | all"""
    source: str = ""
    department: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many forms each view of the list holds for this person."""

    live: int = 0
    mine: int = 0
    overdue: int = 0
    to_verify: int = 0
    proposed: int = 0
    closed: int = 0
    dismissed: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class ReviewAction:
    """One form as the management review reads it."""

    number: str
    title: str
    source: str
    """A key of `words.SOURCES`."""
    department: str
    owner: str
    state: str
    """A key of `words.STATES`."""
    opened_on: date | None
    due_on: date | None
    overdue: bool
    closed_on: date | None
    effectiveness: str
    """A key of `words.RESULTS`; '' while it has not been checked."""
    figures: str
    """Before and after in one sentence; '' where no later survey has the item."""


def page(session: Session, wanted: ActionFilter, actor: Actor, today: date, number: int = 1) -> Page[Action]:
    """Page `number` of the forms that the person may see: the overdue first, then by due date."""
    chosen = _chosen(wanted, actor, today)
    at = place(count(session, chosen), number)
    return Page(session.scalars(at.cut(_ordered(chosen, today))).all(), at)


def all_for(session: Session, wanted: ActionFilter, actor: Actor, today: date) -> Sequence[Action]:
    """All forms of the filter, for a workbook or JSON."""
    chosen = _ordered(_chosen(wanted, actor, today), today).options(joinedload(Action.wave))
    return session.scalars(chosen).all()


def counts(session: Session, actor: Actor, today: date) -> Counts:
    """How many forms each view holds, counted in one statement."""
    views = [field.name for field in fields(Counts)]
    row = session.execute(
        sa.select(*(sa.func.count().filter(*_view(name, actor, today)).label(name) for name in views)).where(
            *visible_to(actor)
        )
    ).one()
    return Counts(**row._asdict())


def by_ref(session: Session, ref: str, actor: Actor) -> Action:
    """The form called `ref` with its wave, steps and evidence; NotFound where the person may not know of it."""
    action = session.scalars(
        sa.select(Action)
        .where(Action.ref == ref, *visible_to(actor))
        .options(
            joinedload(Action.wave),
            selectinload(Action.steps),
            selectinload(Action.evidence).joinedload(ActionEvidence.file),
        )
    ).one_or_none()
    if action is None:
        raise NotFound(m("没有找到这张改进措施单。"))
    return action


def quotes(session: Session, action: Action) -> list[str]:
    """The words it quotes that still stand, in the order they were taken; particulars of persons are hidden."""
    if not action.quotes:
        return []
    found = session.execute(
        sa.select(Verbatim.ref, Verbatim.text, Verbatim.customer_id).where(
            Verbatim.ref.in_(action.quotes), Verbatim.gone.is_(False)
        )
    ).all()
    hide = masker(session)
    names = names_at(session, {row.customer_id for row in found if row.customer_id is not None})
    texts = {row.ref: hide(row.text, names.get(row.customer_id or 0, ())) for row in found}
    return [texts[ref] for ref in action.quotes if ref in texts]


def from_source(session: Session, source: str, source_ref: str, actor: Actor) -> Sequence[Action]:
    """The forms that came from that record, newest first."""
    return session.scalars(
        sa.select(Action)
        .where(Action.source == source, Action.source_ref == source_ref, *visible_to(actor))
        .order_by(Action.id.desc())
    ).all()


def departments(session: Session, actor: Actor) -> list[str]:
    """The departments that have forms, for the filter."""
    found = sa.select(Action.department).where(Action.department != "", *visible_to(actor)).distinct()
    return sorted(session.scalars(found))


def staff(session: Session) -> Sequence[User]:
    """The people who can own a form: everyone active but those who only read."""
    chosen = sa.select(User).where(User.active, User.role != "viewer")
    return session.scalars(chosen.order_by(User.name)).all()


def for_review(
    session: Session, *, today: date, since: date | None = None, until: date | None = None
) -> list[ReviewAction]:
    """The forms for the management review: all that are not closed, and those closed or opened in the period.

    Proposals that nobody opened are no forms. Sorted by number.
    """
    period = [sa.and_(*_within(column, since, until)) for column in (Action.opened_on, Action.closed_on)]
    chosen = (
        sa.select(Action)
        .where(Action.record_no.is_not(None), sa.or_(Action.state != "closed", *period))
        .order_by(Action.opened_on, Action.record_no)
    )
    return [
        ReviewAction(
            number=action.record_no or "",
            title=action.title,
            source=action.source,
            department=action.department,
            owner=action.owner,
            state=action.state,
            opened_on=action.opened_on,
            due_on=action.due_on,
            overdue=is_overdue(action, today),
            closed_on=action.closed_on,
            effectiveness=action.check_result,
            figures=action.check_figures,
        )
        for action in session.scalars(chosen)
    ]


def _within(column: Any, since: date | None, until: date | None) -> list[sa.ColumnElement[bool]]:
    bounds = [column.is_not(None)]
    if since is not None:
        bounds.append(column >= since)
    if until is not None:
        bounds.append(column <= until)
    return bounds


def _is_overdue(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(Action.state.in_(UNDER_WAY), Action.due_on < today)


def _chosen(wanted: ActionFilter, actor: Actor, today: date) -> sa.Select[Action]:
    chosen = sa.select(Action).where(*visible_to(actor), *_view(wanted.view, actor, today))
    if wanted.source:
        chosen = chosen.where(Action.source == wanted.source)
    if wanted.department:
        chosen = chosen.where(Action.department == wanted.department)
    if wanted.text:
        like = [
            column.icontains(wanted.text, autoescape=True)
            for column in (Action.record_no, Action.title, Action.owner, Action.problem)
        ]
        chosen = chosen.where(sa.or_(*like))
    return chosen


def _view(view: str, actor: Actor, today: date) -> list[sa.ColumnElement[bool]]:
    """What makes a form belong to a view."""
    views: dict[str, list[sa.ColumnElement[bool]]] = {
        "live": [Action.state.in_(LIVE)],
        "mine": [Action.state.in_(LIVE), Action.owner_id == (actor.user_id or 0)],
        "overdue": [_is_overdue(today)],
        "to_verify": [Action.state == "to_verify"],
        "proposed": [Action.state == "proposed"],
        "closed": [Action.state == "closed"],
        "dismissed": [Action.state == "dismissed"],
        "all": [Action.record_no.is_not(None)],
    }
    return views[view]


def _ordered(chosen: sa.Select[Action], today: date) -> sa.Select[Action]:
    late = sa.case((_is_overdue(today), 0), (Action.state == "closed", 2), else_=1)
    return chosen.order_by(late, Action.due_on.is_(None), Action.due_on, Action.id.desc())
