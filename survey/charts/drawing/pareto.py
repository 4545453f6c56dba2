"""Draws reasons as bars with the cumulative line, on one scale of 0–100 %."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, is_wide, row_label
from survey.charts.lettering import percent, text_width
from survey.charts.palette import BRAND, INK, LINE, MUTED, NEGATIVE, PAPER, contrast_text
from survey.charts.specification_counts import ParetoBar, ParetoChart
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_pareto"]

REST = "#7B8794"
RADIUS = 4.0
GAP = 6.0


def draw_pareto(sheet: Sheet, chart: ParetoChart) -> None:
    """A row per reason: bar of its share, dot of the share so far; the line of the vital few across them."""
    legend = (
        Swatch("box", BRAND, chart.share_label),
        Swatch("dot", INK, chart.cumulative_label),
        Swatch("dash", NEGATIVE, chart.line_label),
    )
    top = draw_legend(sheet, legend, 0, 10) + 8
    wide = is_wide(sheet)
    column = sheet.width * 0.3 if wide else 0.0
    scale = Scale(0, 1, column, sheet.width - 58)
    height = 34.0 if wide else 54.0
    bottom = top + height * len(chart.bars)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        sheet.line(scale.place(share), top, scale.place(share), bottom, LINE)
        anchor = "start" if share == 0 and not wide else "middle"
        sheet.text(scale.place(share), bottom + 16, percent(share), size=SMALL, fill=MUTED, anchor=anchor)
    middles = [
        row_label(sheet, bar.label, top + i * height, height, column) for i, bar in enumerate(chart.bars)
    ]
    for bar, middle in zip(chart.bars, middles, strict=True):
        sheet.rect(
            scale.start,
            middle - 9,
            scale.place(bar.share) - scale.start,
            18,
            BRAND if bar.vital else REST,
            css="bar",
        )
    sheet.line(
        scale.place(chart.line), top, scale.place(chart.line), bottom, NEGATIVE, 2, dash="4 3", css="target"
    )
    _draw_cumulative(sheet, chart.bars, middles, scale)
    sheet.height = bottom + 24


def _draw_cumulative(sheet: Sheet, bars: tuple[ParetoBar, ...], middles: list[float], scale: Scale) -> None:
    dots = [(scale.place(bar.cumulative), middle) for bar, middle in zip(bars, middles, strict=True)]
    sheet.path(dots, INK, 1.5, css="cumulative")
    for bar, (x, y) in zip(bars, dots, strict=True):
        sheet.dot(x, y, RADIUS, INK, css="cumulative")
        _write_amount(sheet, bar, scale, x, y)
        sheet.text(sheet.width, y + 5, percent(bar.cumulative), size=SMALL, fill=MUTED, anchor="end")


def _write_amount(sheet: Sheet, bar: ParetoBar, scale: Scale, dot: float, y: float) -> None:
    """Behind the bar; where the dot of the share so far is in the way, inside the bar or behind the dot."""
    words = f"{bar.amount} {percent(bar.share)}"
    end, width = scale.place(bar.share), text_width(words, SMALL)
    colour = BRAND if bar.vital else REST
    if end + GAP + width < dot - RADIUS:
        sheet.text(end + GAP, y + 5, words, size=SMALL, halo=PAPER)
    elif end - scale.start > width + 4 * GAP:
        sheet.text(end - RADIUS - GAP, y + 5, words, size=SMALL, fill=contrast_text(colour), anchor="end")
    else:
        sheet.text(max(end, dot + RADIUS) + GAP, y + 5, words, size=SMALL, halo=PAPER)
