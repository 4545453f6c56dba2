"""Commands of the group `questionnaire`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.words import say, shown
from survey.errors import InvalidDefinition, NotFound
from survey.instrument import formats
from survey.instrument.finding import Finding
from survey.instrument.lint import has_errors, lint
from survey.language import Message, m
from survey.questionnaires import publishing, queries, service
from survey.questionnaires.models import Questionnaire

__all__ = ["COMMANDS"]

_FOUND_SOMETHING = 1
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON。 Print JSON.")


@click.group("questionnaire")
def group() -> None:
    """问卷：列出、新建、导入、检查、发布、导出。 Questionnaires."""


@group.command("list")
@_AS_JSON
@pass_context
def list_(context: Context, as_json: bool) -> None:
    """列出问卷。 List questionnaires."""
    with context.database.reading() as session:
        rows = [_row(row) for row in queries.listing(session, retired=True)]
    if as_json:
        _print_json(rows)
    for row in () if as_json else rows:
        click.echo(f"{row['key']}\t{row['state']}\t{row['version'] or '-'}\t{row['items']}\t{row['title']}")


def _row(row: queries.Row) -> dict[str, Any]:
    latest = row.latest
    return {
        "key": row.questionnaire.key,
        "title": row.questionnaire.title,
        "kind": row.questionnaire.kind,
        "state": row.state,
        "version": latest.number if latest else None,
        "document_no": latest.document_no if latest else None,
        "revision": latest.revision if latest else None,
        "items": row.items,
        "minutes": row.minutes,
    }


@group.command("create")
@click.argument("key")
@click.option("--template", default="", help="内置问卷的代码，不写则新建空白问卷。 Built-in template.")
@click.option("--title", default="", help="标题，不写则用内置问卷的标题。 Title.")
@_AS_JSON
@pass_context
def create(context: Context, key: str, template: str, title: str, as_json: bool) -> None:
    """新建问卷草稿。 Create a draft."""
    now = datetime.now(UTC)
    with context.database.unit_of_work() as session:
        if template:
            made = service.create_from_template(session, template, key, title, COMMAND_LINE, now)
        else:
            made = service.create_blank(session, key, title or key, COMMAND_LINE, now)
        _say_made(made, [], as_json)


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", default="", help="问卷代码，不写则用文件中的代码。 Key.")
@click.option(
    "--format",
    "format_",
    default="auto",
    help="文件格式（liusheng、surveyjs、limesurvey、qualtrics、xiaoju、wjx、wjx-jsonl、table），默认自动识别。 File format.",
)
@_AS_JSON
@pass_context
def import_(context: Context, file: Path, key: str, format_: str, as_json: bool) -> None:
    """把文件导入为问卷草稿。 Import a file as a draft."""
    found = formats.read(file.read_bytes(), file.name, format=format_)
    with context.database.unit_of_work() as session:
        wished = key or service.free_key(session, found.definition.key)
        made = service.create_from_definition(
            session, found.definition, wished, COMMAND_LINE, datetime.now(UTC)
        )
        _say_made(made, found.dropped, as_json)


def _say_made(made: Questionnaire, dropped: Sequence[formats.Dropped], as_json: bool) -> None:
    items = len(queries.draft_of(made).item_by_key)
    left = [{"where": one.where, "what": shown(one.what)} for one in dropped]
    _say(
        {"key": made.key, "items": items, "dropped": left} if as_json else None,
        m("已建立问卷 %(key)s 的草稿，%(n)d 个题目。", key=made.key, n=items),
    )
    for one in dropped if not as_json else ():
        click.echo(_line(one))


def _line(left: formats.Dropped) -> str:
    """One thing that was left out, as a line of a list."""
    return " ".join(["-", *(part for part in (left.where, shown(left.what)) if part)])


@group.command("export")
@click.argument("key")
@click.option("--version", "number", type=int, help="版本序号，不写则导出草稿。 Version number.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(formats.WRITTEN),
    default=formats.OWN,
    help="文件格式，默认本系统的 JSON。 File format.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="写入文件。 Output file.")
@pass_context
def export(context: Context, key: str, number: int | None, format_: str, output: Path | None) -> None:
    """导出问卷：JSON、SurveyJS 或文字。 Export as JSON, SurveyJS or text."""
    with context.database.reading() as session:
        row = queries.by_key(session, key)
        definition = row.draft if number is None else _version(session, row, number)
    written = formats.write(definition, format_)
    if output is None:
        click.echo(written.text, nl=False)
    else:
        output.write_text(written.text, encoding="utf-8")
    for one in written.dropped:
        click.echo(_line(one), err=True)


def _version(session: Session, row: Questionnaire, number: int) -> dict[str, Any]:
    for version in queries.versions_of(session, row):
        if version.number == number:
            return version.definition
    raise NotFound(m("问卷 %(key)s 没有第 %(n)d 版。", key=row.key, n=number))


@group.command("lint")
@click.argument("key_or_file")
@_AS_JSON
@pass_context
def lint_(context: Context, key_or_file: str, as_json: bool) -> None:
    """检查问卷草稿或文件；有问题时退出码为 1。 Check a draft or a file."""
    findings = _findings(context, key_or_file)
    rows = [{"severity": one.severity, "where": one.where, "message": shown(one.message)} for one in findings]
    if as_json:
        _print_json({"findings": rows, "publishable": not has_errors(findings)})
    for one in () if as_json else rows:
        click.echo(f"{one['severity']}\t{one['where']}\t{one['message']}")
    if findings:
        raise click.exceptions.Exit(_FOUND_SOMETHING)
    if not as_json:
        say(m("没有发现问题。"))


def _findings(context: Context, key_or_file: str) -> list[Finding]:
    path = Path(key_or_file)
    if path.is_file():
        try:
            return lint(formats.read(path.read_bytes(), path.name).definition)
        except InvalidDefinition as error:
            return [finding for finding in error.findings if isinstance(finding, Finding)]
    if path.suffix:
        raise NotFound(m("没有“%(name)s”这个文件。", name=key_or_file))
    with context.database.reading() as session:
        return lint(queries.draft_of(queries.by_key(session, key_or_file)))


@group.command("publish")
@click.argument("key")
@click.option("--document-no", required=True, help="文件编号。 Document number.")
@click.option("--revision", required=True, help="版本，例如 A/0。 Revision.")
@click.option("--prepared", required=True, help="编制。 Prepared by.")
@click.option("--reviewed", default="", help="审核。 Reviewed by.")
@click.option("--approved", required=True, help="批准。 Approved by.")
@click.option(
    "--effective", required=True, type=click.DateTime(["%Y-%m-%d"]), help="生效日期。 Effective date."
)
@click.option("--change-note", default="", help="变更说明。 What changed.")
@_AS_JSON
@pass_context
def publish(
    context: Context,
    key: str,
    document_no: str,
    revision: str,
    prepared: str,
    reviewed: str,
    approved: str,
    effective: datetime,
    change_note: str,
    as_json: bool,
) -> None:
    """发布草稿为受控版本。 Publish the draft as a controlled version."""
    effective_on: date = effective.date()
    control = publishing.Control(
        document_no, revision, prepared, reviewed, approved, effective_on, change_note
    )
    with context.database.unit_of_work() as session:
        row = queries.by_key(session, key)
        version = publishing.publish(session, row.ref, control, COMMAND_LINE, datetime.now(UTC))
    told = {
        "key": key,
        "version": version.number,
        "document_no": version.document_no,
        "revision": version.revision,
        "sha256": version.sha256,
    }
    _say(
        told if as_json else None,
        m(
            "已发布 %(key)s 第 %(n)d 版（%(document_no)s，%(revision)s）。",
            key=key,
            n=version.number,
            document_no=version.document_no,
            revision=version.revision,
        ),
    )


def _say(value: dict[str, Any] | None, sentence: Message) -> None:
    """Prints JSON where it is wanted, else one line for a person."""
    if value is None:
        say(sentence)
    else:
        _print_json(value)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


COMMANDS: tuple[click.Command, ...] = (group,)
