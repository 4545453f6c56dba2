"""Draws shares with their intervals, and what else is to be compared with them at the end of each bar."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, finite, is_wide, row_label, ticks
from survey.charts.lettering import NOTHING, figure, percent, text_width
from survey.charts.palette import BRAND, INK, LINE, MUTED, NEGATIVE, UNSURE
from survey.charts.specification import ShareBar, ShareBars
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_share_bars"]


def draw_share_bars(sheet: Sheet, chart: ShareBars) -> None:
    """A row per share: bar, whisker, its figure and its note at the right edge."""
    legend = [Swatch("box", BRAND, chart.share_label)]
    if chart.unsure_label:
        legend.append(Swatch("box", UNSURE, chart.unsure_label))
    if chart.line is not None:
        legend.append(Swatch("dash", NEGATIVE, chart.line_label))
    top = draw_legend(sheet, legend, 0, 10) + 8
    wide = is_wide(sheet)
    if chart.note_label:
        sheet.text(sheet.width, top + 8, chart.note_label, size=SMALL, fill=MUTED, anchor="end")
        top += 18
    column = sheet.width * 0.3 if wide else 0.0
    notes = max((text_width(_note(chart, row), SMALL) for row in chart.rows), default=0.0)
    scale = Scale(0, _highest(chart), column, sheet.width - notes - 14)
    height = 40.0 if wide else 56.0
    bottom = top + height * len(chart.rows)
    for tick in ticks(scale.low, scale.high, 5):
        sheet.line(scale.place(tick), top, scale.place(tick), bottom, LINE)
        anchor = "start" if tick == 0 and not wide else "middle"
        sheet.text(
            scale.place(tick), bottom + 16, _written(chart, tick), size=SMALL, fill=MUTED, anchor=anchor
        )
    if chart.line is not None:
        at = scale.place(chart.line)
        sheet.line(at, top, at, bottom, NEGATIVE, 2, dash="4 3", css="target")
    for i, row in enumerate(chart.rows):
        middle = row_label(sheet, row.label, top + i * height, height, column)
        _draw_row(sheet, row, scale, middle)
        sheet.text(sheet.width, middle + 5, _note(chart, row), size=SMALL, anchor="end")
    sheet.height = bottom + 24


def _written(chart: ShareBars, value: float | None) -> str:
    return percent(value) if chart.as_percent else figure(value, 2)


def _note(chart: ShareBars, row: ShareBar) -> str:
    return " · ".join(part for part in (_written(chart, finite(row.share.value)), row.note) if part)


def _highest(chart: ShareBars) -> float:
    ends = [finite(end) for row in chart.rows for end in (row.share.value, row.share.high)]
    return max([end for end in [*ends, chart.line] if end is not None] + [0.05])


def _draw_row(sheet: Sheet, row: ShareBar, scale: Scale, middle: float) -> None:
    value, low, high = finite(row.share.value), finite(row.share.low), finite(row.share.high)
    if value is None:
        sheet.text(scale.start + 4, middle + 5, NOTHING, fill=MUTED)
    else:
        sheet.rect(
            scale.start,
            middle - 8,
            scale.place(value) - scale.start,
            16,
            BRAND if row.sure else UNSURE,
            css="bar" if row.sure else "bar unsure",
        )
    if low is not None and high is not None:
        left, right = scale.place(low), scale.place(high)
        sheet.line(left, middle, right, middle, INK, 1.5, css="interval")
        for end in (left, right):
            sheet.line(end, middle - 5, end, middle + 5, INK, 1.5, css="interval")
