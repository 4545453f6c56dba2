"""The analyses of a wave as one workbook."""

from __future__ import annotations

from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from survey.fieldwork import queries as fieldwork
from survey.reports import loyalty
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance
from survey.reports.gaps import kano
from survey.reports.outputs.analysis_workbook import analysis_workbook
from survey.reports.returns import answer_quality, reliability
from survey.sheets import safe_filename
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language, translate, translator
from survey.web.reports.blueprint import READERS, bp

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/<wave_key>/analysis.xlsx")
@allow(*READERS)
def analysis_xlsx(wave_key: str) -> ResponseReturnValue:
    """Importance, loyalty, reliability and answer quality as a workbook, under the same filter."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        given = session, columns(), wave
        book = analysis_workbook(
            importance.build(*given, actor=actor(), wanted=wanted),
            loyalty.build(*given, actor=actor(), wanted=wanted),
            reliability.build(*given, actor=actor(), wanted=wanted),
            answer_quality.build(*given, actor=actor(), wanted=wanted),
            kano.build(*given, actor=actor(), wanted=wanted),
            language=language(),
            translate=translator(),
        )
    name = safe_filename(f"{wave.name}-{translate('统计分析')}.xlsx")
    return send_file(BytesIO(book), mimetype=XLSX, as_attachment=True, download_name=name)
