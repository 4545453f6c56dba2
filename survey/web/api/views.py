"""The interface for other programs: waves, figures of reports, response files; JSON under tokens."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from survey.errors import ImportRefused, InvalidInput, NotFound
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.catalogue import WAVE_REPORTS
from survey.reports.counting.columns import SEGMENTS
from survey.reports.counting.filters import Filter
from survey.reports.leaving import reasons
from survey.responses import exporting
from survey.responses.importing import import_rows
from survey.sheets import read_table, write_csv
from survey.web.access import anyone
from survey.web.api.description import description
from survey.web.api.identity import needs, program
from survey.web.api.known import require_known
from survey.web.context import columns, database, now, settings
from survey.web.downloads import collected

__all__ = ["bp"]

bp = Blueprint("api", __name__, url_prefix="/api/v1")

FILTERS: Final = frozenset({*SEGMENTS, "from", "to"})
REASON_FILTERS: Final = frozenset(reasons.SEGMENTS)


@bp.get("/openapi.json")
@anyone
def openapi() -> ResponseReturnValue:
    """What this interface offers, as OpenAPI 3.1."""
    return jsonify(description(settings().public_url))


@bp.get("/waves")
@needs("reports:read")
def waves() -> ResponseReturnValue:
    """Every wave that has been opened."""
    with database().reading() as session:
        found = [wave for wave in fieldwork.waves(session) if wave.state != "draft"]
    return jsonify(
        waves=[
            {
                "key": wave.key,
                "name": wave.name,
                "period": wave.period,
                "state": wave.state,
                "privacy": wave.privacy,
                "unit": wave.unit,
                "opens_at": wave.opens_at.isoformat(),
                "closes_at": wave.closes_at.isoformat(),
            }
            for wave in found
        ]
    )


@bp.get("/waves/<key>/reports/<name>")
@needs("reports:read")
def wave_report(key: str, name: str) -> ResponseReturnValue:
    """The figures of one report of a wave, under the filter in the query."""
    report = WAVE_REPORTS.get(name)
    if report is None:
        raise NotFound(m("没有这种报告。可用的有：%(names)s。", names=" ".join(WAVE_REPORTS)))
    require_known(FILTERS)
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, key)
        return jsonify(report.build(session, columns(), wave, actor=program(), wanted=wanted).to_json())


@bp.get("/reports/reasons")
@needs("reports:read")
def reasons_report() -> ResponseReturnValue:
    """Why customers left, by number and by lost sales."""
    require_known(REASON_FILTERS)
    with database().reading() as session:
        found = reasons.build(session, reasons.ReasonFilter.from_mapping(request.args), actor=program())
    return jsonify(found.to_json())


@bp.get("/waves/<key>/responses")
@needs("responses:read")
def export_responses(key: str) -> ResponseReturnValue:
    """The wave's responses as CSV, in the form that can be imported again."""
    require_known(frozenset())
    with exporting.export(database(), key, program(), now=now()) as found:
        return Response(
            collected(write_csv(found.headings, found.rows)), mimetype="text/csv", direct_passthrough=True
        )


@bp.post("/waves/<key>/responses")
@needs("responses:write")
def import_responses(key: str) -> ResponseReturnValue:
    """Takes the response file in the field `file`: all of it or nothing; `dry_run=1` only checks."""
    require_known(frozenset({"dry_run"}))
    upload = request.files.get("file")
    if upload is None:
        raise InvalidInput(m("没有文件。请把答卷文件放在表单的 file 字段里。"))
    table = read_table(upload.read(), upload.filename or "")
    dry_run = request.args.get("dry_run") == "1"
    with database().unit_of_work() as session:
        result = import_rows(
            session, fieldwork.wave(session, key), table, dry_run=dry_run, actor=program(), now=now()
        )
    if result.errors:
        raise ImportRefused(m("文件里有问题，一份也没有导入。"), result.errors)
    return jsonify(rows=result.rows, imported=result.imported, already=result.already)
