"""Responses as a table, row by row, with what the reader's role and the wave's promise allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.customers.persons import masker
from survey.errors import Forbidden
from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.answers import file_columns, to_row
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import Answers, Item, get
from survey.responses.importing import FILE_COLUMNS
from survey.responses.models import Response
from survey.responses.queries import may_join, may_list, sees_people

__all__ = ["export_rows", "read_rows", "record_export"]

FETCHED: Final = 2000
REMEMBERED: Final = 5000
_SHORT: Final = 20
"""Longer texts are comments, which hardly ever come twice."""
_ABSENT: Final = object()


def export_rows(
    session: Session, wave: Wave, actor: Actor, *, now: datetime
) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows of the wave's responses in the form of a response file, streamed.

    The customer is left out for whoever may not join answers to customers, contact details for all but
    quality staff; rows of anonymous waves come in no order. Raises Forbidden where the promise given
    to respondents does not allow single responses to be read. The export is in the audit trail.
    """
    found = read_rows(session, wave, actor)
    record_export(session, wave, actor, now=now)
    return found


def record_export(session: Session, wave: Wave, actor: Actor, *, now: datetime) -> None:
    """The line in the trail that somebody took the wave's responses away."""
    audit.record(session, actor, "responses.export", wave.key, now=now, privacy=wave.privacy)


def read_rows(session: Session, wave: Wave, actor: Actor) -> tuple[list[str], Iterator[list[str]]]:
    """The same without the line in the trail, for who writes it in a unit of work of its own: a long
    reading must not keep respondents from submitting."""
    if not may_list(actor, wave.privacy):
        raise Forbidden(m("按本期调查的保密承诺，您不能导出单份答卷，只能看汇总结果。"))
    definition = definition_of(session, wave.version_id)
    zone = ZoneInfo(queries.company(session).time_zone)
    headings = [*FILE_COLUMNS, *file_columns(definition)]
    return headings, _rows(session, wave, actor, definition, zone)


def _rows(
    session: Session, wave: Wave, actor: Actor, definition: Definition, zone: ZoneInfo
) -> Iterator[list[str]]:
    chosen = (
        sa.select(
            Response.ref,
            Response.submitted_at,
            Response.submitted_on,
            Response.mode,
            Customer.code,
            Response.class_key,
            Response.region,
            Response.language,
            Response.answers,
        )
        .outerjoin(Customer, Customer.id == Response.customer_id)
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .order_by(Response.ref if wave.privacy == "anonymous" else Response.id)
        .execution_options(yield_per=FETCHED)
    )
    people = sees_people(actor)
    cells = _cells(definition, people=people, cover=str if people else masker(session))
    joined = may_join(actor, wave.privacy)
    # On the connection: the ORM's own loading takes longer than the writing.
    for row in session.connection().execute(chosen):
        moment = row.submitted_at
        yield [
            row.ref,
            moment.astimezone(zone).isoformat(timespec="seconds") if moment else row.submitted_on.isoformat(),
            row.mode,
            (row.code or "") if joined else "",
            row.class_key,
            row.region,
            row.language,
            *cells(row.answers),
        ]


def _cells(
    definition: Definition, *, people: bool, cover: Callable[[str], str]
) -> Callable[[Answers], list[str]]:
    """Turns answers into the cells of all item columns; what says who one is only for who may see it.

    Most items have few different answers, so their cells are worked out once for each. `cover` hides the
    personal particulars that people write into comments.
    """
    writers = [_writer(definition, item, people=people, cover=cover) for item in definition.items()]
    return lambda answers: [cell for write in writers for cell in write(answers)]


def _writer(
    definition: Definition, item: Item, *, people: bool, cover: Callable[[str], str]
) -> Callable[[Answers], list[str]]:
    alone = definition.model_copy(
        update={"sections": (definition.sections[0].model_copy(update={"items": (item,)}),)}
    )
    columns = file_columns(alone)
    if get(item.type).personal and not people:
        return lambda _answers: [""] * len(columns)
    parts = {f"{item.key}:{part}" for part in get(item.type).parts if part}
    remembered: dict[str, list[str]] = {}

    def written(answers: Answers, value: object) -> list[str]:
        row = to_row(alone, answers)
        cells = [row[column] for column in columns]
        return [cover(cell) for cell in cells] if isinstance(value, str) else cells

    def write(answers: Answers) -> list[str]:
        value = answers.get(item.key, _ABSENT)
        if type(value) is str and len(value) > _SHORT:
            return written(answers, value)
        if parts and not parts.isdisjoint(answers):
            return [cover(cell) for cell in written(answers, value)]
        known = remembered.get(key := repr(value))
        if known is None:
            known = written(answers, value)
            if len(remembered) < REMEMBERED:
                remembered[key] = known
        return known

    return write
