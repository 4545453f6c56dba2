"""Reads of responses: lists, one response as people read it, counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.customers.persons import masker
from survey.errors import Forbidden, NotFound
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import m
from survey.paging import PAGE, Page, place
from survey.questions import Answers, get, text_in
from survey.responses.models import Response
from survey.text.masking import mask

__all__ = [
    "Listed",
    "ReadableAnswer",
    "ReadableSection",
    "ResponseFilter",
    "counts_by_mode",
    "listed",
    "may_join",
    "may_list",
    "readable",
    "response",
    "response_count",
    "revisions",
]


def may_list(actor: Actor, privacy: str) -> bool:
    """Whether single responses of such a wave may be shown to the person (method.md).

    Named: quality staff and managers; salespeople would read their own scores. Confidential: only the
    survey's owner, which is quality staff. Anonymous: quality staff alone too, since a list of single
    answers is a group of one.
    """
    return actor.may("quality", "manager") if privacy == "named" else actor.may("quality")


def may_join(actor: Actor, privacy: str) -> bool:
    """Whether the person may see which customer a response is from."""
    return privacy != "anonymous" and may_list(actor, privacy)


def sees_people(actor: Actor) -> bool:
    """Whether the person may see respondents' names and telephone numbers; salespeople never."""
    return actor.may("quality")


@dataclass(frozen=True, slots=True)
class ResponseFilter:
    """Which responses are wanted; empty fields do not narrow."""

    customer_id: int | None = None
    class_key: str = ""
    region: str = ""
    mode: str = ""
    since: date | None = None
    until: date | None = None
    deleted: bool = False
    """The deleted ones instead of those that count."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of responses; what the reader may not know is ''."""

    ref: str
    submitted_on: date
    submitted_at: datetime | None
    mode: str
    customer: str
    customer_ref: str
    class_key: str
    region: str
    respondent: str
    record_no: str
    receipt_no: str
    entered_by: str
    by_account_owner: bool
    revision: int
    has_scan: bool
    deleted_reason: str


def listed(
    session: Session,
    wave: Wave,
    actor: Actor,
    wanted: ResponseFilter | None = None,
    *,
    number: int = 1,
    size: int = PAGE,
) -> Page[Listed]:
    """Page `number` of the wave's responses, the latest day first; raises Forbidden by privacy and role."""
    if not may_list(actor, wave.privacy):
        raise Forbidden(m("按本期调查的保密承诺，您不能查看单份答卷，只能看汇总结果。"))
    conditions = [*_conditions(wave, wanted or ResponseFilter())]
    total = session.scalar(_joined(sa.func.count()).where(*conditions)) or 0
    at = place(total, number, size)
    rows = session.execute(
        at.cut(_joined(Response, Customer.name, Customer.ref).where(*conditions))
        .order_by(Response.submitted_on.desc(), *_order(wave))
        .options(sa.orm.defer(Response.answers), sa.orm.defer(Response.scores))
    ).all()
    people = sees_people(actor)
    return Page([_line(one, name or "", ref or "", people) for one, name, ref in rows], at)


def response(session: Session, wave: Wave, ref: str, actor: Actor) -> Response:
    """One response of the wave; what the person may not see is as if it were not there."""
    conditions = [Response.wave_id == wave.id, Response.ref == ref]
    found: Response | None = (
        session.scalars(_joined(Response).where(*conditions)).one_or_none()
        if may_list(actor, wave.privacy)
        else None
    )
    if found is None:
        raise NotFound(m("没有找到这份答卷。"))
    return found


def revisions(session: Session, response: Response) -> list[Response]:
    """All versions of a response, the first as it came in, the last as it counts."""
    first = response
    while first.corrects_id is not None:
        first = session.get_one(Response, first.corrects_id)
    chain = [first]
    while (
        newer := session.scalars(
            sa.select(Response).where(Response.corrects_id == chain[-1].id)
        ).one_or_none()
    ) is not None:
        chain.append(newer)
    return chain


@dataclass(frozen=True, slots=True)
class ReadableAnswer:
    """One item with its answer as a person reads it."""

    key: str
    number: int
    text: str
    answer: str
    state: str
    """answered | not_answered | not_asked"""
    words: tuple[str, ...] = ()
    """What was written under it in the respondent's own words."""


