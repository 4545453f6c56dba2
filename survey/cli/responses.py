"""`responses import|export`: response files in and out."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from survey import migrate
from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.words import say, shown
from survey.errors import ImportRefused, RowProblem, SurveyError
from survey.fieldwork import queries
from survey.language import m
from survey.responses import exporting
from survey.responses.importing import ImportResult, import_rows
from survey.sheets import Sheet, read_table, write_csv, write_xlsx

__all__ = ["COMMANDS"]


@click.group()
def responses() -> None:
    """答卷文件的导入和导出。 Response files."""


@responses.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wave", "wave_key", required=True, help="调查代码。 Wave.")
@click.option("--encoding", help="文本文件的编码，默认自动识别。 Encoding of a text file.")
@click.option("--dry-run", is_flag=True, help="只检查，不保存。 Check only.")
@json_option
@pass_context
def import_(
    context: Context, file: Path, wave_key: str, encoding: str | None, dry_run: bool, as_json: bool
) -> None:
    """导入答卷：全部成功或一份也不存。 Import responses, all or nothing."""
    migrate.require_current(context.database)
    try:
        table = read_table(file.read_bytes(), file.name, encoding=encoding)
        with context.database.unit_of_work() as session:
            result = import_rows(
                session,
                queries.wave(session, wave_key),
                table,
                dry_run=dry_run,
                actor=COMMAND_LINE,
                now=datetime.now(UTC),
            )
    except ImportRefused as refusal:
        result = ImportResult(0, 0, refusal.problems)
    except SurveyError as refusal:
        if not as_json:
            raise
        result = ImportResult(0, 0, (RowProblem(0, "", refusal.message),))
    _say(result, as_json, dry_run)
    if result.errors:
        sys.exit(1 if dry_run else 2)


@responses.command("export")
@click.option("--wave", "wave_key", required=True, help="调查代码。 Wave.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="文件（.csv 或 .xlsx），默认标准输出。 File.",
)
@pass_context
def export(context: Context, wave_key: str, output: Path | None) -> None:
    """导出答卷，可以再导入。 Export responses in the form that import reads."""
    migrate.require_current(context.database)
    with exporting.export(context.database, wave_key, COMMAND_LINE, now=datetime.now(UTC)) as found:
        if output is not None and output.suffix.lower() == ".xlsx":
            output.write_bytes(write_xlsx([Sheet(found.wave.name, found.headings, found.rows)]))
            return
        with click.open_file(str(output or "-"), "wb") as target:
            target.writelines(write_csv(found.headings, found.rows))


def _say(result: ImportResult, as_json: bool, dry_run: bool) -> None:
    if as_json:
        click.echo(
            json.dumps(
                {
                    "rows": result.rows,
                    "imported": result.imported,
                    "already": result.already,
                    "errors": [
                        {"row": one.row, "column": one.column, "message": shown(one.message)}
                        for one in result.errors
                    ],
                },
                ensure_ascii=False,
            )
        )
        return
    for one in result.errors:
        sentence = m(
            "第 %(row)d 行 %(column)s：%(problem)s", row=one.row, column=one.column, problem=one.message
        )
        say(sentence, err=True)
    if result.errors:
        say(m("没有导入任何答卷。请改正后重新导入。"), err=True)
    else:
        figures = {"n": result.imported, "rows": result.rows, "already": result.already}
        if dry_run:
            say(m("可以导入 %(n)d 份答卷（文件 %(rows)d 行，其中 %(already)d 行以前导入过）。", **figures))
        else:
            say(m("已导入 %(n)d 份答卷（文件 %(rows)d 行，其中 %(already)d 行以前导入过）。", **figures))


COMMANDS: tuple[click.Command, ...] = (responses,)
