"""Loyalty on screen: recommendation, events, effort, the signs of a customer who stays."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports import loyalty
from survey.reports.counting.filters import Filter
from survey.reports.outputs.pictures.returns import recommenders, signs
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label, link


@bp.get("/<wave_key>/loyalty")
@allow(*READERS)
def loyalty_report(wave_key: str) -> ResponseReturnValue:
    """Whether customers recommend us, found it easy, and mean to stay."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = loyalty.build(session, columns(), wave, actor=actor(), wanted=wanted)
    said = page_voice()
    return render_template(
        "reports/loyalty.html",
        wave=wave,
        report=report,
        picture=shown("loyalty", signs(report, said), wave=wave.key),
        recommenders=shown("recommendation", recommenders(report, said), wave=wave.key),
        link=link,
        class_label=class_label,
    )
