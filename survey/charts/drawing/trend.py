"""Draws a figure over periods with its intervals and the target."""

from __future__ import annotations

from survey.charts.drawing.layout import Scale, Swatch, draw_legend, finite, ticks
from survey.charts.lettering import NOTHING, figure, lines_of, text_width
from survey.charts.palette import BRAND, INK, LINE, MUTED, NEGATIVE, PAPER
from survey.charts.specification import Trend, TrendPoint
from survey.charts.svg import SMALL, Sheet

__all__ = ["draw_trend"]

PLOT_HEIGHT = 240.0
WIDEST_LABEL = 110.0


def draw_trend(sheet: Sheet, chart: Trend) -> None:
    """Points joined in order, not across a break; whiskers for intervals; the target as a dashed line."""
    top = 10.0
    if legend := _legend(chart):
        top = draw_legend(sheet, legend, 0, 10) + 12
    up = Scale(*_domain(chart), top + PLOT_HEIGHT, top)
    for tick in ticks(up.low, up.high):
        sheet.line(44, up.place(tick), sheet.width, up.place(tick), LINE)
        sheet.text(
            38,
            up.place(tick) + 4,
            figure(tick, _digits(up)) + chart.unit,
            size=SMALL,
            fill=MUTED,
            anchor="end",
        )
    if (target := finite(chart.target)) is not None:
        sheet.line(44, up.place(target), sheet.width, up.place(target), NEGATIVE, 2, dash="4 3", css="target")
    step = (sheet.width - 52) / max(len(chart.points), 1)
    places = [48 + step * (i + 0.5) for i in range(len(chart.points))]
    _draw_targets(sheet, chart, places, step, up)
    _draw_line(sheet, chart, places, step, up)
    for point, x in zip(chart.points, places, strict=True):
        _draw_point(sheet, chart, point, x, up)
    _draw_periods(sheet, chart, places, up.start)
    sheet.height = up.start + 46


def _legend(chart: Trend) -> list[Swatch]:
    aims = chart.target is not None or any(point.target is not None for point in chart.points)
    found = [Swatch("dash", NEGATIVE, chart.target_label)] if aims else []
    return [*found, Swatch("ring", BRAND, chart.hollow_label)] if chart.hollow_label else found


def _draw_targets(sheet: Sheet, chart: Trend, places: list[float], step: float, up: Scale) -> None:
    """Each period's own target as a dashed line as wide as the period."""
    for point, x in zip(chart.points, places, strict=True):
        if (target := finite(point.target)) is not None:
            y = up.place(target)
            sheet.line(x - step / 2, y, x + step / 2, y, NEGATIVE, 2, dash="4 3", css="target")


def _digits(up: Scale) -> int:
    return 0 if up.high - up.low >= 5 else 1 if up.high - up.low >= 0.5 else 2


def _domain(chart: Trend) -> tuple[float, float]:
    if chart.range is not None:
        return chart.range
    ends = [
        end
        for point in chart.points
        for end in (point.estimate.value, point.estimate.low, point.estimate.high)
    ]
    aims = [chart.target, *(point.target for point in chart.points)]
    values = [value for value in map(finite, [*ends, *aims]) if value is not None] or [0.0, 1.0]
    room = (max(values) - min(values)) * 0.15 or max(abs(values[0]) * 0.1, 0.5)
    return min(values) - room, max(values) + room


def _draw_line(sheet: Sheet, chart: Trend, places: list[float], step: float, up: Scale) -> None:
    run: list[tuple[float, float]] = []
    for point, x in zip(chart.points, places, strict=True):
        value = finite(point.estimate.value)
        if point.break_before or value is None:
            sheet.path(run, BRAND, css="trend")
            run = []
        if point.break_before:
            sheet.line(x - step / 2, up.end, x - step / 2, up.start, MUTED, 1, dash="2 3", css="break")
            shown = lines_of(chart.break_label, step * 2, SMALL, 1)[0]
            sheet.text(
                x - step / 2 + 4,
                up.start - 6,
                shown,
                size=SMALL,
                fill=MUTED,
                full=chart.break_label,
                halo=PAPER,
            )
        if value is not None:
            run.append((x, up.place(value)))
    sheet.path(run, BRAND, css="trend")


def _draw_point(sheet: Sheet, chart: Trend, point: TrendPoint, x: float, up: Scale) -> None:
    value, low, high = (finite(v) for v in (point.estimate.value, point.estimate.low, point.estimate.high))
    if value is None:
        sheet.text(x, up.start - 8, NOTHING, fill=MUTED, anchor="middle")
        return
    top = up.place(value)
    if low is not None and high is not None:
        top = up.place(high)
        sheet.line(x, up.place(low), x, top, INK, 1.5, css="interval")
        for end in (up.place(low), top):
            sheet.line(x - 5, end, x + 5, end, INK, 1.5, css="interval")
    if point.hollow:
        sheet.dot(x, up.place(value), 5, PAPER, stroke=BRAND, css="point")
    else:
        sheet.dot(x, up.place(value), 5, BRAND, css="point")
    sheet.text(
        x,
        top - 8,
        figure(value, chart.digits) + chart.unit,
        size=SMALL,
        anchor="middle",
        bold=True,
        halo=PAPER,
    )


def _draw_periods(sheet: Sheet, chart: Trend, places: list[float], bottom: float) -> None:
    """The periods' names inside the sheet, the last always, those before it where they leave room."""
    free = sheet.width
    for point, x in reversed(list(zip(chart.points, places, strict=True))):
        half = min(text_width(point.label, SMALL), WIDEST_LABEL) / 2
        inside = max(min(x, sheet.width - half), half)
        if inside + half > free:
            continue
        sheet.label(
            inside, bottom + 22, point.label, WIDEST_LABEL + 1, size=SMALL, anchor="middle", fill=MUTED
        )
        free = inside - half - 8
