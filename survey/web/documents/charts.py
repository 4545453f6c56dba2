"""Charts to take away: as SVG and as data at once, as PNG through a worker."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.errors import NotFound
from survey.language import m
from survey.reports.documents import requests
from survey.reports.documents.kinds import FORMATS
from survey.reports.documents.requests import Wanted
from survey.reports.outputs.pictures.bench import Bench
from survey.reports.outputs.pictures.names import CHART_READERS
from survey.reports.outputs.pictures.registry import as_svg, as_vega, draw, kept
from survey.web.access import allow
from survey.web.context import actor, columns, database, now
from survey.web.documents.blueprint import bp
from survey.web.downloads import attachment
from survey.web.i18n import language

__all__: list[str] = []

WRITERS = {"svg": as_svg, "vega.json": as_vega}
"""What is ready at once; PNG needs a program that stays out of web processes."""


@bp.get("/charts/<name>")
@allow(*CHART_READERS)
def chart(name: str) -> ResponseReturnValue:
    """The chart in the `format` of the address (svg, vega.json), under the filter in it."""
    form = request.args.get("format", "svg")
    if form not in WRITERS:
        raise NotFound(m("没有这种格式。"))
    with database().reading() as session:
        bench = Bench(session, columns(), actor(), now())
        ready = draw(bench, name, request.args.get("wave", ""), request.args, language())
    return attachment(WRITERS[form](ready), name=f"{ready.chart.title}.{form}", media_type=FORMATS[form][1])


@bp.post("/charts/<name>")
@allow(*CHART_READERS)
def chart_png(name: str) -> ResponseReturnValue:
    """Asks for the chart as PNG, under the filter in the address."""
    wave_key = request.args.get("wave", "")
    wanted = Wanted("chart", "png", language(), wave_key, kept(name, request.args), name)
    with database().unit_of_work() as session:
        made = requests.request(session, wanted, actor=actor(), now=now())
    return redirect(url_for(".show", ref=made.ref))
