"""Draws counts by two groupings: the more, the darker."""

from __future__ import annotations

from typing import Final

from survey.charts.drawing.layout import Swatch, draw_legend, is_wide
from survey.charts.lettering import text_width
from survey.charts.palette import INK, LINE, MIST, MUTED, contrast_text, steps_of_brand
from survey.charts.specification_counts import CrossTable
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_cross_table"]

CELL: Final = 34.0


def draw_cross_table(sheet: Sheet, chart: CrossTable) -> None:
    """A cell per pair with its count; columns are numbered, and named below, where their names would not fit."""
    top = 0.0
    if chart.same_label:
        top = draw_legend(sheet, [Swatch("frame", INK, chart.same_label)], 0, 10) + 8
    column = sheet.width * (0.3 if is_wide(sheet) else 0.36)
    width = (sheet.width - column) / max(len(chart.columns), 1)
    numbered = any(text_width(name, SMALL) > 2 * (width - 6) for name in chart.columns)
    sheet.text(sheet.width, top + 12, f"{chart.column_label} →", size=SMALL, fill=MUTED, anchor="end")
    sheet.text(0, top + 12, f"↓ {chart.row_label}", size=SMALL, fill=MUTED)
    for j, name in enumerate(chart.columns):
        x = column + width * (j + 0.5)
        shown = str(j + 1) if numbered else name
        sheet.label(x, top + 40, shown, width - 6, size=SMALL, anchor="middle")
    top += 60
    for i, name in enumerate(chart.rows):
        sheet.label(0, top + CELL * (i + 0.5), name, column - 8, size=SMALL)
    _draw_cells(sheet, chart, top, column, width)
    bottom = top + CELL * len(chart.rows) + 8
    sheet.height = _draw_names(sheet, chart, bottom) if numbered else bottom


def _draw_cells(sheet: Sheet, chart: CrossTable, top: float, left: float, width: float) -> None:
    most = max((count for line in chart.counts for count in line), default=0)
    colours = steps_of_brand(most)
    for i, line in enumerate(chart.counts):
        for j, count in enumerate(line):
            x, y = left + width * j, top + CELL * i
            fill = colours[count - 1] if count else MIST
            sheet.rect(x + 1, y + 1, width - 2, CELL - 2, fill, css="cell", edge=LINE)
            if (i, j) in chart.same:
                for offset in (1.0, 2.0):
                    sheet.frame(x + offset, y + offset, width - 2 * offset, CELL - 2 * offset, INK)
            if count:
                colour = contrast_text(fill)
                sheet.text(x + width / 2, y + CELL / 2 + 4.5, str(count), fill=colour, anchor="middle")


def _draw_names(sheet: Sheet, chart: CrossTable, top: float) -> float:
    columns = 2 if is_wide(sheet) else 1
    room = sheet.width / columns
    for j, name in enumerate(chart.columns):
        x, y = (j % columns) * room, top + 14 + (j // columns) * 22
        sheet.label(x, y, f"{j + 1}  {name}", room - 8, size=SMALL, most=1)
    return top + 22 * -(-len(chart.columns) // columns) + 6
