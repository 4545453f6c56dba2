"""Copies of the store in one file, taken while it is in use, checked before they are called a backup."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from survey import migrate
from survey.db import Database
from survey.errors import Conflict, InvalidInput
from survey.language import m

__all__ = ["backup", "default_target", "restore"]

SQLITE_HEADER: Final = b"SQLite format 3\x00"
WAL_MODE: Final = 2
"""What byte 18 of the header says while a database keeps its newest rows in a `-wal` file beside it."""


def default_target(database: Database, folder: Path, *, now: datetime, why: str = "liusheng") -> Path:
    """Where a backup goes when nobody says: dated, beside the store."""
    ending = "db" if database.is_sqlite else "dump"
    return folder / "backups" / f"{why}-{now:%Y%m%d-%H%M%S}.{ending}"


def backup(database: Database, target: Path) -> Path:
    """Writes a whole, checked copy (mode 0600) to `target`, which must not exist; gives its path.

    Stored files are rows, so one file is everything but the secret key.
    """
    if target.exists():
        raise Conflict(m("%(file)s 已经存在，没有覆盖。请换一个文件名。", file=str(target)))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _fresh_file(target.parent) as part:
        if database.is_sqlite:
            _copy_sqlite(_file_of(database), part)
            _require_whole(part)
        else:
            _run_tool("pg_dump", ["--format=custom", "--no-owner", f"--file={part}"], database.url)
        _sync(part)
        os.link(part, target)  # atomic, and never over a file that appeared meanwhile
    return target


def restore(database: Database, source: Path, *, folder: Path, force: bool, now: datetime) -> Path | None:
    """Puts a backup in the store's place; what was there is backed up first and its path given.

    Refuses to replace a store without `force`, and a file that is not a whole backup.
    """
    if not source.is_file():
        raise InvalidInput(m("没有找到备份文件 %(file)s。", file=str(source)))
    occupied = bool(sa.inspect(database.engine).get_table_names())
    if occupied and not force:
        raise Conflict(m("数据库里已有内容，没有恢复。确实要替换，请加 --force；替换前会自动备份一次。"))
    with _fresh_file(folder) as part:
        if database.is_sqlite:
            _take_in(source, part)
        kept = None
        if occupied:
            kept = backup(database, default_target(database, folder, now=now, why="before-restore"))
        database.dispose()
        if database.is_sqlite:
            _replace(_file_of(database), part)
        else:
            arguments = ["--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)]
            _run_tool("pg_restore", [*arguments, f"--dbname={_address(database.url)}"], database.url)
    return kept


def _file_of(database: Database) -> Path:
    if not database.url.database:
        raise Conflict(m("这个数据库不在文件里，无法备份。"))
    return Path(database.url.database)


@contextmanager
def _fresh_file(folder: Path) -> Iterator[Path]:
    """An empty file with mode 0600 that is gone afterwards, unless it was moved."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path) -> None:
    """The backup API gives one consistent state, however busy the source is."""
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # all in this one file


def _take_in(source: Path, part: Path) -> None:
    """Copies a backup to `part` after looking whether it is one."""
    with source.open("rb") as handle:
        header = handle.read(20)
    if not header.startswith(SQLITE_HEADER):
        raise InvalidInput(m("%(file)s 不是本系统的备份文件。", file=str(source)))
    wal = source.with_name(source.name + "-wal")
    if header[18] == WAL_MODE and not wal.is_file():
        raise InvalidInput(
            m(
                "%(file)s 是直接复制的数据库文件，缺少同名的 -wal 文件，最近的答卷可能不在里面，没有恢复。请使用 liusheng db backup 生成的备份。",
                file=str(source),
            )
        )
    with tempfile.TemporaryDirectory(dir=part.parent) as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(source, copy)
        if wal.is_file():
            shutil.copyfile(wal, copy.with_name("copy.db-wal"))
        _require_whole(copy)
        _copy_sqlite(copy, part)
    _require_ours(part)


def _require_whole(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            broken = migrate.problems(connection.execute)
    except sqlite3.DatabaseError as error:
        broken = [str(error)]
    if broken:
        raise Conflict(m("%(file)s 没有通过完整性检查：%(what)s", file=str(file), what="; ".join(broken[:3])))


def _require_ours(file: Path) -> None:
    """Refuses a database that was never ours or is newer than this program."""
    copy = Database(f"sqlite:///{file}")
    try:
        known = migrate.current(copy)
    finally:
        copy.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # looking at it made it a WAL database
    if known is None:
        raise InvalidInput(m("%(file)s 不是本系统的备份文件。", file=str(file)))


def _replace(file: Path, part: Path) -> None:
    """Puts `part` where the store was; the old side files would not belong to it."""
    _sync(part)
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    os.replace(part, file)


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def _address(url: sa.URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run_tool(tool: str, arguments: Sequence[str], url: sa.URL) -> None:
    """Runs PostgreSQL's own program; the password goes through the environment, not the command line."""
    program = shutil.which(tool)
    if program is None:
        raise Conflict(
            m(
                "没有找到 PostgreSQL 的 %(tool)s 程序，无法继续。请安装 postgresql-client 后再试。",
                tool=tool,
            )
        )
    environment: Mapping[str, str] = {**os.environ, "PGPASSWORD": url.password or ""}
    target = [] if tool == "pg_restore" else [_address(url)]
    done = subprocess.run(  # noqa: S603  (a fixed program, arguments of ours)
        [program, *arguments, *target], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Conflict(
            m(
                "%(tool)s 没有成功：%(what)s",
                tool=tool,
                what=done.stderr.strip()[-500:] or str(done.returncode),
            )
        )
