"""Saving what is typed during and after a talk: nothing typed is ever lost, whoever else is typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.importing import parse_day
from survey.customers.listing import sees_competitors
from survey.db import take_turn
from survey.errors import InvalidInput
from survey.interviews.access import require_worker
from survey.interviews.fields import FIELDS, SECTIONS, digest, note_field, same_text
from survey.interviews.guide import GUIDE_KEYS
from survey.interviews.models import Case, Interview
from survey.language import Message
from survey.responses.verbatims import Words, add_verbatims

__all__ = ["Clash", "Saved", "Sheet", "hand_over_words", "interview_of", "save", "sheet"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed meanwhile: both texts, for a person to join."""

    field: str
    stored: str
    typed: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a form: the rest is kept even where fields clash or cannot be taken."""

    interview: Interview
    taken: frozenset[str]
    """The fields in which something new was stored."""
    clashes: tuple[Clash, ...]
    problems: Mapping[str, Message]

    @property
    def whole(self) -> bool:
        return not self.clashes and not self.problems


def interview_of(session: Session, case: Case) -> Interview | None:
    """The interview of a case, None before anything was saved."""
    return session.scalars(sa.select(Interview).where(Interview.case_id == case.id)).one_or_none()


def save(
    session: Session,
    case: Case,
    section: str,
    typed: Mapping[str, str],
    *,
    stamp: int,
    seen: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Saved:
    """Keeps the fields of one page.

    `seen` is the digest of each field as the page last knew it: a field is taken only while nobody else
    has changed it, what both changed comes back as a clash with both texts. A field without a digest is
    taken only on the state that `stamp` names.
    """
    require_worker(session, case, actor)
    interview = _locked(session, case, actor, now)
    fields = {
        name: same_text(text)
        for name, text in typed.items()
        if name in SECTIONS[section] and not _kept_from(actor, name, text)
    }
    marks = {name: seen.get(name) or _mark(interview, name, stamp) for name in fields}
    new = {
        name: text
        for name, text in fields.items()
        if text != FIELDS[name].show(interview) and digest(text) != marks[name]
    }
    clashes = _clashes(interview, new, marks, actor)
    free = {name: text for name, text in new.items() if all(clash.field != name for clash in clashes)}
    problems = _put(interview, free)
    taken = free.keys() - problems.keys()
    if taken:
        interview.stamp += 1
        interview.saved_at = now
    _left_on(case, fields)
    session.flush()
    if taken and interview.finished_at is not None:
        hand_over_words(session, case, interview, now=now)
        audit.record(session, actor, "interview.change", case.customer.code, now=now, section=section)
    return Saved(interview, frozenset(taken), tuple(clashes), problems)


def hand_over_words(session: Session, case: Case, interview: Interview, *, now: datetime) -> int:
    """Makes the notes verbatims to be read and reported; says how many are new.

    Only where the customer agreed to notes being taken. The segment is copied as it is now.
    """
    if not interview.consent_notes:
        return add_verbatims(session, (), source_ref=interview.ref, written_on=now.date())
    customer = case.customer
    return add_verbatims(
        session,
        [
            Words("stated", interview.stated_text),
            *(Words(key, str(interview.notes.get(key, ""))) for key in GUIDE_KEYS),
        ],
        source_ref=interview.ref,
        written_on=interview.held_on or now.date(),
        customer_id=customer.id,
        class_key=customer.class_key,
        region=customer.region,
        product_line=case.loss.product_line or customer.product_line,
        mode=interview.mode,
    )


def _locked(session: Session, case: Case, actor: Actor, now: datetime) -> Interview:
    """The interview, ours alone until the unit of work ends; made when there is none yet."""
    take_turn(session, f"interview:{case.id}")
    chosen = sa.select(Interview).where(Interview.case_id == case.id).with_for_update()
    interview = session.scalars(chosen.execution_options(populate_existing=True)).one_or_none()
    if interview is None:
        interview = Interview(
            case_id=case.id, stamp=0, interviewer=actor.name[:120], notes={}, contributing=[], saved_at=now
        )
        session.add(interview)
        session.flush()
    return interview


def _kept_from(actor: Actor, name: str, text: str) -> bool:
    """A restricted name left blank by somebody to whom it was not shown stays as it is."""
    return name == "destination_name" and not text.strip() and not sees_competitors(actor)


def _mark(interview: Interview, name: str, stamp: int) -> str:
    """The digest of a field for a page that sent none: today's on the same state, else one that fits nothing."""
    return digest(FIELDS[name].show(interview)) if stamp == interview.stamp else ""


def _clashes(
    interview: Interview, new: Mapping[str, str], marks: Mapping[str, str], actor: Actor
) -> list[Clash]:
    """The fields that somebody else changed after the page last knew them."""
    found = []
    for name, text in new.items():
        stored = FIELDS[name].show(interview)
        if digest(stored) == marks[name]:
            continue
        hidden = name == "destination_name" and not sees_competitors(actor)
        found.append(Clash(name, "" if hidden else stored, text))
    return found


def _put(interview: Interview, taken: Mapping[str, str]) -> dict[str, Message]:
    problems = {}
    for name, text in taken.items():
        try:
            FIELDS[name].put(interview, text)
        except InvalidInput as refusal:
            problems[name] = refusal.message
    return problems


def _left_on(case: Case, fields: Mapping[str, str]) -> None:
    """The day of leaving as the customer tells it, where none was known."""
    since = parse_day(fields.get(note_field("s_since"), ""))
    if since is not None and case.loss.left_on is None and since <= case.loss.recognised_on:
        case.loss.left_on = since


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page of the record shows: the texts in its fields and what they were when it was made."""

    stamp: int
    values: Mapping[str, str]
    seen: Mapping[str, str]


def sheet(interview: Interview | None, section: str, actor: Actor) -> Sheet:
    """The fields of one page as they are stored; a competitor's name only for those who may see it."""
    shown = interview or Interview(stamp=0, **_BLANK)
    values = {name: FIELDS[name].show(shown) for name in SECTIONS[section]}
    seen = {name: digest(text) for name, text in values.items()}
    if "destination_name" in values and not sees_competitors(actor):
        values["destination_name"] = ""
    return Sheet(shown.stamp, values, seen)


_BLANK: Mapping[str, object] = {
    **{
        name: ""
        for name in FIELDS
        if not name.startswith("note:") and isinstance(Interview.__table__.columns[name].type, sa.String)
    },
    "notes": {},
    "contributing": [],
    "mode": "phone",
    "quotation": "none",
    "consent_notes": False,
    "consent_recording": False,
}
"""How an interview reads before anything was saved."""
