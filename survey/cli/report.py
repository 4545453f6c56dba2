"""Every number of the reports as JSON, and their sentences as text."""

from __future__ import annotations

from collections.abc import Iterable

import click

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.report_compare import COMPARISONS
from survey.cli.report_document import document_command
from survey.cli.report_figures import FIGURES
from survey.cli.report_options import reason_filter, show, wave_option, where_option
from survey.fieldwork import queries
from survey.reports import findings
from survey.reports.counting.columns import SEGMENTS, ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.reports.leaving import reasons
from survey.reports.returns import accounting

__all__ = ["COMMANDS"]


@click.group()
def report() -> None:
    """报告的数字与结论。 Figures and findings."""


@report.command("gap")
@wave_option
@where_option
@click.option(
    "--by", type=click.Choice(SEGMENTS), help="再按此项分组，如 class。 Also by the values of this segment."
)
@json_option
@pass_context
def gap_command(
    context: Context, wave_key: str, where: tuple[str, ...], by: str | None, as_json: bool
) -> None:
    """差距、满意度、满意率。 Gaps, satisfaction degree and share satisfied."""
    store, wanted = ColumnStore(context.settings.cache), Filter.from_terms(where)
    with context.database.reading() as session:
        wave = queries.wave(session, wave_key)
        found = gap.build(session, store, wave, actor=COMMAND_LINE, wanted=wanted)
        groups = gap.class_rows(session, store, wave, actor=COMMAND_LINE, wanted=wanted, by=by) if by else []
    data = found.to_json()
    if by:
        data["by"] = {"segment": by, "groups": {value: group.to_json() for value, group in groups}}
    show(data, as_json, lambda: (finding.text for finding in findings.of_gap(found)))


@report.command("accounting")
@wave_option
@where_option
@click.option(
    "--by",
    type=click.Choice(list(accounting.SEGMENTS)),
    default="class",
    help="按什么分组。 The segment.",
)
@json_option
@pass_context
def accounting_command(
    context: Context, wave_key: str, where: tuple[str, ...], by: str, as_json: bool
) -> None:
    """应调查、发放、回收、有效。 Response accounting."""
    store, wanted = ColumnStore(context.settings.cache), Filter.from_terms(where)
    with context.database.reading() as session:
        wave = queries.wave(session, wave_key)
        account = accounting.build(session, store, wave, actor=COMMAND_LINE, wanted=wanted, by=by)
        found = gap.build(session, store, wave, actor=COMMAND_LINE, wanted=wanted)
    show(account.to_json(), as_json, lambda: [findings.method_line(found, account)])


@report.command("reasons")
@where_option
@click.option(
    "--by",
    type=click.Choice(list(reasons.SEGMENTS)),
    help="再按此项分组，如 class。 Also by the values of this segment.",
)
@click.option("--wave", "wave_key", hidden=True, help="不用于流失原因。 Not used: reasons belong to no wave.")
@json_option
@pass_context
def reasons_command(
    context: Context, where: tuple[str, ...], by: str | None, wave_key: str | None, as_json: bool
) -> None:
    """流失原因：按家数和按流失销售额。 Reasons for leaving, by customers and by lost sales."""
    wanted = reason_filter(where)
    with context.database.reading() as session:
        found = reasons.build(session, wanted, actor=COMMAND_LINE)
        groups = reasons.by_segment(session, wanted, by, actor=COMMAND_LINE) if by else {}
    data = found.to_json()
    if by:
        data["by"] = {"segment": by, "groups": {value: one.to_json() for value, one in groups.items()}}
    show(data, as_json, lambda: _reason_lines(found))


def _reason_lines(found: reasons.ReasonsReport) -> Iterable[str]:
    for finding in findings.of_reasons(found):
        yield finding.text
    for row in found.by_count.rows:
        yield f"{row.key} {found.tree.label(row.key)}\t{row.amount:.0f}\t{row.share:.1%}"


for command in (*COMPARISONS, *FIGURES, document_command):
    report.add_command(command)

COMMANDS: tuple[click.Command, ...] = (report,)
