"""The charts of the reports as data for other programs: Vega-Lite documents with our specification in them."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from survey.errors import NotFound
from survey.language import m
from survey.reports.outputs.pictures.bench import Bench
from survey.reports.outputs.pictures.names import CHARTS, NEEDS_WAVE
from survey.reports.outputs.pictures.registry import PICTURES, as_vega, draw
from survey.web.api.identity import needs, program
from survey.web.api.known import require_known
from survey.web.api.views import bp
from survey.web.context import columns, database, now
from survey.web.i18n import language, translate

__all__: list[str] = []


@bp.get("/charts")
@needs("reports:read")
def charts() -> ResponseReturnValue:
    """Every chart: its name, its title, whether it wants a wave, what narrows it."""
    require_known(frozenset())
    return jsonify(
        charts=[
            {
                "name": name,
                "title": translate(title),
                "needs_wave": name in NEEDS_WAVE,
                "filters": list(PICTURES[name].filters),
            }
            for name, title in CHARTS.items()
        ]
    )


@bp.get("/charts/<name>")
@needs("reports:read")
def chart(name: str) -> ResponseReturnValue:
    """One chart as a Vega-Lite document, under the filter in the query."""
    if name not in PICTURES:
        raise NotFound(m("没有这张图。"))
    require_known(frozenset({"wave", *PICTURES[name].filters}))
    with database().reading() as session:
        bench = Bench(session, columns(), program(), now())
        ready = draw(bench, name, request.args.get("wave", ""), request.args, language())
    return Response(as_vega(ready), mimetype="application/json")
