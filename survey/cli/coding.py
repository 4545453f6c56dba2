"""Reading comments from the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.words import say
from survey.coding import agreement, contrasts, queries, rereading
from survey.coding.dictionary import wanted_engine
from survey.coding.tasks import read_pending
from survey.coding.verdicts import CommentFilter, verdicts
from survey.coding.wording import group_test, word_list
from survey.errors import NotFound
from survey.fieldwork.models import Wave
from survey.interviews.machine import reason_agreement
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
@json_option
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


@coding.command("agreement")
@json_option
@pass_context
def show_agreement(context: Context, as_json: bool) -> None:
    """程序与人的一致率（Cohen κ）。 Agreement of each engine with people."""
    with context.database.reading() as session:
        rows = [row.to_json() for row in agreement.agreement(session)]
        rows += [row.to_json() for row in reason_agreement(session)]
        judged = agreement.judged_comments(session)
    if as_json:
        click.echo(json.dumps({"comments": judged, "agreement": rows}, ensure_ascii=False))
        return
    say(m("由人判断过的意见：%(n)d 条。", n=judged))
    for row in rows:
        kappa = row["kappa"]
        ends = "" if kappa["low"] is None else f" [{kappa['low']:.2f}, {kappa['high']:.2f}]"
        value = "—" if kappa["value"] is None else f"{kappa['value']:.2f}{ends}"
        click.echo(f"{row['engine']}  {row['aspect']}  κ {value}  n {row['same']['n']}")


@coding.command("export-corrections")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_context
def export_corrections(context: Context, file: Path) -> None:
    """把人工判断过的意见写成已标注文件。 Write the comments people judged as a labelled file."""
    with context.database.reading() as session:
        content = agreement.labelled_file(session)
    file.write_text(content, encoding="utf-8", newline="\n")
    say(m("已写出 %(n)d 条人工判断过的意见，个人信息已遮盖。", n=content.count("\n") - 1))


@coding.command("dimensions")
@click.option("--wave", "wave_key", help="只看这期调查。 This wave only.")
@click.option("--against", help="与这一期对照。 Compare with this wave.")
@json_option
@pass_context
def show_dimensions(context: Context, wave_key: str | None, against: str | None, as_json: bool) -> None:
    """各维度意见的倾向，及与另一期的差。 Polarity by dimension, and its change."""
    with context.database.reading() as session:
        found = verdicts(session, CommentFilter(wave_ids=tuple(_waves(session, wave_key))))
        before = None
        if against is not None:
            before = verdicts(session, CommentFilter(wave_ids=tuple(_waves(session, against))))
    rows = [row.to_json() for row in contrasts.by_dimension(found, before)]
    if as_json:
        click.echo(json.dumps({"wave": wave_key, "n": len(found), "dimensions": rows}, ensure_ascii=False))
        return
    say(m("共 %(n)d 条意见。", n=len(found)))
    for row in rows:
        click.echo(f"{row['dimension']}  {_estimate(row['negative'])}  n {row['negative']['n']}")


@coding.command("words")
@click.option("--wave", "wave_key", help="只看这期调查。 This wave only.")
@click.option(
    "--by",
    type=click.Choice(("polarity", "dimension", "class", "leavers")),
    default="polarity",
    show_default=True,
    help="按什么分组。 What makes the group.",
)
@click.option("--value", default="neg", show_default=True, help="哪一组。 Which group.")
@json_option
@pass_context
def show_words(context: Context, wave_key: str | None, by: str, value: str, as_json: bool) -> None:
    """一组意见比其他意见更常说的词。 Words that tell a group from the rest."""
    with context.database.reading() as session:
        found = verdicts(session, CommentFilter(wave_ids=tuple(_waves(session, wave_key))))
        listed = word_list(session, found, group_test(session, by, value))
    if as_json:
        click.echo(
            json.dumps({"wave": wave_key, "by": by, "value": value, **listed.to_json()}, ensure_ascii=False)
        )
        return
    if listed.withheld is not None:
        say(listed.withheld)
    for word in listed.distinctive:
        click.echo(f"{word.word}  z {word.z:.1f}  n {word.n}/{word.n_rest}")


def _estimate(row: Mapping[str, Any]) -> str:
    """A share with its interval, as people read it in a terminal."""
    if row["value"] is None:
        return "—"
    return f"{row['value']:.0%} [{row['low']:.0%}, {row['high']:.0%}]"


def _waves(session: sa.orm.Session, key: str | None) -> Sequence[int]:
    if key is None:
        return ()
    wave_id = session.scalar(sa.select(Wave.id).where(Wave.key == key))
    if wave_id is None:
        raise NotFound(m("没有代码为“%(key)s”的调查。", key=key))
    return (wave_id,)


COMMANDS: tuple[click.Command, ...] = (coding,)
