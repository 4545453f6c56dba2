"""What every import command does: plan, store all or nothing, say what happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from survey.accounts import company
from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.words import say, shown
from survey.customers.import_plan import ImportPlan, refuse_if_wrong
from survey.errors import ImportRefused, RowProblem
from survey.language import m

__all__ = ["import_command"]


def _run(
    context: Context,
    plan: Callable[[Session], ImportPlan[Any]],
    store: Callable[[Session, ImportPlan[Any]], object],
    *,
    as_json: bool,
    dry_run: bool,
) -> None:
    """Imports in one unit of work and prints `{"rows", "imported", "errors"}` or one line; exit 2 when refused."""
    rows = 0
    try:
        with context.database.unit_of_work() as session:
            made = plan(session)
            rows = made.rows
            refuse_if_wrong(made)
            if not dry_run:
                store(session, made)
    except ImportRefused as refusal:
        if as_json:
            click.echo(_as_json(rows, 0, refusal.problems))
        raise
    imported = 0 if dry_run else len(made.records)
    if as_json:
        click.echo(_as_json(rows, imported, (), added=made.added, changed=made.changed))
        return
    for note in made.notes:
        say(note, err=True)
    figures = {"rows": rows, "added": made.added, "changed": made.changed, "unchanged": made.unchanged}
    if dry_run:
        say(
            m(
                "共 %(rows)d 行：新增 %(added)d，更新 %(changed)d，不变 %(unchanged)d（只检查，没有导入）。",
                **figures,
            )
        )
    else:
        say(m("共 %(rows)d 行：新增 %(added)d，更新 %(changed)d，不变 %(unchanged)d。", **figures))


def _as_json(rows: int, imported: int, problems: Sequence[RowProblem], **more: int) -> str:
    errors = [{"row": one.row, "column": one.column, "message": shown(one.message)} for one in problems]
    return json.dumps({"rows": rows, "imported": imported, "errors": errors, **more}, ensure_ascii=False)


def import_command(
    group: click.Group,
    name: str,
    doc: str,
    read: Callable[..., ImportPlan[Any]],
    store: Callable[..., object],
) -> None:
    """Gives the group a command that imports a table; `read` and `store` are those of the table's page."""

    @group.command(name, help=doc)
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @json_option
    @click.option("--dry-run", is_flag=True, help="只检查，不导入。 Check only.")
    @pass_context
    def command(context: Context, file: Path, as_json: bool, dry_run: bool) -> None:
        now = datetime.now(UTC)

        def plan(session: Session) -> ImportPlan[Any]:
            today = now.astimezone(ZoneInfo(company.details(session).time_zone)).date()
            return read(session, file.read_bytes(), file.name, today)

        _run(
            context,
            plan,
            lambda session, made: store(session, made, actor=COMMAND_LINE, now=now),
            as_json=as_json,
            dry_run=dry_run,
        )
