"""Us beside the other suppliers that customers buy from, on screen."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports import findings
from survey.reports.competing import building
from survey.reports.competing.accounts import Status
from survey.reports.counting.filters import Filter
from survey.reports.outputs.pictures.competitors import lead_bars
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label


@bp.get("/<wave_key>/competitors")
@allow(*READERS)
def competitor_report(wave_key: str) -> ResponseReturnValue:
    """Item by item beside competitors, and the criteria of single customers."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = building.build(session, columns(), wave, actor=actor(), wanted=wanted)
    return render_template(
        "reports/competitors.html",
        wave=wave,
        report=report,
        findings=findings.of_competitors(report, language=language()),
        picture=shown("competitors", lead_bars(report, page_voice()), wave=wave.key),
        statuses=tuple(Status),
        class_label=class_label,
    )
