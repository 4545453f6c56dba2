"""The store: one engine, one unit of work, the few column types that every room uses."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from survey.errors import Unavailable
from survey.language import m

__all__ = [
    "Base",
    "Database",
    "HasRef",
    "Pk",
    "Ref",
    "Unit",
    "UtcDateTime",
    "after_commit",
    "fill",
    "new_ref",
    "take_turn",
]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC; naive datetimes are a programming mistake and refused."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the store")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every table; the naming convention keeps migrations stable."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own form)
        datetime: UtcDateTime,
        dict[str, Any]: sa.JSON(none_as_null=True),
        list[Any]: sa.JSON(none_as_null=True),
        list[str]: sa.JSON(none_as_null=True),
    }


def new_ref() -> str:
    """12 random URL-safe characters: what a row is called outside (integers stay inside)."""
    return secrets.token_urlsafe(9)


Pk = Annotated[int, mapped_column(primary_key=True)]
Ref = Annotated[str, mapped_column(sa.String(16), unique=True, default=new_ref)]


Unit = Session | Connection
"""A unit of work: a session, or on the hot path a bare connection; both carry `info`."""


def after_commit(unit: Unit, action: Callable[[], None]) -> None:
    """Runs `action` once the unit of work is on disk; a rolled-back one never runs it."""
    unit.info.setdefault("after_commit", []).append(action)


def fill(row: object, details: Any, *, trimmed: bool = False) -> None:
    """Writes every field of the dataclass `details` into the row's column of the same name.

    `trimmed` takes the white space off both ends of texts.
    """
    for field in fields(details):
        value = getattr(details, field.name)
        setattr(row, field.name, value.strip() if trimmed and isinstance(value, str) else value)


def take_turn(session: Session, name: str) -> None:
    """Waits until no other unit of work holds `name`, and holds it until this one ends.

    On SQLite every unit of work has its turn already (BEGIN IMMEDIATE).
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


class Database:
    """An engine with our rules: SQLite durable and with foreign keys, writers begin at once."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = sa.make_url(url)
        if self.is_sqlite and self.url.database:
            Path(self.url.database).touch(mode=0o600)  # its side files take the same mode
        self.engine = _engine(self.url, pool_size)
        self._writing = threading.Lock()
        self.info: dict[str, Any] = {}
        """What every session carries along (`session.info`), such as the way to send a task."""
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """A session that commits once at the end; what fails inside rolls back whole.

        On SQLite the transaction is BEGIN IMMEDIATE: a deferred one that reads and then writes fails
        under concurrent writers. Raises Unavailable when the store is locked, full or away.
        """
        with (
            _honest_failures(),
            Session(self.engine, expire_on_commit=False, info=dict(self.info)) as session,
        ):
            with self._turn():
                session.connection(execution_options={"liusheng_begin": "IMMEDIATE"})
                try:
                    yield session
                    session.commit()
                except BaseException:
                    session.rollback()
                    raise
            for action in session.info.pop("after_commit", ()):
                action()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads; whatever it changed is thrown away."""
        with (
            _honest_failures(),
            Session(self.engine, expire_on_commit=False, autoflush=False, info=dict(self.info)) as session,
        ):
            yield session  # closing rolls back; an explicit rollback would empty what was read

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection that reads on the hot path (compiled Core statements).

        On SQLite it has no transaction around its statements: each sees what is committed when it begins.
        """
        with (
            _honest_failures(),
            self.engine.connect() as connection,
            connection.execution_options(liusheng_begin=None).begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A bare connection that commits once at the end: the unit of work of the hot path."""
        with _honest_failures(), self.engine.connect() as connection:
            connection.info.pop("after_commit", None)  # of a unit before it that was rolled back
            connection.info.update(self.info)
            with self._turn(), connection.execution_options(liusheng_begin="IMMEDIATE").begin():
                yield connection
            for action in connection.info.pop("after_commit", ()):
                action()

    def dispose(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Lets this process's writers queue before SQLite, which would make them sleep and try again."""
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=WRITERS_WAIT):
            raise Unavailable(BUSY)
        try:
            yield
        finally:
            self._writing.release()


def _engine(url: sa.URL, pool_size: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        return sa.create_engine(
            url,
            connect_args={"timeout": 10, "check_same_thread": False},
            pool_size=pool_size,
            pool_timeout=10,
            hide_parameters=True,  # an error message in a log shows no answers
        )
    return sa.create_engine(
        url, pool_size=pool_size, pool_timeout=10, pool_pre_ping=True, hide_parameters=True
    )


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "journal_size_limit=67108864",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("liusheng_begin", "DEFERRED")
        if kind is not None:
            connection.connection.cursor().execute(f"BEGIN {kind}")


WRITERS_WAIT = 10.0
"""Seconds, as SQLite's own busy_timeout."""
BUSY = m("系统正忙，没有保存成功。您填写的内容还在本页，请稍等片刻再提交一次。")
FULL = m("存储空间已满，没有保存成功。您填写的内容还在本页，请联系管理员清理磁盘后再试。")


@contextmanager
def _honest_failures() -> Iterator[None]:
    """Says in our words that the store is busy, full or away, so that a page can offer another try."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable(BUSY) from error
    except (OperationalError, sqlite3.OperationalError) as error:  # the latter from our own BEGIN
        text = str(getattr(error, "orig", error)).lower()
        if "full" in text or "disk i/o" in text:
            raise Unavailable(FULL) from error
        if (
            "locked" in text
            or "busy" in text
            or isinstance(error, DBAPIError)
            and error.connection_invalidated
        ):
            raise Unavailable(BUSY) from error
        if (
            "unable to open" in text
            or "connect" in text
            or "server closed" in text
            or "shutting down" in text
        ):
            raise Unavailable(BUSY) from error
        raise


class HasRef:
    """A row that appears in a URL under `ref`."""

    id: Mapped[Pk]
    ref: Mapped[Ref]
