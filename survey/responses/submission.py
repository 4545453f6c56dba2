"""Storing a response: once, whole, acknowledged only when it is on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from survey import jobs
from survey.db import Base, Unit
from survey.errors import Conflict
from survey.fieldwork import drafts
from survey.fieldwork.models import Invitation
from survey.language import m
from survey.responses.anonymity import carried_segments, random_id
from survey.responses.models import Response, SubmissionLedger, Verbatim, WaveStamp
from survey.responses.rows import SEGMENTS, Packed, receipt_number

__all__ = ["READ_TASK", "Receipt", "raise_stamp", "receipt_of", "submit"]

READ_TASK: Final = "coding.read_pending"

_ANOTHER_BODY: Final = m(
    "这份问卷已经提交过，内容与这次不同。已保存的是第一次提交的答卷；需要更正请与我们联系。"
)

_returned = (
    sa.update(Invitation)
    .where(Invitation.id == sa.bindparam("invitation"), Invitation.returned_on.is_(None))
    .values(returned_on=sa.bindparam("day"))
    .execution_options(synchronize_session=False)
)
_same_key = sa.select(Response.body_hash, Response.receipt_no).where(
    Response.submission_key == sa.bindparam("key")
)
_used_key = (
    sa.select(Response.submission_key)
    .where(Response.submission_key == sa.bindparam("key"))
    .union_all(sa.select(SubmissionLedger.key_hash).where(SubmissionLedger.key_hash == sa.bindparam("key")))
)


def _unless_there(dialect: Any, table: type[Base]) -> Any:
    statement = dialect.insert(table).on_conflict_do_nothing().inline()
    return statement.execution_options(preserve_rowcount=True)  # how many were there is asked of it


def _stamp(dialect: Any) -> Any:
    return (
        dialect.insert(WaveStamp)
        .values(wave_id=sa.bindparam("wave"), changes=1)
        .on_conflict_do_update(
            index_elements=["wave_id"], set_={"changes": WaveStamp.__table__.c.changes + 1}
        )
        .inline()
    )


_DIALECTS: Final[dict[str, Any]] = {"sqlite": sqlite, "postgresql": postgresql}
_RESPONSE: Final = {name: _unless_there(dialect, Response) for name, dialect in _DIALECTS.items()}
_VERBATIM: Final = {name: _unless_there(dialect, Verbatim) for name, dialect in _DIALECTS.items()}
_LEDGER: Final = {name: _unless_there(dialect, SubmissionLedger) for name, dialect in _DIALECTS.items()}
_STAMP: Final = {name: _stamp(dialect) for name, dialect in _DIALECTS.items()}


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a response is stored: its number, and whether it had been stored before."""

    number: str
    ref: str = ""
    """The response's ref; '' for a repeat, and in anonymous waves."""
    repeated: bool = False


def submit(unit: Unit, packed: Packed) -> Receipt:
    """Stores the response with its verbatims, in the caller's unit of work.

    The same key with the same answers gives the same receipt and stores nothing; with other answers
    it raises Conflict (in anonymous waves, where answers cannot be compared, the first ones stay).
    """
    connection = unit.connection() if isinstance(unit, Session) else unit
    anonymous = packed.submission.privacy == "anonymous"
    stored = _store_anonymously(connection, packed) if anonymous else _store(connection, packed)
    drafts.delete(connection, packed.key_hash)
    if not stored:
        return _repeat(connection, packed, anonymous)
    if packed.verbatims:
        jobs.enqueue(unit, READ_TASK)
    if packed.submission.invitation_id is not None and not anonymous:
        connection.execute(
            _returned,
            {"invitation": packed.submission.invitation_id, "day": packed.response["submitted_on"]},
        )
    return Receipt(packed.receipt_no, "" if anonymous else packed.response["ref"])


def receipt_of(connection: Connection, key: str, key_hash: str) -> Receipt | None:
    """The receipt under a submission key, None when nothing was submitted with it."""
    used = connection.execute(_used_key, {"key": key_hash}).first()
    return None if used is None else Receipt(receipt_number(key), repeated=True)


def raise_stamp(session: Session, wave_id: int) -> None:
    """Says that responses of the wave that were there changed; last in a transaction: writers queue at it."""
    connection = session.connection()
    connection.execute(_STAMP[connection.dialect.name], {"wave": wave_id})


def _store(connection: Connection, packed: Packed) -> bool:
    if connection.execute(_RESPONSE[connection.dialect.name], packed.response).rowcount != 1:
        return False
    if packed.verbatims:
        connection.execute(_VERBATIM[connection.dialect.name], packed.verbatims)
    return True


def _store_anonymously(connection: Connection, packed: Packed) -> bool:
    said = packed.submission
    marked = connection.execute(_LEDGER[connection.dialect.name], {"key_hash": packed.key_hash})
    if marked.rowcount != 1:
        return False
    carried = carried_segments(
        connection, said.wave_id, said.declared_segments, dict(said.segments), said.k_min
    )
    for row in (packed.response, *packed.verbatims):
        row.update({name: carried.get(name, "") for name in SEGMENTS if name in row})
    _insert_under_free_ids(connection, Response, [packed.response])
    if packed.verbatims:
        _insert_under_free_ids(connection, Verbatim, packed.verbatims)
    return True


def _insert_under_free_ids(
    connection: Connection, table: type[Response] | type[Verbatim], rows: list[dict[str, Any]]
) -> None:
    """Random ids may be taken (once in ten thousand at 100,000 rows): then others are drawn."""
    statement = (_RESPONSE if table is Response else _VERBATIM)[connection.dialect.name]
    refs = [row["ref"] for row in rows]
    while connection.execute(statement, rows).rowcount != len(rows):
        connection.execute(sa.delete(table).where(table.ref.in_(refs)))
        for row in rows:
            row["id"] = random_id()


def _repeat(connection: Connection, packed: Packed, anonymous: bool) -> Receipt:
    if anonymous:
        return Receipt(packed.receipt_no, repeated=True)
    first = connection.execute(_same_key, {"key": packed.key_hash}).one()
    if first.body_hash != packed.body_hash:
        raise Conflict(_ANOTHER_BODY)
    return Receipt(first.receipt_no, repeated=True)
