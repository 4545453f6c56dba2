"""Draws how answers spread over the points of a scale."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, is_wide, row_label
from survey.charts.lettering import NOTHING, percent, text_width
from survey.charts.palette import LINE, MUTED, PAPER, contrast_text, scale_colours
from survey.charts.specification_counts import DistributionRow, DistributionStack
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_distribution_stack"]


def draw_distribution_stack(sheet: Sheet, chart: DistributionStack) -> None:
    """A bar of 100 % per item, worst point at the left, percentages inside where they fit."""
    colours = scale_colours(len(chart.points))
    legend = [Swatch("box", colour, text) for colour, text in zip(colours, chart.points, strict=True)]
    top = draw_legend(sheet, legend, 0, 10) + 6
    wide = is_wide(sheet)
    column = sheet.width * 0.3 if wide else 0.0
    notes = max((text_width(row.note, SMALL) for row in chart.rows), default=0.0)
    scale = Scale(0, 1, column, sheet.width - (notes + 10 if notes else 0))
    height = 42.0 if wide else 56.0
    for i, row in enumerate(chart.rows):
        middle = row_label(sheet, row.label, top + i * height, height, column)
        _draw_row(sheet, row, colours, scale, middle)
        sheet.text(sheet.width, middle + 5, row.note, size=SMALL, fill=MUTED, anchor="end")
    sheet.height = top + height * len(chart.rows) + 6


def _draw_row(
    sheet: Sheet, row: DistributionRow, colours: tuple[str, ...], scale: Scale, middle: float
) -> None:
    total = sum(row.counts)
    if total == 0:
        sheet.line(scale.start, middle, scale.end, middle, LINE)
        sheet.text(scale.start + 4, middle - 4, NOTHING, fill=MUTED)
        return
    before = 0
    for count, colour in zip(row.counts, colours, strict=True):
        left, right = scale.place(before / total), scale.place((before + count) / total)
        before += count
        sheet.rect(left, middle - 12, right - left, 24, colour, css="segment", edge=PAPER)
        text = percent(count / total)
        if right - left >= text_width(text, SMALL) + 4:
            sheet.text(
                (left + right) / 2,
                middle + 4.5,
                text,
                size=SMALL,
                fill=contrast_text(colour),
                anchor="middle",
            )
