"""Charts to take away: SVG at once, PNG through a worker."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey import charts
from survey.errors import NotFound
from survey.language import m
from survey.reports.documents import requests
from survey.reports.documents.contents import Bench, chart_of
from survey.reports.documents.kinds import CHARTS, READERS
from survey.reports.documents.requests import Wanted
from survey.web.access import allow
from survey.web.context import actor, columns, database, now
from survey.web.documents.blueprint import bp
from survey.web.downloads import attachment
from survey.web.i18n import language, translate

__all__: list[str] = []

FILTERS = ("class", "region", "mode", "from", "to", "year", "kind", "axes")


@bp.get("/charts/<chart>.svg")
@allow(*READERS)
def svg(chart: str) -> ResponseReturnValue:
    """The chart as SVG, under the filter in the address."""
    wanted = _wanted(chart, "svg")
    with database().reading() as session:
        drawn = chart_of(Bench(session, columns(), actor(), now()), wanted)
    return attachment(
        charts.render(drawn).encode(), name=f"{translate(CHARTS[chart])}.svg", media_type="image/svg+xml"
    )


@bp.post("/charts/<chart>.png")
@allow(*READERS)
def png(chart: str) -> ResponseReturnValue:
    """Asks for the chart as PNG."""
    with database().unit_of_work() as session:
        asked = requests.request(session, _wanted(chart, "png"), actor=actor(), now=now())
    return redirect(url_for(".show", ref=asked.ref))


def _wanted(chart: str, form: str) -> Wanted:
    if chart not in CHARTS:
        raise NotFound(m("没有这张图。"))
    where = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return Wanted("chart", form, language(), request.args.get("wave", ""), where, chart)
