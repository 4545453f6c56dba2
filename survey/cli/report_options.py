"""Options that the commands of reports share, and how they print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import click

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context
from survey.cli.words import shown
from survey.errors import InvalidInput
from survey.fieldwork import queries
from survey.language import m
from survey.reports.counting.columns import ColumnStore
from survey.reports.leaving.reasons import SEGMENTS, ReasonFilter

__all__ = ["NO_FIGURES", "built", "reason_filter", "show", "wave_option", "where_option"]

Report = TypeVar("Report")
NO_FIGURES: Final = m("没有符合条件的数据。")

wave_option = click.option("--wave", "wave_key", required=True, help="调查的代码。 Key of the wave.")
where_option = click.option(
    "--where", multiple=True, help="筛选条件，如 region=华东，可重复。 Filter such as class=A; repeatable."
)


def built(
    context: Context,
    build: Callable[..., Report],
    *given: object,
    wave_key: str | None = None,
    **choices: Any,
) -> Report:
    """The report that `build` makes for the command line, of the wave where one is named."""
    with context.database.reading() as session:
        waves = () if wave_key is None else (queries.wave(session, wave_key),)
        store = ColumnStore(context.settings.cache)
        return build(session, store, *waves, *given, actor=COMMAND_LINE, **choices)


def show(data: dict[str, Any], as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    """Prints the figures as one line of JSON, or the sentences one a line, or that there are none."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo("\n".join(lines()) or shown(NO_FIGURES))


def reason_filter(terms: tuple[str, ...]) -> ReasonFilter:
    """The filter of `--where year=2026` terms; raises InvalidInput for another shape or name."""
    given: dict[str, str] = {}
    for term in terms:
        name, equals, value = term.partition("=")
        if not equals or name not in SEGMENTS:
            raise InvalidInput(m("筛选条件“%(term)s”无效，要写成 year=2026 或 class=A 的形式。", term=term))
        given[name] = value
    return ReasonFilter.from_mapping(given)
