"""What there is to know about this installation."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import version

from flask_babel import gettext as _

from survey import migrate
from survey.config import Settings
from survey.db import Database

__all__ = ["facts"]

MEGABYTE = 1024 * 1024


def facts(database: Database, settings: Settings) -> list[tuple[str, str]]:
    """Labels and values for the page 关于本站."""
    return list(_facts(database, settings))


def _facts(database: Database, settings: Settings) -> Iterator[tuple[str, str]]:
    yield _("版本"), version("liusheng")
    yield _("公开网址"), settings.public_url
    yield _("传输加密"), _("已启用") if settings.secure else _("未启用")
    yield _("数据库"), _kind(database)
    yield _("数据库大小"), _("%(n).1f MB", n=_size(database) / MEGABYTE)
    yield _("数据库结构"), migrate.current(database) or "—"
    yield _("实例文件夹"), str(settings.instance)
    yield "Python", platform.python_version()


def _kind(database: Database) -> str:
    statement = "SELECT sqlite_version()" if database.is_sqlite else "SHOW server_version"
    with database.engine.connect() as connection:
        version = connection.exec_driver_sql(statement).scalar_one()
    return f"{'SQLite' if database.is_sqlite else 'PostgreSQL'} {version}"


def _size(database: Database) -> int:
    if database.is_sqlite:
        statement = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        statement = "SELECT pg_database_size(current_database())"
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql(statement).scalar_one())
