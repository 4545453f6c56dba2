"""Options that the commands of reports share, and how they print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

from survey.errors import InvalidInput
from survey.language import m
from survey.reports.leaving.reasons import ReasonFilter

__all__ = ["json_option", "reason_filter", "show", "wave_option", "where_option"]

wave_option = click.option("--wave", "wave_key", required=True, help="调查的代码。 Key of the wave.")
where_option = click.option(
    "--where", multiple=True, help="筛选条件，如 region=华东，可重复。 Filter such as class=A; repeatable."
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")


def show(data: dict[str, Any], as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    """Prints the figures as one line of JSON, or the sentences one a line."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        for line in lines():
            click.echo(line)


def reason_filter(terms: tuple[str, ...]) -> ReasonFilter:
    """The filter of `--where year=2026` terms; raises InvalidInput for another shape or name."""
    given: dict[str, str] = {}
    for term in terms:
        name, equals, value = term.partition("=")
        if not equals or name not in {"year", "class", "region", "kind"}:
            raise InvalidInput(m("筛选条件“%(term)s”无效，要写成 year=2026 或 class=A 的形式。", term=term))
        given[name] = value
    return ReasonFilter.from_mapping(given)
