"""The trail: append-only, chained, whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.accounts import audit
from survey.accounts.actor import COMMAND_LINE, Actor
from survey.accounts.models import AuditEntry
from survey.db import Database
from tests.conftest import NOW


def fill(database: Database, n: int = 5) -> None:
    with database.unit_of_work() as session:
        for number in range(n):
            audit.record(
                session, COMMAND_LINE, "wave.open", f"第 {number} 期", now=NOW, count=number, day=NOW.date()
            )


def test_an_untouched_trail_is_whole(database: Database) -> None:
    with database.reading() as session:
        assert audit.verify(session) is None
    fill(database)
    with database.reading() as session:
        assert audit.verify(session) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "别人"},
        {"action": "wave.close"},
        {"subject": "另一期"},
        {"detail": {"count": 99}},
        {"at": NOW + timedelta(microseconds=1)},
        {"previous": "f" * 64},
        {"hash": "e" * 64},
    ],
)
def test_an_altered_line_is_found(database: Database, change: dict[str, object]) -> None:
    fill(database)
    with database.unit_of_work() as session:
        session.execute(sa.update(AuditEntry).where(AuditEntry.id == 3).values(**change))
    with database.reading() as session:
        assert audit.verify(session) == 3


def test_a_removed_line_is_found(database: Database) -> None:
    fill(database)
    with database.unit_of_work() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.id == 2))
    with database.reading() as session:
        assert audit.verify(session) == 3


def test_a_line_rolled_back_with_what_it_tells_leaves_the_chain_whole(database: Database) -> None:
    fill(database, 2)
    with suppress(RuntimeError), database.unit_of_work() as session:
        audit.record(session, COMMAND_LINE, "wave.open", now=NOW)
        raise RuntimeError
    fill(database, 2)
    with database.reading() as session:
        assert audit.verify(session) is None
        assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 4


def test_lines_written_at_once_form_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fill(database, 3), range(20)))
    with database.reading() as session:
        assert audit.verify(session) is None
        assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 60


@pytest.mark.parametrize("name", ["password", "token", "answer", "answers", "text"])
def test_what_must_not_be_kept_is_refused(database: Database, name: str) -> None:
    with pytest.raises(ValueError), database.unit_of_work() as session:
        audit.record(session, COMMAND_LINE, "x", now=NOW, **{name: "secret"})


def test_long_names_are_cut_not_refused(database: Database) -> None:
    actor = Actor(name="名" * 200, role="admin", email="a@example.com")
    with database.unit_of_work() as session:
        audit.record(session, actor, "x", "长" * 500, now=NOW)
    with database.reading() as session:
        assert audit.verify(session) is None


def test_the_trail_is_read_in_pages_newest_first(database: Database) -> None:
    fill(database, 7)
    with database.reading() as session:
        first = audit.page(session, size=3)
        last = audit.page(session, number=99, size=3)
        none = audit.page(session, action="never")
        assert [line.detail["count"] for line in first.rows] == [6, 5, 4]
        assert (first.total, first.pages, last.number, len(last.rows)) == (7, 3, 3, 1)
        assert (none.total, none.pages, list(none.rows)) == (0, 1, [])
        assert audit.actions(session) == ["wave.open"]
