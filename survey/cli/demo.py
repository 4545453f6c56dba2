"""`demo`: an instance with an invented company in it, ready to be looked at."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime

import click

from survey import migrate
from survey.accounts import users
from survey.cli.main import Context, pass_context
from survey.cli.serve import run
from survey.cli.words import say, shown
from survey.coding import queries
from survey.coding.dictionary import wanted_engine
from survey.coding.tasks import read_pending
from survey.demo.corrections import correct_some
from survey.demo.crowd import add_crowd
from survey.demo.load import entrance, is_demo, load, loaded
from survey.demo.wording import keep_words
from survey.errors import Conflict
from survey.language import m

__all__ = ["COMMANDS"]

EVERYWHERE = "0.0.0.0"  # noqa: S104  (only when the public address is not this machine's own)


@click.command()
@click.option("--large", is_flag=True, help="另加一期有 20000 份答卷的调查。 Add a wave of 20,000 responses.")
@click.option("--force", is_flag=True, help="替换以前的演示。 Replace an earlier demonstration.")
@click.option("--serve", "then_serve", is_flag=True, help="随后启动网页。 Serve the pages afterwards.")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认取公开网址的端口。 Port.")
@pass_context
def demo(context: Context, large: bool, force: bool, then_serve: bool, port: int | None) -> None:
    """建立演示实例：虚构的公司、客户、三期调查、流失客户访谈。 An instance with an invented company."""
    folder = context.settings.instance
    with migrate.exclusive(folder / "serve.lock", wait=False):
        _make_room(context, force=force)
        migrate.upgrade(context.database, folder=folder)
        _load(context, large=large)
        _read(context)
        with context.database.unit_of_work() as session:
            correct_some(session, now=datetime.now(UTC))
    _say(context)
    if then_serve:
        host = "127.0.0.1" if context.settings.on_loopback else EVERYWHERE
        click.get_current_context().exit(run(context, host=host, port=port, workers=2, worker=True))


def _make_room(context: Context, *, force: bool) -> None:
    """Leaves an empty store; a store with anything but a demonstration in it is never touched."""
    database = context.database
    if migrate.current(database) is None:
        return
    migrate.upgrade(database, folder=context.settings.instance)
    with database.reading() as session:
        ours, used = is_demo(session), users.exist(session)
    if used and not ours:
        raise Conflict(m("这个实例里已有数据，演示只能放进空的实例。请用 --instance 另选一个文件夹。"))
    if used and not force:
        raise Conflict(m("这个实例里已有演示。要重新建立请加 --force，原来的演示内容会删除。"))
    migrate.downgrade(database, folder=context.settings.instance, to="base")
    shutil.rmtree(context.settings.cache, ignore_errors=True)


def _load(context: Context, *, large: bool) -> None:
    say(m("正在建立演示公司 …"))
    now = datetime.now(UTC)
    secrets = (context.settings.secret_key, *context.settings.secret_key_fallbacks)
    with context.database.unit_of_work() as session:
        load(session, secrets=secrets, now=now)
        keep_words(session, now=now)
        if large:
            add_crowd(session, now=now)


def _read(context: Context) -> None:
    """Reads the comments at once, so that the reports are full when the first page opens."""
    with context.database.reading() as session:
        engine = wanted_engine(session)
        waiting = queries.progress(session, engine).total
    reading = threading.Thread(target=read_pending, args=(context.settings, context.database))
    reading.start()
    with click.progressbar(length=waiting, label=shown(m("正在读意见"))) as bar:
        while reading.is_alive():
            reading.join(0.3)
            with context.database.reading() as session:
                bar.update(queries.progress(session, engine).read - bar.pos)


def _say(context: Context) -> None:
    with context.database.unit_of_work() as session:
        made = loaded(session)
        token = entrance(session, now=datetime.now(UTC))
    say(
        m(
            "演示已就绪：客户 %(customers)d 家，答卷 %(responses)d 份，流失客户访谈 %(interviews)d 次，意见 %(comments)d 条。",
            customers=made.customers,
            responses=made.responses,
            interviews=made.interviews,
            comments=made.verbatims,
        )
    )
    say(m("地址：%(url)s", url=context.settings.public_url))
    say(m("请在 1 小时内打开下面的一次性链接，以管理员身份登录（只显示这一次）："))
    click.echo(f"{context.settings.public_url}/enter/{token}")


COMMANDS: tuple[click.Command, ...] = (demo,)
