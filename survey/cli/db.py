"""`db`: the store's shape, health, backups and cleaning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.engine import Connection

from survey import backup as backups
from survey import migrate
from survey.accounts import audit, files, throttle, tokens
from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.words import say
from survey.coding.forgetting import forget
from survey.db import Base, Database
from survey.language import Message, m
from survey.responses import revisions

__all__ = ["COMMANDS"]

DURABLE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
BUSY_TIMEOUT = 5000


@click.group()
def db() -> None:
    """数据库。 The store."""


@db.command()
@pass_context
def upgrade(context: Context) -> None:
    """升级数据库结构，升级前先备份。 Bring the store up to this version; backs it up first."""
    bring_up(context)
    say(m("数据库结构是最新的（%(revision)s）。", revision=migrate.head()))


@db.command()
@pass_context
def check(context: Context) -> None:
    """检查数据库：设置、完整性、结构、操作记录。 Check the store; exit code 1 when something is wrong."""
    findings = list(_findings(context.database))
    for finding in findings:
        say(finding)
    if findings:
        click.get_current_context().exit(1)
    say(m("检查通过。"))


@db.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False)
@pass_context
def backup(context: Context, target: Path | None) -> None:
    """备份到一个文件，运行中也可以。 Back up into one file, also while serving."""
    now = datetime.now(UTC)
    file = target or backups.default_target(context.database, context.settings.instance, now=now)
    kept = backups.backup(context.database, file)
    say(m("已备份到 %(file)s。密钥 secret.key 不在其中，请另外保管。", file=kept))


@db.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="替换现有内容（先自动备份）。 Replace what is there.")
@pass_context
def restore(context: Context, source: Path, force: bool) -> None:
    """从备份恢复；请先停止服务。 Restore a backup; stop the server first."""
    folder = context.settings.instance
    with migrate.exclusive(folder / "serve.lock", wait=False):
        kept = backups.restore(context.database, source, folder=folder, force=force, now=datetime.now(UTC))
        migrate.upgrade(context.database, folder=folder)
        with context.database.unit_of_work() as session:
            audit.record(session, COMMAND_LINE, "store.restore", source.name, now=datetime.now(UTC))
    say(m("已恢复。") if kept is None else m("已恢复。原来的内容备份在 %(file)s。", file=kept))


@db.command()
@pass_context
def purge(context: Context) -> None:
    """清除删除满 30 天的答卷和到期的文件、链接。 Remove for good what has expired."""
    migrate.require_current(context.database)
    now = datetime.now(UTC)
    with context.database.unit_of_work() as session:
        responses = revisions.purge(session, forget=forget, actor=COMMAND_LINE, now=now)
        removed = files.purge_expired(session, now=now)
        tokens.purge(session, before=now - timedelta(days=30))
        throttle.purge(session, before=now - timedelta(days=1))
        audit.record(session, COMMAND_LINE, "store.purge", now=now, files=removed)
    say(m("已清除删除满 30 天的答卷 %(rows)d 行、到期文件 %(files)d 个。", rows=responses, files=removed))


def bring_up(context: Context) -> None:
    """Upgrades the store when it is due, after a backup of what is in it."""
    database, folder = context.database, context.settings.instance
    found = migrate.current(database)
    if found == migrate.head():
        return
    if found is not None:
        name = f"before-upgrade-from-{found}"
        file = backups.default_target(database, folder, now=datetime.now(UTC), why=name)
        say(m("升级前已备份到 %(file)s。", file=backups.backup(database, file)))
    migrate.upgrade(database, folder=folder)


def _findings(database: Database) -> Iterator[Message]:
    """Sentences about what is wrong with the store."""
    if migrate.is_due(database):
        yield m("数据库结构不是最新的，请运行 liusheng db upgrade。")
        return
    with database.engine.connect() as connection:
        if database.is_sqlite:
            yield from _sqlite_findings(connection)
        yield from (
            m("表结构与程序不一致：%(difference)s", difference=difference)
            for difference in migrate.shape_differences(connection, Base.metadata)
        )
    with database.reading() as session:
        broken = audit.verify(session)
    if broken is not None:
        yield m("操作记录从第 %(id)d 条起被改动过。", id=broken)


def _sqlite_findings(connection: Connection) -> Iterator[Message]:
    for pragma, wanted in DURABLE.items():
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
        if found != wanted:
            yield m(
                "数据库设置 %(name)s 是 %(found)s，应为 %(wanted)s。", name=pragma, found=found, wanted=wanted
            )
    if connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() < BUSY_TIMEOUT:
        yield m("数据库设置 %(name)s 小于 %(wanted)s。", name="busy_timeout", wanted=BUSY_TIMEOUT)
    yield from (
        m("数据库没有通过完整性检查：%(what)s", what=problem)
        for problem in migrate.problems(connection.exec_driver_sql)
    )


COMMANDS: tuple[click.Command, ...] = (db,)
