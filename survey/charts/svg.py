"""SVG written safely: every text escaped, presentation attributes only, nothing a strict page would refuse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from math import isfinite
from xml.sax.saxutils import escape, quoteattr

from survey.charts.lettering import clean, lines_of
from survey.charts.palette import FONTS, INK

__all__ = ["SIZE", "SMALL", "Sheet", "coordinate"]

SIZE = 14.0
SMALL = 12.5
LINE_HEIGHT = 1.35

Attribute = str | float | None


def coordinate(value: float) -> str:
    """A length as SVG takes it: two decimals, never NaN or infinite."""
    if not isfinite(value):
        raise ValueError("a chart coordinate must be finite")
    text = f"{value:.2f}"
    return "0" if float(text) == 0 else text.rstrip("0").rstrip(".")


class Sheet:
    """A drawing in the making: shapes and texts are put on it, then it is written as one <svg>."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.height = 0.0
        self._parts: list[str] = []

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        css: str = "",
        opacity: float | None = None,
        edge: str | None = None,
    ) -> None:
        """A filled rectangle with an `edge` of one unit if named; nothing for one without an area."""
        if width > 0 and height > 0:
            self._add(
                "rect",
                x=x,
                y=y,
                width=width,
                height=height,
                fill=fill,
                fill_opacity=opacity,
                stroke=edge,
                css=css,
            )

    def frame(self, x: float, y: float, width: float, height: float, stroke: str) -> None:
        """A rectangle of which only the edge is drawn."""
        self._add("rect", x=x, y=y, width=width, height=height, fill="none", stroke=stroke)

    def put(self, other: Sheet, x: float, y: float) -> None:
        """All that was drawn on another sheet, moved by (x, y)."""
        body = "".join(other._parts)
        self._parts.append(f'<g transform="translate({coordinate(x)} {coordinate(y)})">{body}</g>')

    def back(self, fill: str) -> None:
        """A ground under all that was drawn, as large as the sheet."""
        drawn, self._parts = self._parts, []
        self.rect(0, 0, self.width, self.height, fill)
        self._parts += drawn

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str,
        width: float = 1.0,
        *,
        dash: str | None = None,
        css: str = "",
    ) -> None:
        """A straight line."""
        self._add(
            "line",
            x1=x1,
            y1=y1,
            x2=x2,
            y2=y2,
            stroke=stroke,
            stroke_width=width,
            stroke_dasharray=dash,
            css=css,
        )

    def path(
        self, points: Iterable[tuple[float, float]], stroke: str, width: float = 2.0, *, css: str = ""
    ) -> None:
        """A line through the points, not filled; nothing below two points."""
        places = [f"{coordinate(x)},{coordinate(y)}" for x, y in points]
        if len(places) > 1:
            self._add(
                "polyline", points=" ".join(places), fill="none", stroke=stroke, stroke_width=width, css=css
            )

    def dot(
        self,
        x: float,
        y: float,
        radius: float,
        fill: str,
        *,
        stroke: str | None = None,
        css: str = "",
        full: str = "",
    ) -> None:
        """A circle; `full` is the text shown for it on hovering."""
        width = 2.0 if stroke else None
        self._add(
            "circle",
            cx=x,
            cy=y,
            r=radius,
            fill=fill,
            stroke=stroke,
            stroke_width=width,
            css=css,
            inside=_title(full),
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SIZE,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
        css: str = "",
        full: str | None = None,
        halo: str | None = None,
    ) -> None:
        """One line of text on the baseline `y`; `full` is the whole text where this is a part of it."""
        whole = "" if full is None or clean(full) == clean(text) else full
        self._add(
            "text",
            x=x,
            y=y,
            font_size=size,
            fill=fill,
            text_anchor=None if anchor == "start" else anchor,
            font_weight="600" if bold else None,
            paint_order="stroke" if halo else None,
            stroke=halo,
            stroke_width=3.0 if halo else None,
            css=css,
            inside=_title(whole) + escape(clean(text)),
        )

    def label(
        self,
        x: float,
        middle: float,
        text: str,
        width: float,
        *,
        size: float = SIZE,
        most: int = 2,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
        halo: str | None = None,
    ) -> int:
        """A text on up to `most` lines about the height `middle`; the number of lines it took."""
        lines = lines_of(text, width, size, most)
        step = size * LINE_HEIGHT
        top = middle - step * (len(lines) - 1) / 2 + size * 0.36
        for i, line in enumerate(lines):
            at = top + i * step
            self.text(x, at, line, size=size, anchor=anchor, fill=fill, bold=bold, full=text, halo=halo)
        return len(lines)

    def write(self, *, title: str, description: str, css: str, alone: bool = False) -> str:
        """The whole drawing as an `<svg role="img">` named by its title and described for those who cannot see it.

        In a page it is as wide as its place; `alone`, as a file, as wide as it was drawn.
        """
        body = "".join(self._parts)
        head = clean(title)
        key = hashlib.sha256(f"{css}|{self.width}|{head}|{body}".encode()).hexdigest()[:10]
        width, height = coordinate(self.width), coordinate(self.height)
        size = f'width="{width}" height="{height}"' if alone else 'width="100%"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class={quoteattr("chart-svg " + css)} role="img" '
            f'viewBox="0 0 {width} {height}" {size} font-family={quoteattr(FONTS)} '
            f'aria-labelledby="t{key} d{key}">'
            f'<title id="t{key}">{escape(head)}</title><desc id="d{key}">{escape(clean(description))}</desc>'
            f"{body}</svg>"
        )

    def _add(self, name: str, *, inside: str = "", css: str = "", **attributes: Attribute) -> None:
        given = {"class": css or None, **attributes}
        written = "".join(
            f" {key.replace('_', '-')}={quoteattr(coordinate(value) if isinstance(value, float | int) else value)}"
            for key, value in given.items()
            if value is not None
        )
        self._parts.append(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def _title(text: str) -> str:
    return f"<title>{escape(clean(text))}</title>" if text else ""
