"""Responses as a table, row by row, with what the reader's role and the wave's promise allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.customers.persons import masker
from survey.db import Database
from survey.errors import Forbidden
from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.answers import file_columns
from survey.instrument.definition import Definition
from survey.language import m
from survey.responses.importing import FILE_COLUMNS
from survey.responses.item_cells import cells_of
from survey.responses.models import Response
from survey.responses.queries import may_join, may_list, sees_people

__all__ = ["Export", "export", "read_rows", "record_export"]

FETCHED: Final = 200
"""Rows in one batch: memory holds no more of them, however many there are."""
REMEMBERED: Final = 5000
_decoded: Final = json.JSONDecoder().raw_decode


class Export(NamedTuple):
    """A wave's responses in the form of a response file; the rows are read while they are taken."""

    wave: Wave
    headings: list[str]
    rows: Iterator[list[str]]


@contextmanager
def export(database: Database, name: str, actor: Actor, *, now: datetime) -> Iterator[Export]:
    """The responses of the wave called `name` (key or ref), as `read_rows` gives them, with a line in the trail.

    The line is written in a unit of work of its own, before: a long reading must not keep respondents
    from submitting.
    """
    with database.unit_of_work() as session:
        wave = queries.wave(session, name)
        _check(wave, actor)
        record_export(session, wave, actor, now=now)
    with database.reading() as session:
        wave = queries.wave(session, name)
        yield Export(wave, *read_rows(session, wave, actor))


def record_export(session: Session, wave: Wave, actor: Actor, *, now: datetime) -> None:
    """The line in the trail that somebody took the wave's responses away."""
    audit.record(session, actor, "responses.export", wave.key, now=now, privacy=wave.privacy)


def read_rows(session: Session, wave: Wave, actor: Actor) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows of the wave's responses in the form of a response file, streamed.

    The customer is left out for whoever may not join answers to customers, contact details for all but
    quality staff; rows of anonymous waves come in no order. Raises Forbidden where the promise given
    to respondents does not allow single responses to be read. The caller sees to the line in the trail.
    """
    _check(wave, actor)
    definition = definition_of(session, wave.version_id)
    zone = ZoneInfo(queries.company(session).time_zone)
    headings = [*FILE_COLUMNS, *file_columns(definition)]
    return headings, _rows(session, wave, actor, definition, zone)


def _check(wave: Wave, actor: Actor) -> None:
    if not may_list(actor, wave.privacy):
        raise Forbidden(m("按本期调查的保密承诺，您不能导出单份答卷，只能看汇总结果。"))


def _rows(
    session: Session, wave: Wave, actor: Actor, definition: Definition, zone: ZoneInfo
) -> Iterator[list[str]]:
    joined = may_join(actor, wave.privacy)
    people = sees_people(actor)
    cells = cells_of(definition, people=people, cover=str if people else masker(session))
    local = _clock(zone)
    # On the connection, the costly columns as text: the ORM's own loading takes longer than the writing.
    for ref, moment, day, mode, code, *segments, answers in session.connection().execute(_chosen(wave)):
        yield [
            ref,
            local(moment) if moment else day.isoformat(),
            mode,
            (code or "") if joined else "",
            *segments,
            *cells(_decoded(answers)[0]),
        ]


def _clock(zone: ZoneInfo) -> Callable[[str], str]:
    """Turns a stored instant (`2026-03-01 02:00:07.123456` in UTC) into local time with its offset."""

    @lru_cache(maxsize=REMEMBERED)
    def of_minute(minute: str) -> tuple[str, str]:
        shown = datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone(zone)
        return f"{shown:%Y-%m-%dT%H:%M}", shown.isoformat()[19:]

    def local(stored: str) -> str:
        minute, offset = of_minute(stored[:16])
        return f"{minute}{stored[16:19]}{offset}"

    return local


def _chosen(wave: Wave) -> sa.Select[*tuple[Any, ...]]:
    """The current responses, a batch at a time; answers and instants as the text they are stored as."""
    return (
        sa.select(
            Response.ref,
            sa.cast(Response.submitted_at, sa.Text),
            Response.submitted_on,
            Response.mode,
            Customer.code,
            Response.class_key,
            Response.region,
            Response.language,
            sa.cast(Response.answers, sa.Text),
        )
        .outerjoin(Customer, Customer.id == Response.customer_id)
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .order_by(Response.ref if wave.privacy == "anonymous" else Response.id)
        .execution_options(yield_per=FETCHED)
    )
