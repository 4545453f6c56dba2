"""先做什么: the order of work from one wave, each line with its evidence and the way to an action form."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.instrument.library import reason_tree
from survey.questions import text_in
from survey.reports.counting.filters import Filter
from survey.reports.priority import first
from survey.reports.priority.first_words import said
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language
from survey.web.reports.blueprint import READERS, bp, class_label

__all__ = ["first_report"]


@bp.get("/<wave_key>/first")
@allow(*READERS)
def first_report(wave_key: str) -> ResponseReturnValue:
    """What to work on first, with the rule, the uncertainty, and the evidence of each line."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = first.build(session, columns(), wave, actor=actor(), wanted=wanted)
        segments = columns().of(session, wave)
    return render_template(
        "reports/first.html",
        wave=wave,
        report=report,
        findings=said(report, lambda label: text_in(label, language())),
        tree=reason_tree(),
        segments={key: segments.values_of(key) for key in ("class", "region", "mode", "month")},
        class_label=class_label,
        may_open=actor().may("quality", "manager"),
    )
