"""Two segments or two waves side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.language import Message, m
from survey.reports.change import comparing
from survey.reports.change.comparison import Comparison, Side
from survey.reports.change.comparison_words import said
from survey.reports.counting.measures import FIGURES
from survey.text.vocabulary import Mode
from survey.web.access import allow
from survey.web.context import actor, columns, company, database
from survey.web.i18n import translate
from survey.web.reports import drawing
from survey.web.reports.blueprint import READERS, bp

__all__ = ["SEGMENT_NAMES", "compare_report", "value_name"]

SEGMENT_NAMES: Final[Mapping[str, Message]] = {
    "class": m("客户类别"),
    "region": m("地区"),
    "industry": m("行业"),
    "product_line": m("产品线"),
    "mode": m("调查方式"),
    "month": m("月份"),
}


@bp.get("/<wave_key>/compare")
@allow(*READERS)
def compare_report(wave_key: str) -> ResponseReturnValue:
    """Where two groups, or this wave and another, differ, and how surely."""
    choice = comparing.Choice.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        offered = comparing.offer(session, columns(), wave, actor=actor())
        report = comparing.build(session, columns(), wave, choice, actor=actor())
        segments = {name: columns().of(session, wave).values_of(name) for name in SEGMENT_NAMES}
    names = (
        ("", "") if report is None else (_side_name(report, report.first), _side_name(report, report.second))
    )
    title = translate(m("各项目的差异：%(first)s 减 %(second)s", first=names[0], second=names[1]))
    return render_template(
        "reports/compare.html",
        wave=wave,
        choice=choice,
        offered=offered,
        report=report,
        names=names,
        segments=segments,
        segment_names=SEGMENT_NAMES,
        value_name=value_name,
        findings=[] if report is None else said(report, names, drawing.name_of),
        picture=None if report is None else drawing.of_comparison(report, title),
        name_of=drawing.name_of,
        figures=FIGURES,
        class_label=lambda key: value_name("class", key),
    )


def value_name(segment: str, value: str) -> str:
    """A segment's value as people read it: the company's word for a class, the label of a mode."""
    if segment == "class":
        return str(company().class_labels.get(value) or value)
    if segment == "mode" and value in set(Mode):
        return translate(Mode(value).label)
    return value


def _side_name(report: Comparison, side: Side) -> str:
    return value_name(report.by, side.value) if report.by else side.wave.period or side.wave.name
