"""The quality of the answers on screen: flags, results with and without, the mix of modes."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports.counting.filters import Filter
from survey.reports.returns import answer_quality
from survey.reports.returns.agents import FEWEST_ANSWERS
from survey.reports.returns.careless import FEWEST_RATED, FLAGS
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.reports.blueprint import READERS, bp, class_label, link


@bp.get("/<wave_key>/quality")
@allow(*READERS)
def quality_report(wave_key: str) -> ResponseReturnValue:
    """Which responses want a second look, and what they do to the results."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = answer_quality.build(session, columns(), wave, actor=actor(), wanted=wanted)
    return render_template(
        "reports/quality.html",
        wave=wave,
        report=report,
        names=FLAGS,
        most=answer_quality.MOST_LISTED,
        least_rated=FEWEST_RATED,
        least_answers=FEWEST_ANSWERS,
        may_call=actor().may("quality", "interviewer"),
        link=link,
        class_label=class_label,
    )
