"""月报, 季报, 半年报, 年报, and one wave's items by segment; also for one department."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports.change import crosstab, periods
from survey.reports.change.comparing import figure_of
from survey.reports.change.period import GRAINS
from survey.reports.change.period_report import PeriodReport
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import FIGURES
from survey.reports.outputs.pictures.change import period_chart
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.pictures import Shown, name_of, page_voice, shown
from survey.web.reports.blueprint import READERS, bp, link
from survey.web.reports.compare import SEGMENT_NAMES, value_name

__all__ = ["crosstab_report", "period_report"]


@bp.get("/period")
@allow(*READERS)
def period_report() -> ResponseReturnValue:
    """Several waves taken together by month, quarter, half or year."""
    with database().reading() as session:
        if not fieldwork.any_opened(session):
            return redirect(url_for(".index"))  # which says how to begin
        report = periods.build(
            session,
            columns(),
            actor=actor(),
            questionnaire=request.args.get("questionnaire", ""),
            grain=request.args.get("grain") or "half",
            combine=request.args.get("combine") or "latest",
            figure=figure_of(request.args.get("figure", "")),
            wanted=Filter(Filter.from_mapping(request.args).where),
            department=request.args.get("department", ""),
        )
    return render_template(
        "reports/period.html",
        report=report,
        pictures=_pictures(report),
        grains=GRAINS,
        figures=FIGURES,
        segment_names=SEGMENT_NAMES,
        value_name=value_name,
        name_of=name_of,
    )


@bp.get("/<wave_key>/crosstab")
@allow(*READERS)
def crosstab_report(wave_key: str) -> ResponseReturnValue:
    """One wave's measures by the values of a segment."""
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        table = crosstab.build(
            session,
            columns(),
            wave,
            actor=actor(),
            by=request.args.get("by") or "class",
            figure=figure_of(request.args.get("figure", "")),
            wanted=Filter.from_mapping(request.args),
            department=request.args.get("department", ""),
        )
    return render_template(
        "reports/crosstab.html",
        wave=wave,
        table=table,
        figures=FIGURES,
        segment_names=SEGMENT_NAMES,
        value_name=value_name,
        name_of=name_of,
        link=link,
    )


def _pictures(report: PeriodReport) -> list[Shown]:
    """A small chart for each overall figure and dimension with at least two periods."""
    said = page_voice()
    found = [
        shown("period", period_chart(report, measure, cells, said), small=True, measure=measure.key)
        for measure, cells in report.rows
        if measure.group != "item"
    ]
    return [one for one in found if one]
