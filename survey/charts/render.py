"""From a chart's specification to SVG text that a page or a document can take as it is."""

from __future__ import annotations

from functools import singledispatch

from survey.charts.drawing.difference_bars import draw_difference_bars
from survey.charts.drawing.distribution_stack import draw_distribution_stack
from survey.charts.drawing.gap_bars import draw_gap_bars
from survey.charts.drawing.pareto import draw_pareto
from survey.charts.drawing.polarity_bars import draw_polarity_bars
from survey.charts.drawing.quadrants import draw_quadrants
from survey.charts.drawing.share_bars import draw_share_bars
from survey.charts.drawing.trend import draw_trend
from survey.charts.specification import (
    Chart,
    DifferenceBars,
    DistributionStack,
    GapBars,
    ParetoChart,
    PolarityBars,
    QuadrantChart,
    ShareBars,
    Trend,
)
from survey.charts.svg import Sheet

__all__ = ["DESK", "PHONE", "render", "render_responsive"]

DESK = 760.0
PHONE = 358.0


def render(chart: Chart, width: float = DESK) -> str:
    """The chart as one `<svg>` laid out for `width` (at least 300) and scaling to its container.

    Every text is escaped and nothing is a script or a style attribute, so the markup is safe to embed.
    Below 560 labels stand above their rows. Classes: `chart-svg chart-desk`, or `chart-svg chart-phone` when narrow.
    """
    sheet = Sheet(max(width, 300.0))
    _draw(chart, sheet)
    css = "chart-desk" if width >= DESK else "chart-phone" if width <= PHONE else "chart-custom"
    return sheet.write(title=chart.title, description=chart.description, css=css)


def render_responsive(chart: Chart) -> str:
    """Both layouts in one string; the style sheet shows `.chart-desk` or `.chart-phone` by width."""
    return render(chart, DESK) + render(chart, PHONE)


@singledispatch
def _draw(chart: object, sheet: Sheet) -> None:
    raise TypeError(f"no drawing for {type(chart).__name__}")


@_draw.register
def _(chart: GapBars, sheet: Sheet) -> None:
    draw_gap_bars(sheet, chart)


@_draw.register
def _(chart: QuadrantChart, sheet: Sheet) -> None:
    draw_quadrants(sheet, chart)


@_draw.register
def _(chart: ParetoChart, sheet: Sheet) -> None:
    draw_pareto(sheet, chart)


@_draw.register
def _(chart: DistributionStack, sheet: Sheet) -> None:
    draw_distribution_stack(sheet, chart)


@_draw.register
def _(chart: Trend, sheet: Sheet) -> None:
    draw_trend(sheet, chart)


@_draw.register
def _(chart: PolarityBars, sheet: Sheet) -> None:
    draw_polarity_bars(sheet, chart)


@_draw.register
def _(chart: ShareBars, sheet: Sheet) -> None:
    draw_share_bars(sheet, chart)


@_draw.register
def _(chart: DifferenceBars, sheet: Sheet) -> None:
    draw_difference_bars(sheet, chart)
