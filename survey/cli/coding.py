"""Reading comments from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import click
import sqlalchemy as sa

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.words import say
from survey.coding import queries, rereading
from survey.coding.dictionary import wanted_engine
from survey.coding.tasks import read_pending
from survey.errors import NotFound
from survey.fieldwork.models import Wave
from survey.language import m

__all__ = ["COMMANDS"]


@click.group()
def coding() -> None:
    """意见的机器阅读。 Reading comments."""


@coding.command()
@click.option("--wave", "wave_key", help="只报告这期调查的进度。 Report on this wave only.")
@click.option(
    "--again", is_flag=True, help="引擎或公司词典变了，旧的阅读也重读。 Reread what is out of date."
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")
@pass_context
def read(context: Context, wave_key: str | None, again: bool, as_json: bool) -> None:
    """阅读所有还没有读过的意见。 Read every comment that has no reading yet."""
    if again:
        with context.database.unit_of_work() as session:
            rereading.ask(session, wanted_engine(session), actor=COMMAND_LINE, now=datetime.now(UTC))
    read_now = read_pending(context.settings, context.database)
    with context.database.reading() as session:
        found = queries.progress(session, wanted_engine(session), _waves(session, wave_key))
    figures = {
        "read_now": read_now,
        "total": found.total,
        "read": found.read,
        "older": found.older,
        "failed": found.failed,
    }
    if as_json:
        click.echo(json.dumps(figures))
    else:
        say(
            m(
                "本次阅读 %(now)d 条；共 %(total)d 条，已读 %(read)d 条，由以前的引擎或词典读的 %(older)d 条，未能读出 %(failed)d 条。",
                now=read_now,
                total=found.total,
                read=found.read,
                older=found.older,
                failed=found.failed,
            )
        )


def _waves(session: sa.orm.Session, key: str | None) -> Sequence[int]:
    if key is None:
        return ()
    wave_id = session.scalar(sa.select(Wave.id).where(Wave.key == key))
    if wave_id is None:
        raise NotFound(m("没有代码为“%(key)s”的调查。", key=key))
    return (wave_id,)


COMMANDS: tuple[click.Command, ...] = (coding,)
