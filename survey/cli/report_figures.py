"""Single figures on the command line: index, quadrants, drivers, loyalty, reliability, comments, answer quality."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
from sqlalchemy.orm import Session

from survey.accounts.actor import COMMAND_LINE, Actor
from survey.cli.main import Context, pass_context
from survey.cli.options import json_option
from survey.cli.report_options import NO_FIGURES, show, wave_option, where_option
from survey.cli.words import shown
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.language import m
from survey.questions import text_in
from survey.reports import comment_counts, findings, index, loyalty
from survey.reports.catalogue import Build
from survey.reports.competing.building import build as build_competitors
from survey.reports.competing.report import CompetitorReport
from survey.reports.counting.columns import SEGMENTS, ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance, ipa
from survey.reports.drivers.axes import AXES, AxisChoice
from survey.reports.drivers.importance_report import ImportanceReport
from survey.reports.returns import answer_quality, reliability
from survey.reports.returns.careless import FLAGS
from survey.stats import Estimate
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["FIGURES"]

Lines = Iterable[str]
by_option = click.option(
    "--by", type=click.Choice(SEGMENTS), help="再按此项分组，如 class。 Also by the values of this segment."
)


def _command(name: str, doc: str, build: Build, lines: Callable[[Any], Lines]) -> click.Command:
    """A command that prints one report of a wave, and of each value of a segment where asked."""

    @click.command(name, help=doc)
    @wave_option
    @where_option
    @by_option
    @json_option
    @pass_context
    def run(context: Context, wave_key: str, where: tuple[str, ...], by: str | None, as_json: bool) -> None:
        _printed(context, build, lines, wave_key, where, by, as_json=as_json)

    return run


def _printed(
    context: Context,
    build: Build,
    lines: Callable[[Any], Lines],
    wave_key: str,
    where: tuple[str, ...],
    by: str | None,
    *,
    as_json: bool,
) -> None:
    """Prints the report under the filter, then that of each value of a segment where asked."""
    store, wanted = ColumnStore(context.settings.cache), Filter.from_terms(where)
    with context.database.reading() as session:
        wave = queries.wave(session, wave_key)
        found = build(session, store, wave, actor=COMMAND_LINE, wanted=wanted)
        values = store.of(session, wave).values_of(by) if by else ()
        groups = {
            value: build(session, store, wave, actor=COMMAND_LINE, wanted=wanted.narrowed(by or "", value))
            for value in values
            if value
        }
    data = found.to_json()
    if by:
        data["by"] = {"segment": by, "groups": {value: one.to_json() for value, one in groups.items()}}
    show(data, as_json, lambda: _all_lines(lines, found, groups))


def _all_lines(lines: Callable[[Any], Lines], whole: Any, groups: Mapping[str, Any]) -> Lines:
    """The lines of the whole, then those of each group under its name."""
    for name, found in [("", whole), *groups.items()]:
        if name:
            yield f"[{name}]"
        yield from list(lines(found)) or [shown(NO_FIGURES)]


def _index_lines(found: index.Index) -> Lines:
    report = found.report
    yield f"{shown(m('满意度'))}\t{_figure(report.degree)}"
    yield f"{shown(m('满意率'))}\t{_figure(report.rate, percent=True)}"
    for group in report.dimensions:
        if group.degree is not None:
            yield f"{text_in(group.label)}\t{_figure(group.degree)}"


def _driver_lines(found: ImportanceReport) -> Lines:
    if found.refused:
        yield shown(found.refused)
    yield from (shown(finding) for finding in found.findings())
    for driver in found.strongest_first:
        yield f"{text_in(driver.label)}\t{_figure(driver.stated)}\t{_figure(driver.part, percent=True)}"


def _loyalty_lines(found: loyalty.LoyaltyReport) -> Lines:
    for score in found.scores:
        counts = " ".join(f"{shown(label)} {count}" for label, count in score.counts)
        yield f"{shown(score.name)}\t{counts}\t{_figure(score.estimate, percent=score.kind != 'nps')}"
    for sign in found.signs:
        yield f"{shown(sign.title)}\t{_figure(sign.share, percent=True)}"


def _competitor_lines(found: CompetitorReport) -> Lines:
    yield from (finding.text for finding in findings.of_competitors(found))
    for item in found.furthest_behind_first:
        yield f"{text_in(item.label)}\t{_figure(item.difference)}\t{shown(item.standing.title)}"
    for one in found.direct:
        yield f"{text_in(one.label)}\t{_figure(one.difference)}\t{shown(one.standing.title)}"


def _reliability_lines(found: reliability.ReliabilityReport) -> Lines:
    for scale in found.scales:
        raw = "—" if scale.raw is None else f"{scale.raw:.2f}"
        why = shown(scale.reason) if scale.reason else ""
        yield f"{text_in(scale.label) or shown(m('全部项目'))}\t{raw}\tn = {scale.n}\t{why}".rstrip()


def _quality_lines(found: answer_quality.QualityReport) -> Lines:
    for key, count in found.flags.items():
        yield f"{shown(FLAGS[key])}\t{count}"
    for results in (found.everything, found.without_flagged, found.without_by_owner):
        yield f"{results.n_responses}\t{_figure(results.degree)}\t{_figure(results.rate, percent=True)}"


def _text_lines(found: comment_counts.CommentCounts) -> Lines:
    for key, tones in found.dimensions.items():
        counts = (f"{shown(Polarity(tone).label)} {count}" for tone, count in tones.items())
        yield "\t".join([shown(Dimension(key).label), *counts])


def _figure(estimate: Estimate, *, percent: bool = False) -> str:
    if estimate.value is None:
        why = estimate.hidden or estimate.reason
        return shown(why) if why else "—"
    scale, unit = (100, "%") if percent else (1, "")
    interval = (
        f" ({scale * estimate.low:.1f}~{scale * estimate.high:.1f})"
        if estimate.low is not None and estimate.high is not None
        else ""
    )
    return f"{scale * estimate.value:.1f}{unit}{interval} n = {estimate.n}"


@click.command("ipa")
@wave_option
@where_option
@click.option(
    "--axes", type=click.Choice(list(AXES)), default="default", help="分界线取法。 Where the lines stand."
)
@click.option(
    "--importance",
    "kind",
    type=click.Choice(list(ipa.KINDS)),
    default="stated",
    help="纵轴取哪种重要程度。 Which importance.",
)
@click.option(
    "--level",
    type=click.Choice(list(importance.LEVELS)),
    default="item",
    help="按项目或维度。 Items or dimensions.",
)
@by_option
@json_option
@pass_context
def ipa_command(
    context: Context,
    wave_key: str,
    where: tuple[str, ...],
    axes: AxisChoice,
    kind: str,
    level: importance.Level,
    by: str | None,
    as_json: bool,
) -> None:
    """重要程度–满意程度四象限。 Importance–performance quadrants."""

    def build(session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter) -> ipa.Ipa:
        report = importance.build(session, store, wave, actor=actor, wanted=wanted, level=level)
        return ipa.build(report, kind, axes, target=importance.degree_target(session, wave))

    _printed(context, build, _ipa_lines, wave_key, where, by, as_json=as_json)


def _ipa_lines(found: ipa.Ipa) -> Lines:
    for driver, point in zip(found.report.drivers, found.quadrants.points, strict=True):
        field = shown(point.quadrant.title) if point.quadrant else "—"
        yield f"{text_in(driver.label)}\t{field}{' ?' if point.undecided else ''}"


FIGURES: tuple[click.Command, ...] = (
    _command("index", "满意度、满意率、各维度。 Satisfaction degree, share satisfied, dimensions.", index.build, _index_lines),
    ipa_command,
    _command("drivers", "自述与推导的重要程度。 Stated and derived importance.", importance.build, _driver_lines),
    _command("competitors", "与竞争者逐项比较。 Item by item beside competitors.", build_competitors, _competitor_lines),
    _command("loyalty", "NPS、CSAT、CES 与忠诚的表现。 Loyalty scores and signs.", loyalty.build, _loyalty_lines),
    _command("reliability", "各维度的 Cronbach α。 Cronbach's alpha per dimension.", reliability.build, _reliability_lines),
    _command("text", "意见按维度和褒贬计数。 Comments by dimension and polarity.", comment_counts.build, _text_lines),
    _command("quality", "需要核对的答卷，包含与不包含。 Flagged responses; results with and without.", answer_quality.build, _quality_lines),
)  # fmt: skip
