"""What the drawings share: scales, ticks, legends, and where an item's label stands on wide and narrow sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from survey.charts.lettering import clean, lines_of, text_width
from survey.charts.palette import INK, PAPER
from survey.charts.svg import SMALL, Sheet

__all__ = ["Scale", "Swatch", "draw_legend", "finite", "is_wide", "row_label", "ticks"]

WIDE_FROM = 560.0


def is_wide(sheet: Sheet) -> bool:
    """Whether labels stand beside their rows (wide) or above them (narrow)."""
    return sheet.width >= WIDE_FROM


def finite(value: float | None) -> float | None:
    """The value, None for one that cannot be drawn."""
    return value if value is not None and isfinite(value) else None


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places on the sheet; values outside are put at the edge."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where the value stands."""
        inside = min(max(value, self.low), self.high)
        return self.start + (self.end - self.start) * (inside - self.low) / (self.high - self.low)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round figures between the two (steps of 1, 2, 2.5 or 5 times a power of ten)."""
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first = ceil(low / step - 1e-9)
    return [i * step for i in range(first, floor(high / step + 1e-9) + 1)]


@dataclass(frozen=True, slots=True)
class Swatch:
    """One entry of a legend: "dot", "ring", "box", "frame" or "dash", its colour and its words."""

    kind: str
    colour: str
    text: str


def draw_legend(sheet: Sheet, swatches: Sequence[Swatch], x: float, y: float) -> float:
    """Draws the entries in lines as wide as the sheet, from the middle height `y`; the height below them."""
    at = x
    for swatch in swatches:
        text = lines_of(swatch.text, sheet.width - x - 30, SMALL, 1)[0]
        width = 20 + text_width(text, SMALL) + 16
        if at > x and at + width - 16 > sheet.width:
            at, y = x, y + 20
        _draw_swatch(sheet, swatch, at + 7, y)
        sheet.text(at + 20, y + SMALL * 0.36, text, size=SMALL, fill=INK, full=swatch.text)
        at += width
    return y + 14


def _draw_swatch(sheet: Sheet, swatch: Swatch, x: float, y: float) -> None:
    if swatch.kind == "dot":
        sheet.dot(x, y, 5, swatch.colour)
    elif swatch.kind == "ring":
        sheet.dot(x, y, 5, "none", stroke=swatch.colour)
    elif swatch.kind == "dash":
        sheet.line(x - 8, y, x + 8, y, swatch.colour, 2, dash="4 3")
    elif swatch.kind == "frame":
        sheet.frame(x - 6, y - 6, 12, 12, swatch.colour)
    else:
        sheet.rect(x - 6, y - 6, 12, 12, swatch.colour)


def row_label(sheet: Sheet, text: str, top: float, height: float, column: float) -> float:
    """Writes an item's label beside its row (wide) or above it (narrow); the middle height of what is drawn."""
    if is_wide(sheet):
        sheet.label(0, top + height / 2, clean(text), column - 12)
        return top + height / 2
    taken = sheet.label(0, top + 12, clean(text), sheet.width - 4, most=1, halo=PAPER)
    return top + 16 * taken + 6 + (height - 16 * taken - 6) / 2
