"""Draws comments per dimension: negative to the left, positive to the right."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, is_wide, row_label
from survey.charts.lettering import NOTHING, text_width
from survey.charts.palette import LINE, MUTED, NEGATIVE, NEUTRAL, POSITIVE, contrast_text
from survey.charts.specification_counts import PolarityBars, PolarityRow
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_polarity_bars"]


def draw_polarity_bars(sheet: Sheet, chart: PolarityBars) -> None:
    """A row per dimension about a common middle; lengths are counts on one scale for all rows."""
    legend = (
        Swatch("box", NEGATIVE, chart.negative_label),
        Swatch("box", NEUTRAL, chart.neutral_label),
        Swatch("box", POSITIVE, chart.positive_label),
    )
    top = draw_legend(sheet, legend, 0, 10) + 6
    wide = is_wide(sheet)
    column = sheet.width * 0.26 if wide else 0.0
    left = max((row.negative + row.neutral / 2 for row in chart.rows), default=0.0)
    right = max((row.positive + row.neutral / 2 for row in chart.rows), default=0.0)
    scale = Scale(-left or -1.0, right or 1.0, column + 34, sheet.width - 34)
    height = 36.0 if wide else 54.0
    bottom = top + height * len(chart.rows)
    for i, row in enumerate(chart.rows):
        middle = row_label(sheet, row.label, top + i * height, height, column)
        _draw_row(sheet, row, scale, middle)
    if wide:
        sheet.line(scale.place(0), top, scale.place(0), bottom, MUTED, 1, dash="2 3")
    sheet.height = bottom + 6


def _draw_row(sheet: Sheet, row: PolarityRow, scale: Scale, y: float) -> None:
    if row.negative + row.neutral + row.positive == 0:
        sheet.line(scale.start, y, scale.end, y, LINE)
        sheet.text(scale.place(0), y - 4, NOTHING, fill=MUTED, anchor="middle")
        return
    half = row.neutral / 2
    _draw_segment(sheet, scale, (-half - row.negative, -half), row.negative, NEGATIVE, y)
    _draw_segment(sheet, scale, (-half, half), row.neutral, NEUTRAL, y)
    _draw_segment(sheet, scale, (half, half + row.positive), row.positive, POSITIVE, y)


def _draw_segment(
    sheet: Sheet, scale: Scale, ends: tuple[float, float], count: int, colour: str, y: float
) -> None:
    if count == 0:
        return
    left, right = scale.place(ends[0]), scale.place(ends[1])
    sheet.rect(left, y - 10, right - left, 20, colour, css="segment")
    text = str(count)
    if right - left >= text_width(text, SMALL) + 6:
        sheet.text((left + right) / 2, y + 4.5, text, size=SMALL, fill=contrast_text(colour), anchor="middle")
    elif colour == NEGATIVE:
        sheet.text(left - 4, y + 4.5, text, size=SMALL, anchor="end")
    elif colour == POSITIVE:
        sheet.text(right + 4, y + 4.5, text, size=SMALL)
