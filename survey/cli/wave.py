"""`wave …`: one period's survey from the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from survey import migrate
from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.words import say
from survey.errors import InvalidInput
from survey.fieldwork import queries, waves
from survey.fieldwork.models import Wave
from survey.language import m
from survey.responses.queries import response_count

__all__ = ["COMMANDS"]

DATE_LENGTH = len("2026-03-31")
LARGEST_NUMBER = 9999
YEARS = range(2000, 2100)
"""The years of a wave: beyond them a date is a slip of the keyboard."""


@click.group("wave")
def wave() -> None:
    """调查：建立、开始、截止。 Waves."""


@wave.command("create")
@click.argument("key")
@click.option("--questionnaire", "questionnaire_key", required=True, help="问卷代码。 Questionnaire.")
@click.option(
    "--version",
    "number",
    type=click.IntRange(1, LARGEST_NUMBER),
    help="版本序号，默认最新。 Version number, the latest by default.",
)
@click.option("--opens", required=True, help="开始：2026-03-01 或带时刻。 ISO 8601.")
@click.option("--closes", required=True, help="截止：2026-03-31（含当天）或带时刻。 ISO 8601.")
@click.option("--privacy", type=click.Choice(waves.PRIVACIES), default="named", help="保密方式。 Privacy.")
@click.option("--unit", type=click.Choice(("customer", "response")), help="统计单位。 Unit.")
@click.option("--name", default="", help="名称，默认同代码。 Name.")
@click.option("--period", default="", help="调查期。 Period.")
@click.option(
    "--segment",
    "segments",
    multiple=True,
    type=click.Choice(waves.SEGMENTS),
    help="匿名调查可带的分类。 Segments.",
)
@json_option
@pass_context
def create(
    context: Context,
    key: str,
    questionnaire_key: str,
    number: int | None,
    opens: str,
    closes: str,
    privacy: str,
    unit: str | None,
    name: str,
    period: str,
    segments: tuple[str, ...],
    as_json: bool,
) -> None:
    """建立一期调查（还不开始）。 Create a wave, still to be opened."""
    migrate.require_current(context.database)
    with context.database.unit_of_work() as session:
        version = queries.version_for_wave(session, questionnaire_key, number)
        form = waves.WaveForm(
            key=key,
            name=name or key,
            version_id=version.id,
            opens_at=_instant(session, opens, end_of_day=False),
            closes_at=_instant(session, closes, end_of_day=True),
            period=period,
            privacy=privacy,
            unit=unit,
            segments=segments,
        )
        made = waves.create(session, form, actor=COMMAND_LINE, now=datetime.now(UTC))
        _say(session, made, as_json)


@wave.command("open")
@click.argument("key")
@click.option(
    "--yes", is_flag=True, help="已核对“谁能看到”和方法记录。 Notice and method record are checked."
)
@pass_context
def open_(context: Context, key: str, yes: bool) -> None:
    """开始一期调查；先显示要确认的内容。 Open a wave for answers."""
    migrate.require_current(context.database)
    with context.database.unit_of_work() as session:
        found = queries.wave(session, key)
        if not yes:
            for name, text in {"who_can_see": found.who_can_see, **found.method}.items():
                click.echo(f"{name}: {text}", err=True)
        waves.open_wave(
            session,
            found,
            notice_confirmed=yes,
            method_confirmed=yes,
            actor=COMMAND_LINE,
            now=datetime.now(UTC),
        )
    say(m("调查“%(name)s”已开始。", name=found.name))


@wave.command("close")
@click.argument("key")
@pass_context
def close(context: Context, key: str) -> None:
    """截止一期调查。 Close a wave."""
    migrate.require_current(context.database)
    with context.database.unit_of_work() as session:
        found = queries.wave(session, key)
        waves.close_wave(session, found, actor=COMMAND_LINE, now=datetime.now(UTC))
    say(m("调查“%(name)s”已截止。", name=found.name))


@wave.command("list")
@json_option
@pass_context
def list_(context: Context, as_json: bool) -> None:
    """列出所有调查。 List all waves."""
    migrate.require_current(context.database)
    with context.database.reading() as session:
        found = [_facts(session, one) for one in queries.waves(session)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for facts in found:
        click.echo("{key}\t{name}\t{state}\t{privacy}\t{opens_at}\t{closes_at}\t{responses}".format(**facts))


def _say(session: Session, made: Wave, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_facts(session, queries.wave(session, made.key)), ensure_ascii=False))
    else:
        say(m("已建立调查 %(key)s。", key=made.key))


def _facts(session: Session, wave: Wave) -> dict[str, object]:
    return {
        "key": wave.key,
        "name": wave.name,
        "questionnaire": wave.version.questionnaire.key,
        "version": wave.version.number,
        "state": wave.state,
        "privacy": wave.privacy,
        "unit": wave.unit,
        "opens_at": wave.opens_at.isoformat(),
        "closes_at": wave.closes_at.isoformat(),
        "responses": response_count(session, wave),
    }


def _instant(session: Session, text: str, *, end_of_day: bool) -> datetime:
    """An instant in ISO 8601; without an offset, or as a day, it is meant in the company's time zone."""
    zone = ZoneInfo(queries.company(session).time_zone)
    try:
        if len(text) == DATE_LENGTH:
            day = date.fromisoformat(text)
            moment = datetime.combine(day, time(23, 59, 59) if end_of_day else time(), zone)
        else:
            moment = datetime.fromisoformat(text)
        if moment.year not in YEARS:
            raise ValueError(text)
    except ValueError:
        raise InvalidInput(
            m("“%(text)s”不是日期。请写成 2026-03-31 或 2026-03-31T18:00 的形式。", text=text[:40])
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


COMMANDS: tuple[click.Command, ...] = (wave,)
