"""Draws words by how distinctive they are."""

from __future__ import annotations

from typing import Final

from survey.charts.drawing.layout import is_wide
from survey.charts.lettering import figure, text_width
from survey.charts.palette import BRAND, MUTED, WEAK
from survey.charts.specification_counts import DistinctWord, WordBars
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_word_bars"]

SURE: Final = 1.96


def draw_word_bars(sheet: Sheet, chart: WordBars) -> None:
    """A bar per word as long as its z, pale below 1.96, with both counts at its end."""
    column = 170.0 if is_wide(sheet) else 104.0
    room = max((text_width(_end(one), SMALL) for one in chart.words), default=0.0) + 10
    length = sheet.width - column - room
    most = max((one.z for one in chart.words), default=1.0)
    sheet.text(column, 14, chart.z_label, size=SMALL, fill=MUTED)
    for i, one in enumerate(chart.words):
        y, wide = 36.0 + i * 26, length * one.z / most
        sheet.label(column - 8, y, one.word, column - 12, most=1, anchor="end")
        sheet.rect(column, y - 8, wide, 16, BRAND if one.z >= SURE else WEAK, css="bar")
        sheet.text(column + wide + 6, y + 4.5, _end(one), size=SMALL)
    sheet.height = 36.0 + len(chart.words) * 26


def _end(one: DistinctWord) -> str:
    return f"{figure(one.z)} ({one.n}/{one.n_rest})"
