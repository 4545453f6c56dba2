"""Charts of change: a figure over time, by report period, and what differs between two sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from survey import charts
from survey.fieldwork import queries as fieldwork
from survey.language import Message, m
from survey.reports.change import comparing, periods
from survey.reports.change import trend as trends
from survey.reports.change.comparing import figure_of
from survey.reports.change.comparison import Comparison, Side
from survey.reports.change.period_report import Cell, PeriodReport
from survey.reports.change.trend_report import Trend
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Measure
from survey.reports.outputs.filter_words import filter_terms, segment_value
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn
from survey.reports.outputs.voice import Voice
from survey.stats import Estimate

__all__ = [
    "comparison", "differences", "measure_name", "over_time", "period", "period_chart", "side_name", "trend",
]  # fmt: skip


def measure_name(measure: Measure, voice: Voice) -> str:
    """What a measure is called in the reader's language."""
    return voice.say(measure.label) if isinstance(measure.label, Message) else voice.text(measure.label)


def over_time(found: Trend, voice: Voice) -> charts.Chart | None:
    """A measure over the periods of a trend, entered totals hollow, breaks marked; None below two points."""
    points = [point for point in found.points if point.estimate.value is not None]
    if len(points) < 2:
        return None
    factor = 100 if found.measure.percent else 1
    return charts.trend(
        voice.say(m("%(what)s的变化", what=measure_name(found.measure, voice))),
        [(voice.period(point.label), point.estimate.scaled(factor)) for point in points],
        targets=[None if point.target is None else factor * point.target for point in points],
        breaks=[place for place, point in enumerate(points) if point.breaks],
        hollow=[place for place, point in enumerate(points) if point.total is not None],
        digits=found.measure.digits,
        unit="%" if found.measure.percent else "",
        translate=voice.translate,
    )


def period_chart(
    report: PeriodReport, measure: Measure, cells: Iterable[Cell], voice: Voice
) -> charts.Chart | None:
    """One measure over the report periods; None below two of them."""
    factor = 100 if measure.percent else 1
    points = [
        (voice.say(column.period.label), cell.estimate.scaled(factor))
        for column, cell in zip(report.columns, cells, strict=True)
        if cell.estimate.value is not None
    ]
    if len(points) < 2:
        return None
    name = measure_name(measure, voice)
    unit = "%" if measure.percent else ""
    return charts.trend(name, points, digits=measure.digits, unit=unit, translate=voice.translate)


def differences(report: Comparison, names: tuple[str, str], voice: Voice) -> charts.Chart | None:
    """The items' differences, first − second, the largest shortfall first; None where nothing can be compared."""
    rows = [row for row in report.group("item") if row.best.estimate.value is not None and not row.breaks]
    if not rows:
        return None
    rows.sort(key=lambda row: row.best.estimate.value or 0.0)
    return charts.difference_bars(
        voice.say(m("各项目的差异：%(first)s 减 %(second)s", first=names[0], second=names[1])),
        [(measure_name(row.measure, voice), row.best.estimate, bool(row.direction)) for row in rows],
        translate=voice.translate,
    )


def side_name(report: Comparison, side: Side, classes: Mapping[str, str], voice: Voice) -> str:
    """What one side of a comparison is called: the segment's value, or the wave's period."""
    if report.by:
        return segment_value(report.by, side.value, classes, voice)
    return side.wave.period or side.wave.name


def trend(bench: Bench, asked: Asked) -> Drawn | None:
    """A measure over the waves of a questionnaire; up to one of them where a wave is named."""
    wave = fieldwork.wave(bench.session, asked.wave_key) if asked.wave_key else None
    found = trends.build(
        bench.session,
        bench.store,
        actor=bench.actor,
        questionnaire=wave.version.questionnaire.key if wave else asked.where.get("questionnaire", ""),
        measure=asked.where.get("measure") or "degree",
        figure=figure_of(asked.where.get("figure", "")),
        wanted=Filter.from_mapping(asked.where),
    )
    if wave is not None:
        kept = tuple(one for one in found.points if one.wave is None or one.wave.opens_at <= wave.opens_at)
        found = replace(found, points=kept)
    chart = over_time(found, asked.voice)
    if chart is None:
        return None
    base = _bases((one.estimate for one in found.points), asked.voice)
    return Drawn(chart, base, found.waves[-1].version.questionnaire.title, _terms(found.wanted, asked))


def period(bench: Bench, asked: Asked) -> Drawn | None:
    """One measure of a questionnaire by report period, 满意度 where none is named."""
    report = periods.build(
        bench.session,
        bench.store,
        actor=bench.actor,
        questionnaire=asked.where.get("questionnaire", ""),
        grain=asked.where.get("grain") or "half",
        combine=asked.where.get("combine") or "latest",
        figure=figure_of(asked.where.get("figure", "")),
        wanted=Filter(Filter.from_mapping(asked.where).where),
        department=asked.where.get("department", ""),
    )
    wanted = asked.where.get("measure") or "degree"
    row = next(((one, cells) for one, cells in report.rows if one.key == wanted), None)
    chart = period_chart(report, *row, asked.voice) if row else None
    if row is None or chart is None:
        return None
    latest = report.columns[-1].waves[-1]
    base = _bases((cell.estimate for cell in row[1]), asked.voice)
    return Drawn(chart, base, latest.version.questionnaire.title, _terms(report.wanted, asked))


def comparison(bench: Bench, asked: Asked) -> Drawn | None:
    """What differs between two groups of a wave, or between it and another."""
    wave = fieldwork.wave(bench.session, asked.wave_key)
    choice = comparing.Choice.from_mapping(asked.where)
    report = comparing.build(bench.session, bench.store, wave, choice, actor=bench.actor)
    if report is None:
        return None
    first, second = (
        side_name(report, side, asked.classes, asked.voice) for side in (report.first, report.second)
    )
    chart = differences(report, (first, second), asked.voice)
    if chart is None:
        return None
    base = asked.voice.say(
        m(
            "%(a)s：n = %(n)d；%(b)s：n = %(o)d",
            a=first,
            n=report.first.n_units,
            b=second,
            o=report.second.n_units,
        )
    )
    return Drawn(chart, base, wave.name, _terms(choice.wanted, asked))


def _bases(estimates: Iterable[Estimate], voice: Voice) -> str:
    """The n of each period, where it may be told."""
    counts = [str(one.n) for one in estimates if one.value is not None]
    return voice.say(m("各期 n：%(counts)s", counts=tuple(counts)))


def _terms(wanted: Filter, asked: Asked) -> tuple[str, ...]:
    return filter_terms(wanted, asked.classes, asked.voice)
