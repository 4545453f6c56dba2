"""What every import command does: plan, store all or nothing, say what happened."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import click
from sqlalchemy.orm import Session

from survey.cli.main import Context
from survey.cli.words import say, shown
from survey.customers.import_plan import ImportPlan, refuse_if_wrong
from survey.errors import ImportRefused, RowProblem
from survey.language import m

__all__ = ["run_import"]


def run_import(
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
