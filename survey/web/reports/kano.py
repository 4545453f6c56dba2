"""Kano classes on screen: counts, better and worse, by either evaluation table."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports.counting.filters import Filter
from survey.reports.gaps import kano
from survey.reports.outputs.pictures.drivers import kano_chart, table_of
from survey.stats.kano import ORDER_OF_TIES, TITLES
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label, link


@bp.get("/<wave_key>/kano")
@allow(*READERS)
def kano_report(wave_key: str) -> ResponseReturnValue:
    """Which features customers take for granted, want, or are delighted by."""
    wanted = Filter.from_mapping(request.args)
    table = table_of(request.args.get("table"))
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = kano.build(session, columns(), wave, actor=actor(), wanted=wanted, table=table)
    return render_template(
        "reports/kano.html",
        wave=wave,
        report=report,
        picture=shown("kano", kano_chart(report, page_voice()), wave=wave.key),
        titles=TITLES,
        letters=ORDER_OF_TIES,
        link=link,
        class_label=class_label,
    )
