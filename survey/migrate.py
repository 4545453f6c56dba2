"""The store's shape: brought up to this version's, one transaction per step, one upgrader at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.engine import Connection

from survey.db import Database
from survey.errors import Conflict
from survey.language import m
from survey.paths import MIGRATIONS

__all__ = [
    "current",
    "downgrade",
    "exclusive",
    "head",
    "is_due",
    "problems",
    "require_current",
    "shape_differences",
    "upgrade",
]


def head() -> str:
    """The revision that this version of the program works with."""
    found: str | None = _scripts().get_current_head()
    assert found is not None, "the migrations have exactly one head"
    return found


def current(database: Database) -> str | None:
    """The store's revision, None when it has no tables of ours yet; refuses a newer store."""
    with database.engine.connect() as connection:
        revision: str | None = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        _require_known(revision)
    return revision


def is_due(database: Database) -> bool:
    """Whether the store is older than this version of the program; refuses a newer one."""
    return current(database) != head()


def require_current(database: Database) -> None:
    """Raises Conflict unless the store has this version's shape."""
    if is_due(database):
        raise Conflict(m("数据库还不是这个版本的结构。请先运行 liusheng db upgrade。"))


def upgrade(database: Database, *, folder: Path, to: str = "head") -> None:
    """Brings the store up; a second upgrader waits, a killed one leaves the last finished step."""
    with exclusive(folder / "upgrade.lock"):
        current(database)
        _run(database, command.upgrade, to)


def downgrade(database: Database, *, folder: Path, to: str) -> None:
    """Takes the store back to an earlier shape (`base`: no tables); what has no place there is lost."""
    with exclusive(folder / "upgrade.lock"):
        current(database)
        _run(database, command.downgrade, to)


def problems(execute: Callable[[str], Iterable[Any]]) -> list[str]:
    """What SQLite finds broken: pages, and rows that point nowhere; `execute` runs one statement."""
    broken = [str(row[0]) for row in execute("PRAGMA integrity_check") if row[0] != "ok"]
    orphans = islice(execute("PRAGMA foreign_key_check"), 20)
    return [*broken, *(f"{row[0]}: row {row[1]} → {row[2]}" for row in orphans)]


@contextmanager
def exclusive(file: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds the lock file for as long as the block runs; the system frees it if the process dies.

    Without `wait` raises Conflict when another process holds it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, wait)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, wait: bool) -> None:
    try:
        if os.name == "nt":
            import msvcrt  # exists there only

            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # exists elsewhere only

            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Conflict(m("这个实例文件夹正被另一个留声进程使用。请先停止它，再试一次。")) from error


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _require_known(revision: str) -> None:
    try:
        _scripts().get_revision(revision)
    except CommandError as error:
        raise Conflict(
            m(
                "这个数据库由更新版本的留声使用过（结构 %(revision)s），当前版本不能打开。请升级留声，或恢复升级前的备份。",
                revision=revision,
            )
        ) from error


def _run(database: Database, step: Any, to: str) -> None:
    """Runs alembic on one connection of ours, with the foreign keys of SQLite at rest.

    They must be off before a transaction begins: rebuilding a parent table with them on deletes its
    children. They are checked before each commit instead (migrations/env.py).
    """
    with database.engine.connect().execution_options(liusheng_begin="IMMEDIATE") as connection:
        raw: Any = connection.connection.dbapi_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            config = _config()
            config.attributes["connection"] = connection
            step(config, to)
        finally:
            connection.rollback()
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def shape_differences(connection: Connection, metadata: sa.MetaData) -> list[Any]:
    """How the tables differ from `metadata`, in alembic's words; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # for checks only

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))
