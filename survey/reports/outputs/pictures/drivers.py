"""Charts of what drives satisfaction: derived importance, the quadrants on any importance, Kano."""

from __future__ import annotations

from typing import Final, cast

from survey import charts
from survey.charts.specification import QuadrantChart, QuadrantMark, ShareBar
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance, ipa
from survey.reports.drivers.axes import axis_choice, line_words
from survey.reports.drivers.importance_report import ImportanceReport
from survey.reports.gaps import kano as kano_classes
from survey.reports.gaps.kano import Feature, KanoReport, Table
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn, of_wave
from survey.reports.outputs.voice import Voice
from survey.stats.kano import TITLES

__all__ = [
    "drivers",
    "drivers_quadrants",
    "influence",
    "ipa_quadrants",
    "kano",
    "kano_chart",
    "level_of",
    "table_of",
]

HALF: Final = 0.5


def influence(report: ImportanceReport, voice: Voice) -> charts.Chart | None:
    """Derived importance as bars, the strongest first, with the place of what customers say beside it."""
    if not report.derived:
        return None
    rows = [
        ShareBar(
            voice.text(driver.label),
            driver.part,
            driver.significant,
            voice.say(m("第 %(n)d 位", n=driver.place)) if driver.place else "",
        )
        for driver in report.strongest_first
    ]
    return charts.share_bars(
        voice.say(m("对总体满意度的影响份额，与客户自述的名次")),
        rows,
        share_label=m("影响份额（占已解释变化），线段为 95% 区间"),
        unsure_label=m("灰色：与随机变化分不开"),
        note_label=m("份额 · 自述名次"),
        translate=voice.translate,
    )


def ipa_quadrants(found: ipa.Ipa, voice: Voice) -> charts.Chart | None:
    """The quadrants on the importance chosen; None where nothing may be shown."""
    report = found.report
    if report.withheld or not ipa.offered(report) or report.scale is None:
        return None
    return charts.quadrant_chart(
        voice.say(m("重要程度与满意程度四象限图")),
        [voice.text(driver.label) for driver in report.drivers],
        found.quadrants,
        scale=(float(report.scale.values[0]), float(report.scale.values[-1])),
        importance=ipa.KINDS[found.kind],
        importance_scale=(0.0, 1.0) if found.shares else None,
        performance_line=line_words(found.axes),
        translate=voice.translate,
    )


def kano_chart(report: KanoReport, voice: Voice) -> charts.Chart | None:
    """Better against the size of worse; the fields are the four classes. None where nothing may be shown."""
    shown = [feature for feature in report.features if feature.found.better.value is not None]
    if not shown:
        return None
    marks = tuple(
        QuadrantMark(
            voice.text(feature.label),
            feature.found.better,
            feature.found.worse.scaled(-1.0),
            undecided=_straddles(feature),
        )
        for feature in shown
    )
    return QuadrantChart(
        title=voice.say(m("Better–Worse 系数图")),
        description=voice.say(m("；")).join(
            f"{mark.label}: {mark.importance.value:.2f} / {-(mark.performance.value or 0.0):.2f}"
            for mark in marks
        ),
        marks=marks,
        importance_axis=HALF,
        performance_axis=HALF,
        importance_label=voice.say(m("有了增加满意（Better）")),
        performance_label=voice.say(m("没有引起不满（Worse 的绝对值）")),
        fields=tuple(voice.say(TITLES[letter]) for letter in "AOIM"),  # type: ignore[arg-type]
        undecided_label=voice.say(m("空心：区间跨过分界线，归属不能肯定")),
        equal_label="",
        axes_note=voice.say(m("分界线取 0.5。")),
        scale=(0.0, 1.0),
        importance_scale=(0.0, 1.0),
    )


def level_of(name: str | None) -> importance.Level | None:
    """The level that is asked for; None to take the one that fits."""
    return cast("importance.Level", name) if name in importance.LEVELS else None


def table_of(name: str | None) -> Table:
    """The evaluation table that is asked for, Berger's where none is."""
    return "pouliot" if name == "pouliot" else "berger"


def drivers(bench: Bench, asked: Asked) -> Drawn | None:
    """Derived importance in a wave."""
    report = _report(bench, asked)
    return of_wave(influence(report, asked.voice), report, asked)


def drivers_quadrants(bench: Bench, asked: Asked) -> Drawn | None:
    """The quadrants of a wave on the importance that is asked for."""
    report = _report(bench, asked)
    found = ipa.build(
        report,
        asked.where.get("by"),
        axis_choice(asked.where.get("axes")),
        target=importance.degree_target(bench.session, report.wave),
    )
    return of_wave(ipa_quadrants(found, asked.voice), report, asked)


def kano(bench: Bench, asked: Asked) -> Drawn | None:
    """Better and worse of a wave's features."""
    report = kano_classes.build(
        bench.session,
        bench.store,
        fieldwork.wave(bench.session, asked.wave_key),
        actor=bench.actor,
        wanted=Filter.from_mapping(asked.where),
        table=table_of(asked.where.get("table")),
    )
    return of_wave(kano_chart(report, asked.voice), report, asked)


def _report(bench: Bench, asked: Asked) -> ImportanceReport:
    return importance.build(
        bench.session,
        bench.store,
        fieldwork.wave(bench.session, asked.wave_key),
        actor=bench.actor,
        wanted=Filter.from_mapping(asked.where),
        level=level_of(asked.where.get("level")),
    )


def _straddles(feature: Feature) -> bool:
    """Whether an interval crosses the middle."""
    return any(one.contains(HALF) for one in (feature.found.better, feature.found.worse.scaled(-1.0)))
