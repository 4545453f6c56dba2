"""Draws importance against performance, with labels put where they do not cover one another."""

from __future__ import annotations

from dataclasses import dataclass

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, finite, is_wide, ticks
from survey.charts.lettering import figure, lines_of, percent, text_width
from survey.charts.palette import BRAND, INK, LINE, MIST, MUTED, PAPER
from survey.charts.specification import QuadrantChart, QuadrantMark
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_quadrants"]

MOST_DIRECT_LABELS = 14
RADIUS = 6.0


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: _Box) -> float:
        """The area both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)


def draw_quadrants(sheet: Sheet, chart: QuadrantChart) -> None:
    """A square plot with named axes, axis lines, fields in their corners; undecided points hollow."""
    legend = [Swatch("ring", BRAND, chart.undecided_label)]
    if chart.importance_scale is None:
        legend.append(Swatch("dash", MUTED, chart.equal_label))
    top = draw_legend(sheet, legend, 0, 10) + 8
    sheet.text(0, top + 12, "↑ " + chart.importance_label, size=SMALL, fill=MUTED, bold=True)
    top += 22
    size = min(sheet.width - 40, 560.0 if is_wide(sheet) else 400.0)
    across, up = _scales(chart, 34.0, sheet.width - 16, top, top + size)
    _draw_ground(sheet, chart, across, up)
    drawn = [(i, mark) for i, mark in enumerate(chart.marks, start=1) if _placed(mark)]
    numbered = not is_wide(sheet) or len(drawn) > MOST_DIRECT_LABELS
    _draw_points(sheet, drawn, across, up, numbered)
    bottom = top + size + 18
    sheet.text(
        sheet.width - 6,
        bottom + 18,
        chart.performance_label + " →",
        size=SMALL,
        fill=MUTED,
        anchor="end",
        bold=True,
    )
    bottom += 30
    if chart.axes_note:
        taken = sheet.label(0, bottom + 10, chart.axes_note, sheet.width - 4, size=SMALL, fill=MUTED)
        bottom += 18 * taken + 6
    sheet.height = _draw_key(sheet, chart, bottom + 6, numbered)


def _placed(mark: QuadrantMark) -> bool:
    return finite(mark.importance.value) is not None and finite(mark.performance.value) is not None


def _scales(
    chart: QuadrantChart, left: float, right: float, top: float, bottom: float
) -> tuple[Scale, Scale]:
    placed = [mark for mark in chart.marks if _placed(mark)]
    across = _domain([m.performance.value for m in placed] + [chart.performance_axis], chart.scale)
    own = chart.importance_scale or chart.scale
    up = _domain([m.importance.value for m in placed] + [chart.importance_axis], own)
    return Scale(*across, left, right), Scale(*up, bottom, top)


def _domain(values: list[float | None], scale: tuple[float, float]) -> tuple[float, float]:
    """The part of the scale that is drawn: all values with room about them, at least a quarter of it."""
    there = [value for value in map(finite, values) if value is not None] or list(scale)
    room = max((scale[1] - scale[0]) / 8, (max(there) - min(there)) * 0.15)
    low, high = max(min(there) - room, scale[0]), min(max(there) + room, scale[1])
    return (low, high) if high > low else scale


def _draw_ground(sheet: Sheet, chart: QuadrantChart, across: Scale, up: Scale) -> None:
    sheet.rect(across.start, up.end, across.end - across.start, up.start - up.end, MIST, css="ground")
    for tick in ticks(across.low, across.high):
        sheet.line(across.place(tick), up.end, across.place(tick), up.start, LINE)
        sheet.text(
            across.place(tick),
            up.start + 16,
            _tick(tick, chart.scale),
            size=SMALL,
            fill=MUTED,
            anchor="middle",
        )
    for tick in ticks(up.low, up.high):
        sheet.line(across.start, up.place(tick), across.end, up.place(tick), LINE)
        shown = _tick(tick, chart.importance_scale or chart.scale)
        sheet.text(across.start - 6, up.place(tick) + 4, shown, size=SMALL, fill=MUTED, anchor="end")
    low, high = max(across.low, up.low), min(across.high, up.high)
    if low < high and chart.importance_scale is None:
        sheet.line(
            across.place(low),
            up.place(low),
            across.place(high),
            up.place(high),
            MUTED,
            1.5,
            dash="4 3",
            css="equal",
        )
    if (axis := finite(chart.performance_axis)) is not None:
        sheet.line(across.place(axis), up.end, across.place(axis), up.start, INK, 1.5, css="axis")
    if (axis := finite(chart.importance_axis)) is not None:
        sheet.line(across.start, up.place(axis), across.end, up.place(axis), INK, 1.5, css="axis")
    _draw_fields(sheet, chart, across, up)


def _tick(value: float, scale: tuple[float, float]) -> str:
    """Shares in per cent, ratings as they are."""
    return percent(value) if scale == (0.0, 1.0) else figure(value)


def _draw_fields(sheet: Sheet, chart: QuadrantChart, across: Scale, up: Scale) -> None:
    left, right, high, low = across.start + 8, across.end - 8, up.end + 18, up.start - 8
    corners = ((left, high, "start"), (right, high, "end"), (left, low, "start"), (right, low, "end"))
    room = (across.end - across.start) / 2 - 16
    for name, (x, y, anchor) in zip(chart.fields, corners, strict=True):
        shown = lines_of(name, room, SMALL, 1)[0]
        sheet.text(
            x, y, shown, size=SMALL, fill=MUTED, anchor=anchor, bold=True, css="field", full=name, halo=MIST
        )


def _draw_points(
    sheet: Sheet, drawn: list[tuple[int, QuadrantMark]], across: Scale, up: Scale, numbered: bool
) -> None:
    spots = [
        (across.place(m.performance.value or 0.0), up.place(m.importance.value or 0.0)) for _, m in drawn
    ]
    for (_, mark), (x, y) in zip(drawn, spots, strict=True):
        _draw_whiskers(sheet, mark, across, up, x, y)
    for (_, mark), (x, y) in zip(drawn, spots, strict=True):
        hollow = mark.undecided
        sheet.dot(
            x,
            y,
            RADIUS,
            PAPER if hollow else BRAND,
            stroke=BRAND,
            css="undecided" if hollow else "decided",
            full=mark.label,
        )
    taken = [_Box(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in spots]
    plot = _Box(across.start, up.end, across.end, up.start)
    for (number, mark), (x, y) in zip(drawn, spots, strict=True):
        text = str(number) if numbered else lines_of(mark.label, SMALL * 10, SMALL, 1)[0]
        box = _free_place(x, y, text_width(text, SMALL), taken, plot)
        taken.append(box)
        sheet.text(box.left, box.bottom - 4, text, size=SMALL, full=mark.label, halo=PAPER, css="mark")


def _draw_whiskers(sheet: Sheet, mark: QuadrantMark, across: Scale, up: Scale, x: float, y: float) -> None:
    low, high = finite(mark.performance.low), finite(mark.performance.high)
    if low is not None and high is not None:
        sheet.line(across.place(low), y, across.place(high), y, MUTED, css="interval")
    low, high = finite(mark.importance.low), finite(mark.importance.high)
    if low is not None and high is not None:
        sheet.line(x, up.place(low), x, up.place(high), MUTED, css="interval")


def _free_place(x: float, y: float, width: float, taken: list[_Box], plot: _Box) -> _Box:
    """The nearest place about a point where the text covers least of what is there, inside the plot."""
    tall, gap = SMALL + 4, RADIUS + 3
    best, least = None, float("inf")
    for distance in (0.0, 10.0, 20.0, 32.0):
        off = gap + distance
        for left, top in (
            (x + off * 0.7, y - off * 0.7 - tall),
            (x + off * 0.7, y + off * 0.7),
            (x - off * 0.7 - width, y - off * 0.7 - tall),
            (x - off * 0.7 - width, y + off * 0.7),
            (x + off, y - tall / 2),
            (x - off - width, y - tall / 2),
            (x - width / 2, y - off - tall),
            (x - width / 2, y + off),
        ):
            box = _Box(left, top, left + width, top + tall)
            outside = width * tall - box.overlap(plot)
            cost = sum(box.overlap(other) for other in taken) + 4 * outside + distance
            if cost < least:
                best, least = box, cost
    return best or _Box(x, y, x + width, y + tall)


def _draw_key(sheet: Sheet, chart: QuadrantChart, top: float, numbered: bool) -> float:
    """The numbers' meanings below the plot, and the items that could not be placed."""
    entries = [
        (f"{i}  {mark.label}" if _placed(mark) else f"—  {mark.label}")
        for i, mark in enumerate(chart.marks, start=1)
        if numbered or not _placed(mark)
    ]
    columns = 2 if is_wide(sheet) else 1
    room = sheet.width / columns - 12
    for i, entry in enumerate(entries):
        x, y = (i % columns) * sheet.width / columns, top + 14 + (i // columns) * 22
        sheet.text(x, y, lines_of(entry, room, SMALL, 1)[0], size=SMALL, full=entry)
    return top + 22 * -(-len(entries) // columns) + 4
