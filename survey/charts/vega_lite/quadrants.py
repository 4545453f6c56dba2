"""Importance against performance as Vega-Lite."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, MUTED, PAPER
from survey.charts.specification import QuadrantChart, QuadrantMark
from survey.charts.vega_lite.document import Json, Sayer, figures, number, quantity, rule_at, tooltip
from survey.language import m

__all__ = ["quadrants"]


def quadrants(chart: QuadrantChart, say: Sayer) -> Json:
    """A square plot with axis lines and fields in their corners; undecided points hollow, with both intervals."""
    own = chart.importance_scale or chart.scale
    across = quantity("performance", _across(chart), scale={"zero": False}, axis=_axis(chart.scale))
    up = quantity("importance", _up(chart), scale={"zero": False}, axis=_axis(own))
    titles = {
        "item": "",
        "importance": chart.importance_label,
        "importance_low": f"{chart.importance_label} {say(m('95% 区间下限'))}",
        "importance_high": f"{chart.importance_label} {say(m('95% 区间上限'))}",
        "performance": chart.performance_label,
        "performance_low": f"{chart.performance_label} {say(m('95% 区间下限'))}",
        "performance_high": f"{chart.performance_label} {say(m('95% 区间上限'))}",
        "n": "n",
    }
    layers: list[Json] = [
        {
            "mark": {"type": "rule", "color": MUTED, "opacity": 0.6},
            "encoding": {
                "x": {**across, "field": "performance_low"},
                "x2": {"field": "performance_high"},
                "y": up,
            },
        },
        {
            "mark": {"type": "rule", "color": MUTED, "opacity": 0.6},
            "encoding": {
                "x": across,
                "y": {**up, "field": "importance_low"},
                "y2": {"field": "importance_high"},
            },
        },
        {
            "mark": {"type": "point", "size": 130, "stroke": BRAND, "strokeWidth": 2, "opacity": 1},
            "encoding": {"x": across, "y": up, "fill": _fill(chart), "tooltip": tooltip(titles)},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -7},
            "encoding": {"x": across, "y": up, "text": {"field": "item"}},
        },
        *_lines(chart),
        *_fields(chart),
    ]
    return {
        "width": 560,
        "height": 560,
        "data": {"values": [_row(chart, mark) for mark in chart.marks]},
        "layer": layers,
    }


def _across(chart: QuadrantChart) -> str:
    return f"{chart.performance_label} →"


def _up(chart: QuadrantChart) -> str:
    return f"↑ {chart.importance_label}"


def _row(chart: QuadrantChart, mark: QuadrantMark) -> Json:
    up, across = figures(mark.importance), figures(mark.performance)
    return {
        "item": mark.label,
        "placed": chart.undecided_label if mark.undecided else "",
        "importance": up["value"],
        "importance_low": up["low"],
        "importance_high": up["high"],
        "performance": across["value"],
        "performance_low": across["low"],
        "performance_high": across["high"],
        "n": across["n"],
    }


def _fill(chart: QuadrantChart) -> Json:
    return {
        "field": "placed",
        "type": "nominal",
        "scale": {"domain": ["", chart.undecided_label], "range": [BRAND, PAPER]},
        "legend": {"values": [chart.undecided_label], "title": None},
    }


def _lines(chart: QuadrantChart) -> list[Json]:
    found = []
    for axis, value, title in (
        ("x", chart.performance_axis, _across(chart)),
        ("y", chart.importance_axis, _up(chart)),
    ):
        if (at := number(value)) is not None:
            found.append(rule_at(axis, at, title, INK, label=chart.axes_note, dash=()))
    return found


def _fields(chart: QuadrantChart) -> list[Json]:
    corners = ((0, 0, "left", "top"), ("width", 0, "right", "top"), (0, "height", "left", "bottom"))
    places = (*corners, ("width", "height", "right", "bottom"))
    return [
        {
            "data": {"values": [{"name": name}]},
            "mark": {
                "type": "text",
                "align": align,
                "baseline": baseline,
                "dx": 6 if align == "left" else -6,
                "dy": 8 if baseline == "top" else -8,
                "color": MUTED,
                "fontWeight": "bold",
            },
            "encoding": {"x": {"value": x}, "y": {"value": y}, "text": {"field": "name"}},
        }
        for name, (x, y, align, baseline) in zip(chart.fields, places, strict=True)
    ]


def _axis(scale: tuple[float, float]) -> Json:
    return {"format": ".0%" if scale == (0.0, 1.0) else ".2~f", "tickCount": 6}
