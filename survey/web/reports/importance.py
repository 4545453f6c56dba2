"""What drives satisfaction: stated beside derived importance, and the quadrants on either."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance, ipa
from survey.reports.drivers.axes import AXES, axis_choice
from survey.reports.outputs.pictures.drivers import influence, ipa_quadrants, level_of
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label, link


@bp.get("/<wave_key>/importance")
@allow(*READERS)
def importance_report(wave_key: str) -> ResponseReturnValue:
    """What customers say is important, and what goes with their overall satisfaction."""
    wanted = Filter.from_mapping(request.args)
    level = level_of(request.args.get("level"))
    axes = axis_choice(request.args.get("axes"))
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = importance.build(session, columns(), wave, actor=actor(), wanted=wanted, level=level)
        target = importance.degree_target(session, wave)
    said = page_voice()
    found = ipa.build(report, request.args.get("by"), axes, target=target)
    return render_template(
        "reports/importance.html",
        wave=wave,
        report=report,
        findings=report.findings(language()),
        bars=shown("drivers", influence(report, said), wave=wave.key),
        quadrants=found.quadrants,
        quadrant_picture=shown("drivers_quadrants", ipa_quadrants(found, said), wave=wave.key),
        measure=found.kind,
        measures={kind: ipa.KINDS[kind] for kind in ipa.offered(report)},
        axes=axes,
        axis_choices={key: words for key, words in AXES.items() if key != "target" or target is not None},
        levels=importance.LEVELS,
        link=link,
        class_label=class_label,
    )
