"""Comparing groups and waves on the command line: the figures of the report pages as JSON or sentences."""

from __future__ import annotations

from collections.abc import Iterable

import click

from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.report_leaving import leaving_command
from survey.cli.report_options import built, show, wave_option, where_option
from survey.cli.words import shown
from survey.errors import NotFound
from survey.language import m
from survey.questions import text_in
from survey.reports.change import comparing, comparison_words, crosstab, periods, trend, trend_words
from survey.reports.change.comparison import label_of
from survey.reports.change.comparison_words import Said, said
from survey.reports.change.crosstab import CrossTab
from survey.reports.change.joined import COMBINE
from survey.reports.change.period import GRAINS
from survey.reports.change.period_report import PeriodReport
from survey.reports.counting.columns import SEGMENTS
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import FIGURES, Measure
from survey.reports.priority import first, first_words
from survey.stats import Estimate

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
    found = built(context, comparing.build, choice, wave_key=wave_key)
    if found is None:
        raise NotFound(m("这期调查还没有可以对比的两组，也没有更早的一期。"))
    first_side, second_side = (
        side.value or side.wave.period or side.wave.name for side in (found.first, found.second)
    )
    show(found.to_json(), as_json, lambda: _sentences(said(found, (first_side, second_side), label_of)))


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
    found = built(
        context,
        trend.build,
        questionnaire=questionnaire,
        measure=measure,
        figure=comparing.figure_of(figure),
        wanted=Filter.from_terms(where),
    )
    name = label_of(found.measure)
    show(found.to_json(), as_json, lambda: _sentences(trend_words.said(found, name)))


@click.command("first")
@wave_option
@where_option
@json_option
@pass_context
def first_command(context: Context, wave_key: str, where: tuple[str, ...], as_json: bool) -> None:
    """先做什么：按差距、重要程度和受影响销售额排序。 What to work on first."""
    found = built(context, first.build, wave_key=wave_key, wanted=Filter.from_terms(where))
    show(
        found.to_json(),
        as_json,
        lambda: _sentences(first_words.said(found, lambda label: text_in(label, "zh"))),
    )


@click.command("period")
@click.option(
    "--questionnaire", default="", help="问卷代码，默认最近一期的问卷。 Key; default: the latest wave's."
)
@click.option(
    "--grain", type=click.Choice(list(GRAINS)), default="half", help="报告期。 Month, quarter, half or year."
)
@click.option(
    "--combine",
    type=click.Choice(list(COMBINE)),
    default="latest",
    help="同一客户取最近一次或平均。 Latest answer or mean.",
)
@click.option("--department", default="", help="只看该部门负责的项目。 One department's items only.")
@figure_option
@where_option
@json_option
@pass_context
def period_command(
    context: Context,
    questionnaire: str,
    grain: str,
    combine: str,
    department: str,
    figure: str,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """月报、季报、半年报、年报。 Several waves taken together by period."""
    found = built(
        context,
        periods.build,
        questionnaire=questionnaire,
        grain=grain,
        combine=combine,
        figure=comparing.figure_of(figure),
        wanted=Filter.from_terms(where),
        department=department,
    )
    show(found.to_json(), as_json, lambda: _period_lines(found))


def _period_lines(found: PeriodReport) -> Iterable[str]:
    yield "\t".join(["", *(shown(column.period.label) for column in found.columns)])
    for measure, cells in found.rows:
        yield _row(measure, (cell.estimate for cell in cells))


@click.command("crosstab")
@wave_option
@click.option("--by", type=click.Choice(SEGMENTS), default="class", help="按什么分组。 The segment.")
@click.option("--department", default="", help="只看该部门负责的项目。 One department's items only.")
@figure_option
@where_option
@json_option
@pass_context
def crosstab_command(
    context: Context,
    wave_key: str,
    by: str,
    department: str,
    figure: str,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """各项目在各组客户里的数值。 Measures by the values of a segment."""
    found = built(
        context,
        crosstab.build,
        wave_key=wave_key,
        by=by,
        figure=comparing.figure_of(figure),
        wanted=Filter.from_terms(where),
        department=department,
    )
    show(found.to_json(), as_json, lambda: _crosstab_lines(found))


def _crosstab_lines(found: CrossTab) -> Iterable[str]:
    yield "\t".join(["", "", *(group.value or "—" for group in found.groups)])
    for measure, whole, cells in found.rows:
        yield _row(measure, (each.estimate for each in (whole, *cells)))


def _row(measure: Measure, estimates: Iterable[Estimate]) -> str:
    values = (comparison_words.shown(measure, estimate.value) for estimate in estimates)
    return "\t".join([label_of(measure), *values])


def _sentences(found: Iterable[Said]) -> Iterable[str]:
    return (shown(one.text) for one in found)


COMPARISONS: tuple[click.Command, ...] = (
    compare_command,
    trend_command,
    first_command,
    period_command,
    crosstab_command,
    leaving_command,
)
