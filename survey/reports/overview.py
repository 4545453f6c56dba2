"""What needs somebody today, and what was found last: the first page of the staff side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from survey.accounts.actor import Actor
from survey.actions import queries as actions
from survey.actions.queries import Counts
from survey.coding import queries as coding
from survey.coding.dictionary import wanted_engine
from survey.customers.models import Customer
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.interviews.access import cases_for
from survey.interviews.models import Case
from survey.interviews.words import OPEN_STATES
from survey.questionnaires.models import Questionnaire, Version
from survey.questions import text_in
from survey.reports import findings
from survey.reports.change.comparison_words import Said
from survey.reports.counting.columns import ColumnStore
from survey.reports.findings import Finding
from survey.reports.gaps import gap
from survey.reports.priority import first, first_words
from survey.reports.returns import accounting
from survey.reports.returns.accounting import Accounting

__all__ = ["FirstSteps", "Overview", "build"]

SEES_RESULTS = ("quality", "manager", "viewer")
SEES_CASES = ("quality", "manager", "interviewer", "sales")
SHOWN_CASES = 8


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What a fresh instance has yet to do; all True once a first survey is out."""

    questionnaire: bool
    published: bool
    customers: bool
    wave: bool

    @property
    def done(self) -> bool:
        return self.published and self.wave


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: open waves with their account, cases that are due, what was found last."""

    steps: FirstSteps
    open_waves: tuple[tuple[Wave, Accounting], ...]
    cases: tuple[Case, ...]
    overdue: int
    actions: Counts
    """Action forms that the person may see, by view."""
    waiting_comments: int
    findings: tuple[Finding, ...]
    first: tuple[Said, ...]
    """What to do first, in one sentence; () where nothing is rated twice."""
    latest: Wave | None


def build(
    session: Session, store: ColumnStore, *, actor: Actor, today: date, language: str = "zh"
) -> Overview:
    """The first page as `actor` may see it."""
    waves = fieldwork.waves(session) if actor.may(*SEES_RESULTS) else []
    latest = next((wave for wave in waves if wave.state != "draft"), None)
    cases = _open_cases(session, actor) if actor.may(*SEES_CASES) else []
    return Overview(
        steps=_steps(session),
        open_waves=tuple(
            (wave, accounting.build(session, store, wave, actor=actor))
            for wave in waves
            if wave.state == "open"
        ),
        cases=tuple(cases[:SHOWN_CASES]),
        overdue=sum(1 for case in cases if case.due_on and case.due_on < today),
        actions=actions.counts(session, actor, today),
        waiting_comments=coding.progress(session, wanted_engine(session)).waiting
        if actor.may("quality", "manager")
        else 0,
        findings=_findings(session, store, latest, actor, language),
        first=_first(session, store, latest, actor, language),
        latest=latest,
    )


def _findings(
    session: Session, store: ColumnStore, wave: Wave | None, actor: Actor, language: str
) -> tuple[Finding, ...]:
    if wave is None:
        return ()
    return tuple(findings.of_gap(gap.build(session, store, wave, actor=actor), language=language))


def _first(
    session: Session, store: ColumnStore, wave: Wave | None, actor: Actor, language: str
) -> tuple[Said, ...]:
    """The head of the order of work."""
    if wave is None:
        return ()
    report = first.build(session, store, wave, actor=actor)
    return tuple(first_words.said(report, lambda label: text_in(label, language))[:1])


def _open_cases(session: Session, actor: Actor) -> Sequence[Case]:
    """Cases still to be reached, the longest due first."""
    return session.scalars(
        sa.select(Case)
        .join(Customer, Customer.id == Case.customer_id)
        .where(Case.state.in_(OPEN_STATES), *cases_for(actor))
        .options(joinedload(Case.customer))
        .order_by(Case.due_on.is_(None), Case.due_on, Case.id)
    ).all()


def _steps(session: Session) -> FirstSteps:
    def any_of(model: type[Questionnaire] | type[Version] | type[Customer] | type[Wave]) -> bool:
        return bool(session.scalar(sa.select(sa.exists().select_from(model))))

    return FirstSteps(any_of(Questionnaire), any_of(Version), any_of(Customer), any_of(Wave))
