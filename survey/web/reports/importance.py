"""What drives satisfaction: stated beside derived importance, and the quadrants on either."""

from __future__ import annotations

from typing import Literal, cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey import charts
from survey.fieldwork import queries as fieldwork
from survey.language import Message, m
from survey.questions import text_in
from survey.reports import importance
from survey.reports.axes import AXES, AxisChoice, axis_choice, line_words, quadrants_of
from survey.reports.filters import Filter
from survey.reports.importance_report import Driver, ImportanceReport
from survey.stats import Estimate, Quadrants
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language, translate, translator
from survey.web.reports.blueprint import READERS, bp, class_label, link
from survey.web.reports.drawing import markup

Measure = Literal["stated", "derived", "ranked"]
MEASURES: dict[Measure, Message] = {
    "stated": m("客户自述的重要程度"),
    "derived": m("推导的重要程度"),
    "ranked": m("列入最看重几项的客户占比"),
}


@bp.get("/<wave_key>/importance")
@allow(*READERS)
def importance_report(wave_key: str) -> ResponseReturnValue:
    """What customers say is important, and what goes with their overall satisfaction."""
    wanted = Filter.from_mapping(request.args)
    asked = request.args.get("level")
    level = cast(importance.Level, asked) if asked in importance.LEVELS else None
    axes = axis_choice(request.args.get("axes"))
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = importance.build(session, columns(), wave, actor=actor(), wanted=wanted, level=level)
        target = importance.degree_target(session, wave)
    measures = _offered(report)
    measure = next((one for one in measures if one == request.args.get("by")), (*measures, "stated")[0])
    quadrants = _quadrants(report, measure, axes, target)
    return render_template(
        "reports/importance.html",
        wave=wave,
        report=report,
        findings=report.findings(language()),
        bars=_bars(report),
        quadrants=quadrants,
        quadrant_picture=_quadrant_picture(report, quadrants, measure, axes),
        measure=measure,
        measures={key: MEASURES[key] for key in measures},
        axes=axes,
        axis_choices={key: words for key, words in AXES.items() if key != "target" or target is not None},
        levels=importance.LEVELS,
        link=link,
        class_label=class_label,
    )


def _offered(report: ImportanceReport) -> tuple[Measure, ...]:
    """The kinds of importance there are for the vertical axis."""
    offered: list[Measure] = []
    if any(driver.place is not None for driver in report.drivers):
        offered.append("stated")
    if report.derived:
        offered.append("derived")
    if {one.key for one in report.ranked} & {driver.key for driver in report.drivers}:
        offered.append("ranked")
    return tuple(offered)


def _importance_of(report: ImportanceReport, driver: Driver, measure: Measure) -> Estimate:
    if measure == "derived":
        return driver.part
    if measure == "ranked":
        named = {one.key: one.named for one in report.ranked}
        return named.get(driver.key, Estimate(None, None, None, 0))
    return driver.stated


def _quadrants(
    report: ImportanceReport, measure: Measure, axes: AxisChoice, target: float | None
) -> Quadrants | None:
    if report.withheld or not report.drivers or not _offered(report):
        return None
    return quadrants_of(
        [_importance_of(report, driver, measure) for driver in report.drivers],
        [driver.performance for driver in report.drivers],
        report.scale,
        axes,
        target=target,
        shares=measure != "stated",
    )


def _quadrant_picture(
    report: ImportanceReport, quadrants: Quadrants | None, measure: Measure, axes: AxisChoice
) -> Markup | None:
    if quadrants is None or report.scale is None:
        return None
    span = (float(report.scale.values[0]), float(report.scale.values[-1]))
    return markup(
        charts.quadrant_chart(
            translate("重要程度与满意程度四象限图"),
            [text_in(driver.label, language()) for driver in report.drivers],
            quadrants,
            scale=span,
            importance=MEASURES[measure],
            importance_scale=None if measure == "stated" else (0.0, 1.0),
            performance_line=line_words(axes),
            translate=translator(),
        )
    )


def _bars(report: ImportanceReport) -> Markup | None:
    """Derived importance as bars, the strongest first, with the place of what customers say beside it."""
    if not report.derived:
        return None
    place = translate("第 %(n)d 位")
    rows = [
        charts.ShareBar(
            text_in(driver.label, language()),
            driver.part,
            driver.significant,
            place % {"n": driver.place} if driver.place else "",
        )
        for driver in report.strongest_first
    ]
    return markup(
        charts.share_bars(
            translate("对总体满意度的影响份额，与客户自述的名次"),
            rows,
            share_label=m("影响份额（占已解释变化），线段为 95% 区间"),
            unsure_label=m("灰色：与随机变化分不开"),
            note_label=m("份额 · 自述名次"),
            translate=translator(),
        )
    )
