"""Draws importance and performance per item with the gap between them."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, finite, is_wide, ticks
from survey.charts.lettering import figure, lines_of, signed, text_width
from survey.charts.palette import BRAND, INK, LINE, MUTED, NEGATIVE, POSITIVE
from survey.charts.specification import GapBars, GapRow
from survey.charts.svg import SIZE, SMALL, Sheet
from survey.stats import Estimate

__all__ = ["draw_gap_bars"]

CLOSE = 30.0


def draw_gap_bars(sheet: Sheet, chart: GapBars) -> None:
    """One row per item: ink dot, brand dot, connecting bar, whisker of the gap, figures in words."""
    legend = (
        Swatch("dot", INK, chart.reference_label),
        Swatch("dot", BRAND, chart.performance_label),
        Swatch("box", _tint(-1), chart.gap_label),
    )
    top = draw_legend(sheet, legend, 0, 10) + 8
    wide = is_wide(sheet)
    start, end = (sheet.width * 0.3, sheet.width - 172) if wide else (14.0, sheet.width - 14)
    scale = Scale(*chart.scale, start, end)
    beside = not wide and all(_fits(sheet, row) for row in chart.rows)
    height = 46.0 if wide else 68.0 if beside else 86.0
    bottom = top + height * len(chart.rows)
    for tick in ticks(*chart.scale):
        sheet.line(scale.place(tick), top, scale.place(tick), bottom, LINE)
        sheet.text(scale.place(tick), bottom + 16, figure(tick, 0), size=SMALL, fill=MUTED, anchor="middle")
    for i, row in enumerate(chart.rows):
        _draw_row(sheet, row, scale, top + i * height, height, beside=beside)
    sheet.height = bottom + 24


def _tint(gap: float) -> str:
    return NEGATIVE if gap < 0 else POSITIVE


def _words(gap: Estimate) -> str:
    if gap.low is None or gap.high is None:
        return signed(gap.value)
    return f"{signed(gap.value)} ({signed(gap.low)} ~ {signed(gap.high)})"


def _fits(sheet: Sheet, row: GapRow) -> bool:
    """Whether label and gap share a line of a narrow sheet."""
    return text_width(row.label, SMALL) + text_width(_words(row.gap), SMALL) + 24 <= sheet.width


def _draw_row(sheet: Sheet, row: GapRow, scale: Scale, top: float, height: float, *, beside: bool) -> None:
    wide = is_wide(sheet)
    middle = top + (height / 2 + 6 if wide else height - 18)
    words = _words(row.gap)
    if wide:
        sheet.label(0, top + height / 2, row.label, scale.start - 26)
        sheet.text(scale.end + 26, middle - (3 if row.note else -5), words, bold=True)
        sheet.text(scale.end + 26, middle + 13, row.note, size=SMALL, fill=MUTED)
    else:
        room = sheet.width - (text_width(words, SMALL) + 24 if beside else 0)
        size = SIZE if text_width(row.label, SIZE) <= room else SMALL
        sheet.text(0, top + 20, lines_of(row.label, room, size, 1)[0], size=size, full=row.label)
        line = top + (20 if beside else 38)
        sheet.text(sheet.width, line, words, bold=True, anchor="end", size=SMALL)
    _draw_marks(sheet, row, scale, middle)


def _draw_marks(sheet: Sheet, row: GapRow, scale: Scale, y: float) -> None:
    wanted, got = finite(row.reference.value), finite(row.performance.value)
    if wanted is not None and got is not None:
        left, right = sorted((scale.place(wanted), scale.place(got)))
        sheet.rect(left, y - 4, right - left, 8, _tint(got - wanted), css="gap", opacity=0.55)
        _draw_whisker(sheet, row, wanted, scale, y)
    for value, other, colour, css in ((wanted, got, INK, "reference"), (got, wanted, BRAND, "performance")):
        if value is None:
            continue
        sheet.dot(scale.place(value), y, 6, colour, css=css)
        if value == other and css == "performance":
            continue  # one figure for two dots in one place
        x, anchor = _figure_place(scale, value, other)
        sheet.text(x, y - 10, figure(value), size=SMALL, fill=colour, anchor=anchor)


def _figure_place(scale: Scale, value: float, other: float | None) -> tuple[float, str]:
    """Above its dot, or turned away from the other figure when the dots are close."""
    x = scale.place(value)
    if other is None or other == value or abs(scale.place(other) - x) >= CLOSE:
        return x, "middle"
    between = (x + scale.place(other)) / 2
    return (between - 3, "end") if value < other else (between + 3, "start")


def _draw_whisker(sheet: Sheet, row: GapRow, wanted: float, scale: Scale, y: float) -> None:
    """The gap's interval, measured from the importance: where performance may truly stand against it."""
    low, high = finite(row.gap.low), finite(row.gap.high)
    if low is None or high is None:
        return
    left, right = scale.place(wanted + low), scale.place(wanted + high)
    sheet.line(left, y, right, y, INK, 1.5, css="interval")
    for end in (left, right):
        sheet.line(end, y - 5, end, y + 5, INK, 1.5, css="interval")
