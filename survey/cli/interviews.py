"""Exit interviews from the command line: import past ones from a table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from survey.accounts import company
from survey.accounts.actor import COMMAND_LINE
from survey.cli.imports import run_import
from survey.cli.main import Context, pass_context
from survey.interviews.importing import read_interviews, store_interviews

__all__ = ["COMMANDS"]


@click.group()
def interviews() -> None:
    """流失客户访谈。 Exit interviews."""


@interviews.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")
@click.option("--dry-run", is_flag=True, help="只检查，不导入。 Check only.")
@pass_context
def import_(context: Context, file: Path, as_json: bool, dry_run: bool) -> None:
    """从表格导入以往的访谈（XLSX、CSV）。 Import past interviews."""
    now = datetime.now(UTC)

    def plan(session: Session) -> Any:
        today = now.astimezone(ZoneInfo(company.details(session).time_zone)).date()
        return read_interviews(session, file.read_bytes(), file.name, today)

    run_import(
        context,
        plan,
        lambda session, made: store_interviews(session, made, actor=COMMAND_LINE, now=now),
        as_json=as_json,
        dry_run=dry_run,
    )


COMMANDS: tuple[click.Command, ...] = (interviews,)
