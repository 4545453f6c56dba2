"""Kano classes on screen: counts, better and worse, by either evaluation table."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey.charts.specification import QuadrantChart, QuadrantMark
from survey.fieldwork import queries as fieldwork
from survey.questions import text_in
from survey.reports.counting.filters import Filter
from survey.reports.gaps import kano
from survey.reports.gaps.kano import KanoReport, Table
from survey.stats.kano import ORDER_OF_TIES, TITLES
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language, translate
from survey.web.reports.blueprint import READERS, bp, class_label, link
from survey.web.reports.drawing import markup

HALF = 0.5


@bp.get("/<wave_key>/kano")
@allow(*READERS)
def kano_report(wave_key: str) -> ResponseReturnValue:
    """Which features customers take for granted, want, or are delighted by."""
    wanted = Filter.from_mapping(request.args)
    table: Table = "pouliot" if request.args.get("table") == "pouliot" else "berger"
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = kano.build(session, columns(), wave, actor=actor(), wanted=wanted, table=table)
    return render_template(
        "reports/kano.html",
        wave=wave,
        report=report,
        picture=_picture(report),
        titles=TITLES,
        letters=ORDER_OF_TIES,
        link=link,
        class_label=class_label,
    )


def _picture(report: KanoReport) -> Markup | None:
    """Better against the size of worse; the fields are the four classes."""
    shown = [feature for feature in report.features if feature.found.better.value is not None]
    if not shown:
        return None
    marks = tuple(
        QuadrantMark(
            text_in(feature.label, language()),
            feature.found.better,
            feature.found.worse.scaled(-1.0),
            undecided=_straddles(feature),
        )
        for feature in shown
    )
    return markup(
        QuadrantChart(
            title=translate("Better–Worse 系数图"),
            description=translate("；").join(
                f"{mark.label}: {mark.importance.value:.2f} / {-(mark.performance.value or 0.0):.2f}"
                for mark in marks
            ),
            marks=marks,
            importance_axis=HALF,
            performance_axis=HALF,
            importance_label=translate("有了增加满意（Better）"),
            performance_label=translate("没有引起不满（Worse 的绝对值）"),
            fields=tuple(translate(TITLES[letter]) for letter in "AOIM"),  # type: ignore[arg-type]
            undecided_label=translate("空心：区间跨过分界线，归属不能肯定"),
            equal_label="",
            axes_note=translate("分界线取 0.5。"),
            scale=(0.0, 1.0),
            importance_scale=(0.0, 1.0),
        )
    )


def _straddles(feature: kano.Feature) -> bool:
    """Whether an interval crosses the middle."""
    return any(one.contains(HALF) for one in (feature.found.better, feature.found.worse.scaled(-1.0)))
