"""Draws differences with their intervals about a line of no difference."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, finite, is_wide, row_label, ticks
from survey.charts.lettering import NOTHING, signed
from survey.charts.palette import INK, LINE, MUTED, NEGATIVE, PAPER, POSITIVE
from survey.charts.specification import DifferenceBars, DifferenceRow
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_difference_bars"]


def draw_difference_bars(sheet: Sheet, chart: DifferenceBars) -> None:
    """One row per measure: dot and whisker; filled where the difference is certain, hollow where it is not."""
    legend = (Swatch("dot", POSITIVE, chart.sure_label), Swatch("ring", MUTED, chart.unsure_label))
    top = draw_legend(sheet, legend, 0, 10) + 8
    wide = is_wide(sheet)
    start, end = (sheet.width * 0.34, sheet.width - 168) if wide else (14.0, sheet.width - 14)
    reach = _reach(chart)
    scale = Scale(-reach, reach, start, end)
    height = 42.0 if wide else 62.0
    bottom = top + height * len(chart.rows)
    for tick in ticks(-reach, reach, 7 if wide else 5):
        sheet.line(scale.place(tick), top, scale.place(tick), bottom, LINE)
        text = signed(tick, chart.axis_digits)
        sheet.text(scale.place(tick), bottom + 16, text, size=SMALL, fill=MUTED, anchor="middle")
    sheet.line(scale.place(0), top, scale.place(0), bottom, MUTED, 1.5, css="zero")
    for i, row in enumerate(chart.rows):
        _draw_row(sheet, chart, row, scale, top + i * height, height)
    sheet.height = bottom + 24


def _reach(chart: DifferenceBars) -> float:
    ends = [
        end for row in chart.rows for end in (row.difference.value, row.difference.low, row.difference.high)
    ]
    values = [abs(value) for value in map(finite, ends) if value is not None]
    return (max(values, default=0.0) or 1.0) * 1.1


def _words(chart: DifferenceBars, row: DifferenceRow) -> str:
    each = row.difference
    if each.value is None:
        return NOTHING
    if each.low is None or each.high is None:
        return signed(each.value, chart.digits)
    return f"{signed(each.value, chart.digits)} ({signed(each.low, chart.digits)} ~ {signed(each.high, chart.digits)})"


def _draw_row(
    sheet: Sheet, chart: DifferenceBars, row: DifferenceRow, scale: Scale, top: float, height: float
) -> None:
    middle = row_label(sheet, row.label, top, height, scale.start - 4)
    if is_wide(sheet):
        sheet.text(scale.end + 14, middle + 5, _words(chart, row), size=SMALL, bold=row.sure)
    else:
        sheet.text(sheet.width, middle - 10, _words(chart, row), size=SMALL, bold=row.sure, anchor="end")
        middle += 8
    value, low, high = (
        finite(end) for end in (row.difference.value, row.difference.low, row.difference.high)
    )
    if value is None:
        return
    if low is not None and high is not None:
        sheet.line(scale.place(low), middle, scale.place(high), middle, INK, 1.5, css="interval")
        for end in (low, high):
            sheet.line(scale.place(end), middle - 4, scale.place(end), middle + 4, INK, 1.5, css="interval")
    colour = POSITIVE if value >= 0 else NEGATIVE
    if row.sure:
        sheet.dot(scale.place(value), middle, 5.5, colour, css="sure", full=row.label)
    else:
        sheet.dot(scale.place(value), middle, 4.5, PAPER, stroke=MUTED, css="unsure", full=row.label)
