"""Two segments or two waves side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.accounts.company import class_labels
from survey.fieldwork import queries as fieldwork
from survey.reports.change import comparing
from survey.reports.change.comparison_words import said
from survey.reports.counting.measures import FIGURES
from survey.reports.outputs.filter_words import SEGMENT_NAMES, segment_value
from survey.reports.outputs.pictures.change import differences, side_name
from survey.web.access import allow
from survey.web.context import actor, columns, company, database
from survey.web.pictures import name_of, page_voice, shown
from survey.web.reports.blueprint import READERS, bp

__all__ = ["SEGMENT_NAMES", "compare_report", "value_name"]


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
    names, voice = ("", ""), page_voice()
    if report is not None:
        classes = class_labels(company())
        names = (
            side_name(report, report.first, classes, voice),
            side_name(report, report.second, classes, voice),
        )
    drawn = None if report is None else differences(report, names, voice)
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
        findings=[] if report is None else said(report, names, name_of),
        picture=shown("comparison", drawn, wave=wave.key),
        name_of=name_of,
        figures=FIGURES,
        class_label=lambda key: value_name("class", key),
    )


def value_name(segment: str, value: str) -> str:
    """A segment's value as people read it: the company's word for a class, the label of a mode."""
    return segment_value(segment, value, class_labels(company()), page_voice())
