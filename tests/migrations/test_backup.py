"""Backups: whole, private, taken while others write; restored only when they are what they say."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey import backup, migrate
from survey.accounts import audit, files
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import StoredFile
from survey.db import Database
from survey.errors import Conflict, InvalidInput
from tests.conftest import NOW


@pytest.fixture
def store(bare: Database, tmp_path: Path) -> Database:
    """A migrated store with a stored file in it."""
    migrate.upgrade(bare, folder=tmp_path)
    keep(bare, b"first")
    return bare


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'liusheng.db'}")
    migrate.upgrade(database, folder=tmp_path)
    keep(database, b"first")
    yield database
    database.dispose()


def keep(database: Database, content: bytes) -> None:
    with database.unit_of_work() as session:
        files.keep_output(
            session, name="报告.txt", content=content, media_type="text/plain", actor=COMMAND_LINE, now=NOW
        )
        audit.record(session, COMMAND_LINE, "report.make", now=NOW)


def contents(database: Database) -> list[bytes]:
    with database.reading() as session:
        assert audit.verify(session) is None
        return list(session.scalars(sa.select(StoredFile.content).order_by(StoredFile.id)))


def test_what_was_backed_up_comes_back(store: Database, tmp_path: Path) -> None:
    copy = backup.backup(store, tmp_path / "b" / "copy")
    assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600
    keep(store, b"later")
    kept = backup.restore(store, copy, folder=tmp_path, force=True, now=NOW)
    assert contents(store) == [b"first"]
    assert kept is not None
    backup.restore(store, kept, folder=tmp_path, force=True, now=NOW + timedelta(seconds=1))
    assert contents(store) == [b"first", b"later"]
    keep(store, b"and it goes on")
    assert [part.name for part in tmp_path.glob(".part-*")] == []


def test_a_store_with_content_is_not_replaced_unasked(store: Database, tmp_path: Path) -> None:
    copy = backup.backup(store, tmp_path / "copy")
    with pytest.raises(Conflict, match="--force"):
        backup.restore(store, copy, folder=tmp_path, force=False, now=NOW)


def test_a_file_is_never_overwritten_by_a_backup(store: Database, tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.write_text("something else")
    with pytest.raises(Conflict):
        backup.backup(store, target)
    assert target.read_text() == "something else"


def test_a_backup_goes_to_a_fresh_folder(sqlite_store: Database, tmp_path: Path) -> None:
    copy = backup.backup(sqlite_store, tmp_path / "copy.db")
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert backup.restore(fresh, copy, folder=tmp_path, force=False, now=NOW) is None
    assert contents(fresh) == [b"first"]
    with fresh.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    fresh.dispose()


def test_a_backup_taken_while_others_write_is_whole(sqlite_store: Database, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            keep(sqlite_store, b"x" * 5000)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        before = len(contents(sqlite_store))
        copies = [backup.backup(sqlite_store, tmp_path / f"copy{n}.db") for n in range(5)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    for number, copy in enumerate(copies):
        fresh = Database(f"sqlite:///{tmp_path / f'fresh{number}.db'}")
        backup.restore(fresh, copy, folder=tmp_path, force=False, now=NOW)
        assert len(contents(fresh)) >= before
        fresh.dispose()


def fresh_refuses(folder: Path, source: Path, match: str) -> None:
    fresh = Database(f"sqlite:///{folder / 'fresh.db'}")
    with pytest.raises((Conflict, InvalidInput), match=match):
        backup.restore(fresh, source, folder=folder, force=False, now=NOW)
    assert sa.inspect(fresh.engine).get_table_names() == []
    fresh.dispose()


def test_a_copied_live_file_without_its_wal_is_refused(sqlite_store: Database, tmp_path: Path) -> None:
    copied = tmp_path / "copied.db"
    shutil.copyfile(tmp_path / "liusheng.db", copied)
    fresh_refuses(tmp_path, copied, "-wal")


def test_a_copied_file_with_its_wal_is_taken(sqlite_store: Database, tmp_path: Path) -> None:
    keep(sqlite_store, b"only in the wal")
    for ending in ("", "-wal"):
        shutil.copyfile(tmp_path / f"liusheng.db{ending}", tmp_path / f"copied.db{ending}")
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    backup.restore(fresh, tmp_path / "copied.db", folder=tmp_path, force=False, now=NOW)
    assert contents(fresh) == [b"first", b"only in the wal"]
    fresh.dispose()


def test_damaged_foreign_and_other_files_are_refused(sqlite_store: Database, tmp_path: Path) -> None:
    copy = backup.backup(sqlite_store, tmp_path / "copy.db")
    damaged = bytearray(copy.read_bytes())
    damaged[4096 * 2 : 4096 * 6] = os.urandom(4096 * 4)
    (tmp_path / "damaged.db").write_bytes(damaged)
    fresh_refuses(tmp_path, tmp_path / "damaged.db", "完整性")
    (tmp_path / "cut.db").write_bytes(copy.read_bytes()[:20_000])
    fresh_refuses(tmp_path, tmp_path / "cut.db", "完整性")
    (tmp_path / "text.db").write_text("not a database")
    fresh_refuses(tmp_path, tmp_path / "text.db", "不是本系统")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipe (id)")
    fresh_refuses(tmp_path, tmp_path / "other.db", "不是本系统")
    fresh_refuses(tmp_path, tmp_path / "absent.db", "没有找到")


def test_a_backup_of_a_newer_version_is_refused(sqlite_store: Database, tmp_path: Path) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    copy = backup.backup(sqlite_store, tmp_path / "copy.db")
    fresh_refuses(tmp_path, copy, "更新版本")


def test_without_the_tools_of_postgresql_the_backup_says_what_is_missing(
    store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.is_sqlite:
        return  # SQLite needs no tools
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Conflict, match="postgresql-client"):
        backup.backup(store, tmp_path / "copy")
