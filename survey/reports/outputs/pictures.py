"""The charts of documents: the same specifications as on the pages, drawn for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from survey import charts
from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.change.trend_report import Trend
from survey.reports.drivers.axes import AxisChoice, line_words
from survey.reports.gaps.distributions import ColumnCounts, Distributions
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.outputs.blocks import Picture
from survey.reports.outputs.voice import Voice
from survey.stats import Estimate, Pareto

__all__ = ["distribution", "gap_bars", "over_time", "picture", "quadrants", "reason_pareto", "trend"]

TEN_THOUSAND = 10000


def picture(chart: charts.Chart | None) -> list[Picture]:
    """The chart as a block, [] for none."""
    return [Picture(chart.title, charts.render(chart), chart.description)] if chart else []


def gap_bars(report: GapReport, voice: Voice) -> charts.Chart | None:
    """The items' gaps, the largest shortfall first; None where nothing may be shown."""
    shown = [item for item in report.worst_first if item.gap.gap.value is not None]
    if not shown or report.withheld or report.scale is None:
        return None
    unit = m("%(n)s 家") if report.unit == "customer" else m("%(n)s 份")
    return charts.gap_bars(
        voice.say(m("各项目的差距，从大到小")),
        [voice.text(item.label) for item in shown],
        [item.gap for item in shown],
        notes=[voice.translate(unit.text) % {"n": item.gap.n} for item in shown],
        scale=_span(report),
        translate=voice.translate,
    )


def quadrants(report: GapReport, voice: Voice, axes: AxisChoice = "default") -> charts.Chart | None:
    """Importance against performance with the axis lines; None where nothing may be shown."""
    if report.withheld or report.scale is None or not any(item.gap.gap.n for item in report.items):
        return None
    return charts.quadrant_chart(
        voice.say(m("重要程度与满意程度四象限图")),
        [voice.text(item.label) for item in report.items],
        report.quadrants,
        scale=_span(report),
        performance_line=line_words(axes),
        translate=voice.translate,
    )


def distribution(
    found: Distributions, columns: Sequence[tuple[str, ColumnCounts]], title: str, voice: Voice
) -> charts.Chart | None:
    """How the ratings of several items on one scale spread, from the worst point to the best."""
    rated = [(label, counts) for label, counts in columns if counts.n]
    if not rated or found.withheld:
        return None
    first = rated[0][1].column.labels
    order = sorted(first)
    rows = [
        (label, [k for code in order for at, k in _by_code(counts).items() if at == code])
        for label, counts in rated
        if sorted(counts.column.labels) == order
    ]
    notes = [voice.say(m("%(n)d 份", n=counts.n)) for _, counts in rated]
    points = [voice.text(first[code]) for code in order]
    return charts.distribution_stack(title, points, rows, notes=notes, translate=voice.translate)


def reason_pareto(report: ReasonsReport, found: Pareto, voice: Voice, *, sales: bool) -> charts.Chart | None:
    """The reasons by customers or by lost sales; None while nobody has been heard."""
    if not report.n or not found.rows:
        return None
    labels = {code: report.tree.label(code, voice.language) for code in report.tree.codes}
    if sales:
        title, unit, factor = m("按流失销售额（每年）"), m("%(n)s 万元"), 1 / TEN_THOUSAND
    else:
        title, unit, factor = m("按流失客户家数"), m("%(n)s 家"), 1.0
    return charts.pareto_chart(
        voice.say(title),
        found,
        labels,
        amount=lambda value: voice.translate(unit.text) % {"n": f"{value * factor:,.0f}"},
        translate=voice.translate,
    )


def trend(rows: Sequence[tuple[Wave, GapReport]], voice: Voice) -> charts.Chart | None:
    """满意度 over the waves given, oldest first; None for fewer than two with a figure."""
    points: list[tuple[str, Estimate]] = [
        (wave.period or wave.name, report.degree) for wave, report in rows if report.degree.value is not None
    ]
    if len(points) < 2:
        return None
    return charts.trend(
        voice.say(m("顾客满意度的变化")), points, target=rows[-1][1].target, translate=voice.translate
    )


def over_time(found: Trend, voice: Voice) -> charts.Chart | None:
    """满意度 over the periods of a trend, entered totals hollow, breaks marked; None below two points."""
    points = [point for point in found.points if point.estimate.value is not None]
    if len(points) < 2:
        return None
    return charts.trend(
        voice.say(m("顾客满意度的变化")),
        [(voice.period(point.label), point.estimate) for point in points],
        targets=[point.target for point in points],
        breaks=[place for place, point in enumerate(points) if point.breaks],
        hollow=[place for place, point in enumerate(points) if point.total is not None],
        digits=found.measure.digits,
        translate=voice.translate,
    )


def _by_code(counts: ColumnCounts) -> Mapping[int, int]:
    return {code: row[1] for code, row in zip(counts.column.labels, counts.counts, strict=True)}


def _span(report: GapReport) -> tuple[float, float]:
    values = report.scale.values if report.scale else (1, 5)
    return float(values[0]), float(values[-1])