@dataclass(frozen=True, slots=True)
class ReadableSection:
    """A section with its answers."""

    key: str
    title: str
    answers: tuple[ReadableAnswer, ...]


def readable(
    session: Session, response: Response, actor: Actor, language: str = "zh"
) -> tuple[ReadableSection, ...]:
    """The whole response as a person reads it; contact details only for those who may see people."""
    definition = definition_of(session, response.version_id)
    people = sees_people(actor)
    cover = str if people else masker(session)
    return readable_answers(definition, response.answers, language, people=people, cover=cover)


def readable_answers(
    definition: Definition,
    answers: Answers,
    language: str,
    *,
    people: bool,
    cover: Callable[[str], str] = mask,
) -> tuple[ReadableSection, ...]:
    """Answers section by section, as people read them; without `people`, `cover` hides personal particulars."""
    sections, number = [], 0
    for section in definition.sections:
        lines = []
        for item in section.items:
            kind = get(item.type)
            if not kind.asks:
                continue
            number += 1
            shown = people or not kind.personal
            asked = item.key in answers
            empty = answers.get(item.key) in (None, "", [])
            words = tuple(one.text for one in kind.verbatims(item, answers)) if asked and shown else ()
            text = kind.readable(item, answers, definition.scale_by_key, language) if asked and shown else ""
            if not people:
                words, text = tuple(map(cover, words)), cover(text)
            lines.append(
                ReadableAnswer(
                    key=item.key,
                    number=number,
                    text=text_in(item.text, language),
                    answer=text,
                    state="not_asked" if not asked else "not_answered" if empty else "answered",
                    words=tuple(word for word in words if word != text),
                )
            )
        if lines:
            sections.append(ReadableSection(section.key, text_in(section.title, language), tuple(lines)))
    return tuple(sections)


def response_count(session: Session, wave: Wave) -> int:
    """How many responses of the wave count."""
    counted = sa.select(sa.func.count()).select_from(Response)
    return session.scalar(counted.where(Response.wave_id == wave.id, Response.superseded.is_(False))) or 0


def counts_by_mode(session: Session, wave: Wave) -> dict[str, int]:
    """Mode → how many responses came by it."""
    rows = session.execute(
        sa.select(Response.mode, sa.func.count())
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .group_by(Response.mode)
        .order_by(Response.mode)
    ).all()
    return {mode: n for mode, n in rows}  # noqa: C416  (rows are no pairs to mypy)


def _joined(*columns: Any) -> sa.Select[Any]:
    return sa.select(*columns).select_from(Response).outerjoin(Customer, Customer.id == Response.customer_id)


def _conditions(wave: Wave, wanted: ResponseFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [Response.wave_id == wave.id]
    conditions.append(Response.deleted_at.is_not(None) if wanted.deleted else Response.superseded.is_(False))
    for column, value in (
        (Response.customer_id, wanted.customer_id),
        (Response.class_key, wanted.class_key),
        (Response.region, wanted.region),
        (Response.mode, wanted.mode),
    ):
        if value:
            conditions.append(column == value)
    if wanted.since:
        conditions.append(Response.submitted_on >= wanted.since)
    if wanted.until:
        conditions.append(Response.submitted_on <= wanted.until)
    return conditions


def _order(wave: Wave) -> tuple[Any, ...]:
    """Within a day the latest first, but anonymous responses by their random ref."""
    if wave.privacy == "anonymous":
        return (Response.ref,)
    return (Response.submitted_at.desc(), Response.id.desc())


def _line(response: Response, customer: str, customer_ref: str, people: bool) -> Listed:
    return Listed(
        ref=response.ref,
        submitted_on=response.submitted_on,
        submitted_at=response.submitted_at,
        mode=response.mode,
        customer=customer,
        customer_ref=customer_ref,
        class_key=response.class_key,
        region=response.region,
        respondent=response.respondent_name if people else "",
        record_no=response.record_no,
        receipt_no=response.receipt_no,
        entered_by=response.entered_by,
        by_account_owner=response.by_account_owner,
        revision=response.revision,
        has_scan=response.scan_file_id is not None,
        deleted_reason=response.deleted_reason,
    )
