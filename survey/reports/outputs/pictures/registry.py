"""From a chart's name and a filter to the chart, and from the chart to the form in which it is taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from survey import charts
from survey.accounts.company import class_labels
from survey.charts.specification import Caption
from survey.errors import Forbidden, InvalidInput, NotFound
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.counting.columns import SEGMENTS
from survey.reports.outputs.pictures import change, comments, competitors, drivers, gaps, leaving, returns
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn
from survey.reports.outputs.pictures.names import CHART_READERS, NEEDS_WAVE
from survey.reports.outputs.voice import Voice, voice

__all__ = ["PICTURES", "Ready", "Recipe", "as_svg", "as_vega", "draw", "kept"]

WAVE: Final = (*SEGMENTS, "from", "to")
LOSS: Final = ("year", "class", "region", "kind")
COMMENT: Final = ("source", "class", "region", "product_line", "mode", "item")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What draws a chart (None where there is nothing to draw), and which names of an address narrow it."""

    draw: Callable[[Bench, Asked], Drawn | None]
    filters: tuple[str, ...]


PICTURES: Final[Mapping[str, Recipe]] = {
    "bars": Recipe(gaps.bars, WAVE),
    "quadrants": Recipe(gaps.quadrants, (*WAVE, "axes")),
    "distributions": Recipe(gaps.distributions, (*WAVE, "part")),
    "drivers": Recipe(drivers.drivers, (*WAVE, "level")),
    "drivers_quadrants": Recipe(drivers.drivers_quadrants, (*WAVE, "level", "by", "axes")),
    "loyalty": Recipe(returns.loyalty, WAVE),
    "recommendation": Recipe(returns.recommendation, WAVE),
    "kano": Recipe(drivers.kano, (*WAVE, "table")),
    "reliability": Recipe(returns.reliability, WAVE),
    "comparison": Recipe(change.comparison, (*SEGMENTS, "with", "by", "first", "second", "figure")),
    "competitors": Recipe(competitors.competitors, WAVE),
    "trend": Recipe(change.trend, (*SEGMENTS, "questionnaire", "measure", "figure")),
    "period": Recipe(
        change.period,
        (*SEGMENTS, "questionnaire", "grain", "combine", "figure", "department", "measure"),
    ),
    "reasons_count": Recipe(leaving.reasons_count, LOSS),
    "reasons_sales": Recipe(leaving.reasons_sales, LOSS),
    "reasons_stated": Recipe(leaving.reasons_stated, LOSS),
    "reasons_staff": Recipe(leaving.reasons_staff, LOSS),
    "comments": Recipe(comments.comments, COMMENT),
    "comments_change": Recipe(comments.comments_change, (*COMMENT, "against")),
    "words": Recipe(comments.words, (*COMMENT, "by", "value")),
    "word_cloud": Recipe(comments.word_cloud, (*COMMENT, "by", "value")),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A chart with its caption, in the language of `voice`."""

    chart: charts.Chart
    caption: Caption
    voice: Voice


def kept(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """Of the names in an address those that narrow the chart; raises NotFound for a chart that is none."""
    if name not in PICTURES:
        raise NotFound(m("没有这张图。"))
    return {key: given[key] for key in PICTURES[name].filters if given.get(key)}


def draw(bench: Bench, name: str, wave_key: str, given: Mapping[str, str], language: str) -> Ready:
    """The chart as the actor may see it; raises NotFound for a name that is none, Forbidden for those who
    read no reports, InvalidInput where a wave is missing or nothing can be drawn."""
    where = kept(name, given)
    if not bench.actor.may(*CHART_READERS):
        raise Forbidden(m("您的角色不能生成这种文件。"))
    if name in NEEDS_WAVE and not wave_key:
        raise InvalidInput(m("请选择调查。"))
    company = fieldwork.company(bench.session)
    said = voice(language, company.time_zone)
    asked = Asked(wave_key, where, class_labels(company), said)
    drawn = PICTURES[name].draw(bench, asked)
    if drawn is None:
        raise InvalidInput(m("这张图现在没有可以画的数字。"))
    return Ready(drawn.chart, _caption(drawn, company.name, bench, said), said)


def as_svg(ready: Ready) -> bytes:
    """The chart as a picture that stands alone."""
    return charts.render_file(ready.chart, ready.caption).encode()


def as_vega(ready: Ready) -> bytes:
    """The chart as a Vega-Lite document with its specification, for other programs."""
    document = charts.vega_lite(ready.chart, ready.caption, translate=ready.voice.translate)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _caption(drawn: Drawn, company: str, bench: Bench, said: Voice) -> Caption:
    base = f"n = {drawn.base}" if drawn.base[:1].isdigit() else drawn.base
    day = said.day(bench.now.astimezone(said.zone).date())
    parts = (company, drawn.about, *drawn.terms)
    source = m("来源：%(parts)s。%(day)s 生成。", parts=said.say(m("，")).join(parts), day=day)
    return Caption(base, said.say(source))
