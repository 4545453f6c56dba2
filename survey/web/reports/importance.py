"""What drives satisfaction: stated beside derived importance, and the quadrants on either."""

from __future__ import annotations

from typing import cast

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey import charts
from survey.charts.specification import ShareBar
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.questions import text_in
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance, ipa
from survey.reports.drivers.axes import AXES, axis_choice, line_words
from survey.reports.drivers.importance_report import ImportanceReport
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language, translate, translator
from survey.web.reports.blueprint import READERS, bp, class_label, link
from survey.web.reports.drawing import markup


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
    found = ipa.build(report, request.args.get("by"), axes, target=target)
    return render_template(
        "reports/importance.html",
        wave=wave,
        report=report,
        findings=report.findings(language()),
        bars=_bars(report),
        quadrants=found.quadrants,
        quadrant_picture=_quadrants(found),
        measure=found.kind,
        measures={kind: ipa.KINDS[kind] for kind in ipa.offered(report)},
        axes=axes,
        axis_choices={key: words for key, words in AXES.items() if key != "target" or target is not None},
        levels=importance.LEVELS,
        link=link,
        class_label=class_label,
    )


def _quadrants(found: ipa.Ipa) -> Markup | None:
    report = found.report
    if report.withheld or not ipa.offered(report) or report.scale is None:
        return None
    return markup(
        charts.quadrant_chart(
            translate("重要程度与满意程度四象限图"),
            [text_in(driver.label, language()) for driver in report.drivers],
            found.quadrants,
            scale=(float(report.scale.values[0]), float(report.scale.values[-1])),
            importance=ipa.KINDS[found.kind],
            importance_scale=(0.0, 1.0) if found.shares else None,
            performance_line=line_words(found.axes),
            translate=translator(),
        )
    )


def _bars(report: ImportanceReport) -> Markup | None:
    """Derived importance as bars, the strongest first, with the place of what customers say beside it."""
    if not report.derived:
        return None
    place = translate("第 %(n)d 位")
    rows = [
        ShareBar(
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
