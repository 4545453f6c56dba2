"""Gaps as Vega-Lite: two points per item, the bar between them, the gap in words at its side."""

from __future__ import annotations

from survey.charts.lettering import NOTHING, signed
from survey.charts.palette import BRAND, INK, NEGATIVE, POSITIVE
from survey.charts.specification import GapBars, GapRow
from survey.charts.vega_lite.document import Json, Sayer, figures, in_order, quantity, tooltip

__all__ = ["gap_bars"]


def gap_bars(chart: GapBars, say: Sayer) -> Json:
    """The items in the chart's order; both means with their intervals, the bar coloured by the gap's sign."""
    both = (chart.reference_label, chart.performance_label)
    axis = quantity(
        "value", " / ".join(both), scale={"domain": list(chart.scale), "nice": False, "zero": False}
    )
    measure = {
        "field": "measure",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(both), "range": [INK, BRAND]},
    }
    return {
        "height": {"step": 38},
        "data": {"values": [one for row in chart.rows for one in _points(chart, row)]},
        "encoding": {"y": in_order("item", (row.label for row in chart.rows))},
        "layer": [
            _bars(chart, say),
            {
                "mark": {"type": "rule", "strokeWidth": 1.5},
                "encoding": {"x": quantity("low", axis["title"]), "x2": {"field": "high"}, "color": measure},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    "x": axis,
                    "color": measure,
                    "tooltip": [*tooltip({"item": "", "measure": "", "value": axis["title"]}), *say.interval],
                },
            },
        ],
    }


def _points(chart: GapBars, row: GapRow) -> list[Json]:
    return [
        {"item": row.label, "measure": label, **figures(found)}
        for label, found in (
            (chart.reference_label, row.reference),
            (chart.performance_label, row.performance),
        )
    ]


def _bars(chart: GapBars, say: Sayer) -> Json:
    rows = [
        {
            "item": row.label,
            "from": figures(row.performance)["value"],
            "to": figures(row.reference)["value"],
            "gap": figures(row.gap)["value"],
            "low": figures(row.gap)["low"],
            "high": figures(row.gap)["high"],
            "n": figures(row.gap)["n"],
            "written": " ".join(part for part in (_written(row), row.note) if part),
        }
        for row in chart.rows
    ]
    titles = tooltip({"item": "", "gap": chart.gap_label})
    return {
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "height": 8, "opacity": 0.55},
                "encoding": {
                    "x": quantity("from", f"{chart.reference_label} / {chart.performance_label}"),
                    "x2": {"field": "to"},
                    "color": {"condition": {"test": "datum.gap < 0", "value": NEGATIVE}, "value": POSITIVE},
                    "tooltip": [*titles, *say.interval],
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10},
                "encoding": {"x": {"value": "width"}, "text": {"field": "written"}},
            },
        ],
    }


def _written(row: GapRow) -> str:
    found = figures(row.gap)
    if found["value"] is None:
        return NOTHING
    if found["low"] is None or found["high"] is None:
        return signed(found["value"])
    return f"{signed(found['value'])} ({signed(found['low'])}~{signed(found['high'])})"
