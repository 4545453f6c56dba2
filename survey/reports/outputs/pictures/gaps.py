"""Charts of gaps, quadrants and the spread of ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from survey import charts
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.counting.filters import Filter
from survey.reports.drivers.axes import AxisChoice, axis_choice, line_words
from survey.reports.gaps import distributions as spreads
from survey.reports.gaps import gap
from survey.reports.gaps.distributions import ColumnCounts, Distributions, ItemCounts
from survey.reports.gaps.gap_report import GapReport
from survey.reports.outputs.filter_words import filter_terms
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn, of_wave
from survey.reports.outputs.voice import Voice

__all__ = [
    "PARTS", "bars", "distribution", "distributions", "gap_bars", "is_pair", "paired_columns", "part_distribution",
    "quadrants", "rated_quadrants",
]  # fmt: skip

PARTS: Final = {
    "performance": m("满意程度"),
    "importance": m("重要程度"),
    "expectation": m("期望"),
}
"""The sides of a pair of ratings."""


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


def rated_quadrants(report: GapReport, voice: Voice, axes: AxisChoice = "default") -> charts.Chart | None:
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


def paired_columns(found: Distributions, part: str, voice: Voice) -> list[tuple[str, ColumnCounts]]:
    """The items that are rated on both sides, each with its counts of one side （满意程度、重要程度、期望）."""
    items = [item for _, items in found.sections for item in items if is_pair(item)]
    sides = [(voice.text(item.item.text), _sides(item)) for item in items]
    return [(label, side[part]) for label, side in sides if part in side]


def is_pair(item: ItemCounts) -> bool:
    """Whether an item is rated on two sides."""
    return len(_sides(item)) > 1


def distribution(
    found: Distributions, columns: Sequence[tuple[str, ColumnCounts]], title: str, voice: Voice
) -> charts.Chart | None:
    """How the ratings of several items on one scale spread, from the worst point to the best."""
    rated = [(label, counts) for label, counts in columns if counts.n]
    if not rated or found.withheld:
        return None
    first = rated[0][1].column.labels
    order = sorted(first)
    alike = [(label, counts) for label, counts in rated if sorted(counts.column.labels) == order]
    rows = [
        (label, [k for code in order for at, k in _by_code(counts).items() if at == code])
        for label, counts in alike
    ]
    notes = [voice.say(m("%(n)d 份", n=counts.n)) for _, counts in alike]
    points = [voice.text(first[code]) for code in order]
    return charts.distribution_stack(title, points, rows, notes=notes, translate=voice.translate)


def part_distribution(found: Distributions, part: str, voice: Voice) -> charts.Chart | None:
    """The spread of one side of all pairs; None where there is none."""
    title = voice.say(m("%(part)s的分布", part=PARTS[part]))
    return distribution(found, paired_columns(found, part, voice), title, voice)


def bars(bench: Bench, asked: Asked) -> Drawn | None:
    """The gap bars of a wave."""
    report = _report(bench, asked)
    return of_wave(gap_bars(report, asked.voice), report, asked)


def quadrants(bench: Bench, asked: Asked) -> Drawn | None:
    """The quadrants of a wave, with the choice of axes."""
    report = _report(bench, asked)
    axes = axis_choice(asked.where.get("axes"))
    return of_wave(rated_quadrants(report, asked.voice, axes), report, asked)


def distributions(bench: Bench, asked: Asked) -> Drawn | None:
    """The spread of one side of the pairs of a wave, 满意程度 where none is named."""
    wave = fieldwork.wave(bench.session, asked.wave_key)
    wanted = Filter.from_mapping(asked.where)
    found = spreads.build(bench.session, bench.store, wave, actor=bench.actor, wanted=wanted)
    part = asked.where.get("part", "")
    chart = part_distribution(found, part if part in PARTS else "performance", asked.voice)
    if chart is None:
        return None
    base = asked.voice.say(m("%(responses)d 份答卷", responses=found.n_responses))
    return Drawn(chart, base, wave.name, filter_terms(wanted, asked.classes, asked.voice))


def _report(bench: Bench, asked: Asked) -> GapReport:
    return gap.build(
        bench.session,
        bench.store,
        fieldwork.wave(bench.session, asked.wave_key),
        actor=bench.actor,
        wanted=Filter.from_mapping(asked.where),
        axes=axis_choice(asked.where.get("axes")),
    )


def _sides(item: ItemCounts) -> dict[str, ColumnCounts]:
    return {column.column.part: column for column in item.columns if column.column.part in PARTS}


def _by_code(counts: ColumnCounts) -> Mapping[int, int]:
    return {code: row[1] for code, row in zip(counts.column.labels, counts.counts, strict=True)}


def _span(report: GapReport) -> tuple[float, float]:
    values = report.scale.values if report.scale else (1, 5)
    return float(values[0]), float(values[-1])
