"""Answers in progress: kept under the hash of a submission key, gone when the response is stored."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from survey.fieldwork.models import Draft

__all__ = ["LIFETIME", "delete", "purge_drafts", "save"]

LIFETIME: Final = timedelta(days=60)
"""How long untouched answers in progress are kept."""

_draft = Draft.__table__


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(_draft)
    return statement.on_conflict_do_update(
        index_elements=["key_hash"],
        set_={name: statement.excluded[name] for name in ("answers", "section", "saved_at")},
        where=_draft.c.wave_id == statement.excluded.wave_id,
    )


_UPSERTS: Final = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_DELETE: Final = sa.delete(Draft).where(_draft.c.key_hash == sa.bindparam("hash"))


def save(
    connection: Connection,
    key_hash: str,
    *,
    wave_id: int,
    answers: dict[str, Any],
    section: str,
    started_at: datetime,
    now: datetime,
) -> None:
    """Keeps the answers so far, and the section at which to go on."""
    connection.execute(
        _UPSERTS[connection.dialect.name],
        {
            "key_hash": key_hash,
            "wave_id": wave_id,
            "answers": answers,
            "section": section,
            "started_at": started_at,
            "saved_at": now,
        },
    )


def delete(connection: Connection, key_hash: str) -> None:
    """Drops the answers in progress."""
    connection.execute(_DELETE, {"hash": key_hash})


def purge_drafts(session: Session, *, now: datetime) -> int:
    """Deletes what nobody touched for `LIFETIME`, and says how many."""
    gone = session.execute(sa.delete(Draft).where(Draft.saved_at < now - LIFETIME).returning(Draft.id)).all()
    return len(gone)
