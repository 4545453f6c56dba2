"""`actions …`: action forms from the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from survey import migrate
from survey.accounts import company
from survey.accounts.actor import COMMAND_LINE
from survey.actions import queries
from survey.actions.models import Action
from survey.actions.outputs import HEADINGS, as_json, rows_of
from survey.actions.queries import ActionFilter
from survey.actions.states import is_overdue
from survey.actions.words import SOURCES, STATES
from survey.cli.main import Context, pass_context
from survey.cli.words import shown
from survey.errors import InvalidInput
from survey.language import Message, m
from survey.sheets import Sheet, write_xlsx

__all__ = ["COMMANDS"]

VIEWS = ("live", "overdue", "to_verify", "proposed", "closed", "dismissed", "all")
LATE = m("超期")

view_option = click.option(
    "--view", type=click.Choice(VIEWS), default="live", help="哪些单，默认未关闭的。 Which forms."
)
source_option = click.option(
    "--source", type=click.Choice(tuple(SOURCES)), default=None, help="来源。 Source."
)


@click.group("actions")
def actions() -> None:
    """改进措施单。 Corrective-action forms."""


@actions.command("list")
@view_option
@source_option
@click.option("--json", "in_json", is_flag=True, help="以 JSON 输出。 JSON output.")
@pass_context
def list_(context: Context, view: str, source: str | None, in_json: bool) -> None:
    """列出改进措施单，超期的在前。 List forms, the overdue first."""
    migrate.require_current(context.database)
    with context.database.reading() as session:
        today = _today(session)
        found = _found(session, view, source, today)
        if in_json:
            click.echo(json.dumps([as_json(one, today) for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            state = shown(STATES[one.state]) + (f" {shown(LATE)}" if is_overdue(one, today) else "")
            cells = (one.record_no, state, one.due_on, one.owner, one.title)
            click.echo("\t".join(str(cell or "—") for cell in cells))


@actions.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True), required=False)
@view_option
@source_option
@click.option("--json", "in_json", is_flag=True, help="以 JSON 输出到屏幕。 JSON on the screen.")
@pass_context
def export(context: Context, file: Path | None, view: str, source: str | None, in_json: bool) -> None:
    """导出改进措施单到 FILE（xlsx）；--json 输出全部内容。 Export forms to a workbook, or all of them as JSON."""
    if file is None and not in_json:
        raise InvalidInput(m("请写明要导出的文件，或用 --json。"))
    if file is not None and file.suffix.lower() != ".xlsx":
        raise InvalidInput(m("%(file)s 的后缀要是 .xlsx。", file=file))
    migrate.require_current(context.database)
    with context.database.reading() as session:
        today = _today(session)
        found = _found(session, view, source, today)
        if in_json:
            click.echo(json.dumps([as_json(one, today) for one in found], ensure_ascii=False, indent=2))
        rows = [[_cell(cell) for cell in line] for line in rows_of(found, today)]
    if file is not None:
        headings = [shown(heading) for heading in HEADINGS]
        file.write_bytes(write_xlsx([Sheet(shown(m("改进措施单")), headings, rows)]))
        click.echo(shown(m("已导出 %(n)d 张到 %(file)s。", n=len(rows), file=file)), err=in_json)


def _found(session: Session, view: str, source: str | None, today: date) -> Sequence[Action]:
    wanted = ActionFilter(view=view, source=source or "")
    return queries.all_for(session, wanted, COMMAND_LINE, today)


def _cell(cell: Message | str) -> str:
    return shown(cell) if isinstance(cell, Message) else cell


def _today(session: Session) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(company.details(session).time_zone)).date()


COMMANDS: tuple[click.Command, ...] = (actions,)
