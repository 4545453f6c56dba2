"""From a chart's specification to SVG text that a page or a document can take as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from survey.charts.drawing.cross_table import draw_cross_table
from survey.charts.drawing.difference_bars import draw_difference_bars
from survey.charts.drawing.distribution_stack import draw_distribution_stack
from survey.charts.drawing.gap_bars import draw_gap_bars
from survey.charts.drawing.pareto import draw_pareto
from survey.charts.drawing.polarity_bars import draw_polarity_bars
from survey.charts.drawing.quadrants import draw_quadrants
from survey.charts.drawing.share_bars import draw_share_bars
from survey.charts.drawing.trend import draw_trend
from survey.charts.drawing.word_bars import draw_word_bars
from survey.charts.drawing.word_cloud import draw_word_cloud
from survey.charts.lettering import lines_of
from survey.charts.palette import MUTED, PAPER
from survey.charts.specification import (
    Caption,
    Chart,
    DifferenceBars,
    GapBars,
    QuadrantChart,
    ShareBars,
    Trend,
)
from survey.charts.specification_counts import (
    CrossTable,
    DistributionStack,
    ParetoChart,
    PolarityBars,
    WordBars,
    WordCloud,
)
from survey.charts.svg import SMALL, Sheet

__all__ = ["DESK", "PHONE", "render", "render_file", "render_responsive"]

DESK: Final = 760.0
PHONE: Final = 358.0
MARGIN: Final = 20.0
TITLE: Final = 18.0

_DRAWINGS: Final[Mapping[type, Callable[[Sheet, Any], None]]] = MappingProxyType(
    {
        CrossTable: draw_cross_table,
        DifferenceBars: draw_difference_bars,
        DistributionStack: draw_distribution_stack,
        GapBars: draw_gap_bars,
        ParetoChart: draw_pareto,
        PolarityBars: draw_polarity_bars,
        QuadrantChart: draw_quadrants,
        ShareBars: draw_share_bars,
        Trend: draw_trend,
        WordBars: draw_word_bars,
        WordCloud: draw_word_cloud,
    }
)


def render(chart: Chart, width: float = DESK) -> str:
    """The chart as one `<svg>` laid out for `width` (at least 300) and scaling to its container.

    Every text is escaped and nothing is a script or a style attribute, so the markup is safe to embed.
    Below 560 labels stand above their rows. Classes: `chart-svg chart-desk`, or `chart-svg chart-phone` when narrow.
    """
    sheet = _drawn(chart, max(width, 300.0))
    css = "chart-desk" if width >= DESK else "chart-phone" if width <= PHONE else "chart-custom"
    return sheet.write(title=chart.title, description=chart.description, css=css)


def render_responsive(chart: Chart) -> str:
    """Both layouts in one string; the style sheet shows `.chart-desk` or `.chart-phone` by width."""
    return render(chart, DESK) + render(chart, PHONE)


def render_file(chart: Chart, caption: Caption) -> str:
    """The chart as an `<svg>` that stands alone: on white, with its title above, who is counted and the source below."""
    drawn = _drawn(chart, DESK)
    sheet = Sheet(DESK + 2 * MARGIN)
    at = _write(sheet, chart.title, MARGIN, size=TITLE) + 10
    sheet.put(drawn, MARGIN, at)
    at += drawn.height + 6
    for text in (caption.base, caption.source):
        at = _write(sheet, text, at, size=SMALL, fill=MUTED)
    sheet.height = at + MARGIN - 4
    sheet.back(PAPER)
    return sheet.write(title=chart.title, description=chart.description, css="chart-file", alone=True)


def _drawn(chart: Chart, width: float) -> Sheet:
    sheet = Sheet(width)
    _DRAWINGS[type(chart)](sheet, chart)
    return sheet


def _write(sheet: Sheet, text: str, top: float, *, size: float, fill: str | None = None) -> float:
    """The text on as many as three lines from `top`; the height below them."""
    if not text:
        return top
    for line in lines_of(text, DESK, size, 3):
        top += size * 1.5
        if fill is None:
            sheet.text(MARGIN, top - size * 0.4, line, size=size, bold=True, full=text)
        else:
            sheet.text(MARGIN, top - size * 0.4, line, size=size, fill=fill, full=text)
    return top
