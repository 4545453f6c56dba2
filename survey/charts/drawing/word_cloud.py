"""Draws words about a common middle, as large as they are often said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin, sqrt
from typing import Final

from survey.charts.drawing.layout import is_wide
from survey.charts.lettering import text_width
from survey.charts.palette import INK, NEGATIVE_TEXT, POSITIVE
from survey.charts.specification_counts import CloudWord, WordCloud
from survey.charts.svg import Sheet

__all__ = ["draw_word_cloud"]

SMALLEST: Final = 15.0
COLOURS: Final = {-1: NEGATIVE_TEXT, 0: INK, 1: POSITIVE}
Box = tuple[float, float, float, float]


def draw_word_cloud(sheet: Sheet, chart: WordCloud) -> None:
    """Size is the count, colour the side the word leans to.

    The same words give the same picture. Words that find no place are left out of it, the rarest first.
    """
    largest = 46.0 if is_wide(sheet) else 32.0
    counts = [one.n for one in chart.words]
    low, high = min(counts, default=0), max(counts, default=0)
    placed: list[tuple[CloudWord, float, Box]] = []
    for one in chart.words:
        share = sqrt((one.n - low) / (high - low)) if high > low else 0.5
        size = SMALLEST + (largest - SMALLEST) * share
        box = _free_box(text_width(one.word, size) + 8, size * 1.25, sheet, [taken for _, _, taken in placed])
        if box is not None:
            placed.append((one, size, box))
    _write(sheet, placed)


def _write(sheet: Sheet, placed: Sequence[tuple[CloudWord, float, Box]]) -> None:
    top = min((box[1] for _, _, box in placed), default=0.0)
    for one, size, (left, above, right, below) in placed:
        middle = (above + below) / 2 - top + size * 0.36 + 4
        colour = COLOURS[one.leaning]
        sheet.text((left + right) / 2, middle, one.word, size=size, fill=colour, anchor="middle", css="word")
    sheet.height = max((box[3] for _, _, box in placed), default=0.0) - top + 8


def _free_box(width: float, height: float, sheet: Sheet, taken: Sequence[Box]) -> Box | None:
    """The first place along a spiral from the middle where the word touches no other."""
    for x, y in _spiral(sheet):
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if box[0] >= 0 and box[2] <= sheet.width and not any(_touch(box, other) for other in taken):
            return box
    return None


def _spiral(sheet: Sheet) -> Iterator[tuple[float, float]]:
    flat = 0.55 if is_wide(sheet) else 1.1
    for step in range(1600):
        angle = step * pi / 14
        radius = angle * 2.2
        yield sheet.width / 2 + radius * cos(angle), radius * sin(angle) * flat


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
