"""Comparing groups and waves on the command line: the figures of the report pages as JSON or sentences."""

from __future__ import annotations

import click

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.report_options import json_option, show, wave_option, where_option
from survey.cli.words import shown
from survey.errors import NotFound
from survey.fieldwork import queries
from survey.language import m
from survey.questions import text_in
from survey.reports import comparing, first, first_words, trend, trend_words
from survey.reports.columns import SEGMENTS, ColumnStore
from survey.reports.comparison import label_of
from survey.reports.comparison_words import said
from survey.reports.filters import Filter
from survey.reports.measures import FIGURES

__all__ = ["COMPARISONS"]

figure_option = click.option(
    "--figure",
    type=click.Choice(list(FIGURES)),
    default="performance",
    help="项目看满意程度、差距还是重要程度。 Which figure of the items.",
)


@click.command("compare")
@wave_option
@click.option(
    "--with", "other", default="", help="与哪一期对比，默认上一期。 The other wave; default: the one before."
)
@click.option(
    "--by", type=click.Choice(SEGMENTS), help="改为同一期内两组对比。 Two values of this segment instead."
)
@click.option("--first", default="", help="甲组的值。 First value of --by.")
@click.option("--second", default="", help="乙组的值。 Second value of --by.")
@figure_option
@where_option
@json_option
@pass_context
def compare_command(
    context: Context,
    wave_key: str,
    other: str,
    by: str | None,
    first: str,
    second: str,
    figure: str,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """两期或两组的差异、区间、校正后的检验。 Differences of two waves or groups."""
    choice = comparing.Choice(
        other=other,
        by=by or "",
        first=first,
        second=second,
        figure=comparing.figure_of(figure),
        wanted=Filter.from_terms(where),
    )
    with context.database.reading() as session:
        wave = queries.wave(session, wave_key)
        store = ColumnStore(context.settings.cache)
        found = comparing.build(session, store, wave, choice, actor=COMMAND_LINE)
        if found is None:
            raise NotFound(m("这期调查还没有可以对比的两组，也没有更早的一期。"))
        sides = [side.value or side.wave.period or side.wave.name for side in (found.first, found.second)]
    show(
        found.to_json(),
        as_json,
        lambda: (shown(one.text) for one in said(found, (sides[0], sides[1]), label_of)),
    )


@click.command("trend")
@click.option(
    "--questionnaire", default="", help="问卷代码，默认最近一期的问卷。 Key; default: the latest wave's."
)
@click.option(
    "--measure",
    default="degree",
    help="degree、rate、nps、dimension:代码、item:代码。 Which measure.",
)
@figure_option
@where_option
@json_option
@pass_context
def trend_command(
    context: Context, questionnaire: str, measure: str, figure: str, where: tuple[str, ...], as_json: bool
) -> None:
    """一个指标各期的变化。 One measure over the waves, with targets and breaks."""
    with context.database.reading() as session:
        found = trend.build(
            session,
            ColumnStore(context.settings.cache),
            actor=COMMAND_LINE,
            questionnaire=questionnaire,
            measure=measure,
            figure=comparing.figure_of(figure),
            wanted=Filter.from_terms(where),
        )
    name = label_of(found.measure)
    show(found.to_json(), as_json, lambda: (shown(one.text) for one in trend_words.said(found, name)))


@click.command("first")
@wave_option
@where_option
@json_option
@pass_context
def first_command(context: Context, wave_key: str, where: tuple[str, ...], as_json: bool) -> None:
    """先做什么：按差距、重要程度和受影响销售额排序。 What to work on first."""
    with context.database.reading() as session:
        found = first.build(
            session,
            ColumnStore(context.settings.cache),
            queries.wave(session, wave_key),
            actor=COMMAND_LINE,
            wanted=Filter.from_terms(where),
        )
    show(
        found.to_json(),
        as_json,
        lambda: (shown(one.text) for one in first_words.said(found, lambda label: text_in(label, "zh"))),
    )


COMPARISONS: tuple[click.Command, ...] = (compare_command, trend_command, first_command)
