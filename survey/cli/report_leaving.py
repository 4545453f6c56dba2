"""Leaving in detail on the command line."""

from __future__ import annotations

from collections.abc import Iterable

import click

from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.report_options import built, reason_filter, show
from survey.reports.change.period import GRAINS
from survey.reports.leaving import reasons_detail
from survey.reports.leaving.reasons_detail import ReasonsDetail

__all__ = ["leaving_command"]


@click.command("leaving")
@click.option("--where", multiple=True, help="筛选条件，如 year=2026，可重复。 Filter such as year=2026.")
@click.option("--grain", type=click.Choice(list(GRAINS)), default="half", help="按什么时期分。 Periods.")
@json_option
@pass_context
def leaving_command(context: Context, where: tuple[str, ...], grain: str, as_json: bool) -> None:
    """流失分析：流失率、两级原因、三方说法、去向、本可挽留。 Leaving in detail."""
    found = built(context, reasons_detail.build, reason_filter(where), grain=grain)
    show(found.to_json(), as_json, lambda: _lines(found))


def _lines(found: ReasonsDetail) -> Iterable[str]:
    for line in found.levels:
        yield f"{line.key} {found.report.tree.label(line.key)}\t{line.k}\t{line.share.value:.1%}"
        for leaf in line.leaves:
            yield f"  {leaf.key} {found.report.tree.label(leaf.key)}\t{leaf.k}\t{leaf.share.value:.1%}"
