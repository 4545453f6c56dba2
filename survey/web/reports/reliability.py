"""Reliability on screen: α per dimension, and what each item does to it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports.counting.filters import Filter
from survey.reports.outputs.pictures.returns import alphas
from survey.reports.returns import reliability
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label, link


@bp.get("/<wave_key>/reliability")
@allow(*READERS)
def reliability_report(wave_key: str) -> ResponseReturnValue:
    """Whether the items of each dimension measure one thing."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = reliability.build(session, columns(), wave, actor=actor(), wanted=wanted)
    return render_template(
        "reports/reliability.html",
        wave=wave,
        report=report,
        picture=shown("reliability", alphas(report, page_voice()), wave=wave.key),
        link=link,
        class_label=class_label,
    )
