"""The charts of pages: drawn for the screen, with what it takes to take them away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request
from markupsafe import Markup

from survey import charts
from survey.reports.counting.measures import Measure
from survey.reports.outputs.pictures.change import measure_name
from survey.reports.outputs.pictures.names import CHART_READERS
from survey.reports.outputs.pictures.registry import kept
from survey.reports.outputs.voice import Voice
from survey.web.context import actor, zone
from survey.web.i18n import language, translator

__all__ = ["Shown", "name_of", "page_voice", "shown"]


SMALL: Final = 400.0


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart in a page: its name, its title, both its layouts, and the filter under which it can be taken."""

    name: str
    title: str
    svg: Markup
    where: Mapping[str, str]
    may_take: bool


def page_voice() -> Voice:
    """The language and the zone of the page."""
    return Voice(language(), translator(), zone())


def name_of(measure: Measure) -> str:
    """What a measure is called in the reader's language."""
    return measure_name(measure, page_voice())


def shown(
    name: str, chart: charts.Chart | None, *, wave: str = "", small: bool = False, **more: str
) -> Shown | None:
    """The chart as the page shows it; None for none.

    Taken away it is drawn anew, under what the page's address says of it and `more`. A `small` one stands
    beside others and has one layout.
    """
    if chart is None:
        return None
    where = kept(name, request.args.to_dict() | more) | ({"wave": wave} if wave else {})
    # Made safe by survey.charts.svg: every text in it is escaped, it holds no script and no style.
    svg = Markup(charts.render(chart, SMALL) if small else charts.render_responsive(chart))  # noqa: S704
    return Shown(name, chart.title, svg, where, actor().may(*CHART_READERS))
