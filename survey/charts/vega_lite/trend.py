"""A figure over periods as Vega-Lite."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, NEGATIVE, PAPER
from survey.charts.specification import Trend
from survey.charts.vega_lite.document import Json, Sayer, figures, in_order, number, quantity, tooltip

__all__ = ["trend"]


def trend(chart: Trend, say: Sayer) -> Json:
    """Points joined in order, not across a break or a gap; whiskers for intervals; targets dashed."""
    periods = in_order("period", (point.label for point in chart.points), labelAngle=0)
    domain = {"domain": list(chart.range)} if chart.range else {"zero": False}
    title = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    up = quantity("value", title, scale=domain, axis={"format": f".{chart.digits}f"})
    titles = {"period": "", "value": title, "note": ""}
    layers: list[Json] = [
        {
            "mark": {"type": "rule", "color": INK},
            "encoding": {"y": {**up, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": BRAND, "strokeWidth": 2.5},
            "encoding": {"y": up, "detail": {"field": "run", "type": "nominal"}},
        },
        {
            "mark": {"type": "point", "size": 110, "stroke": BRAND, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "y": up,
                "fill": {"condition": {"test": "datum.hollow", "value": PAPER}, "value": BRAND},
                "tooltip": [*tooltip(titles), *say.interval],
            },
        },
        {
            "mark": {"type": "text", "dy": -14, "fontWeight": "bold"},
            "encoding": {"y": up, "text": {"field": "value", "format": f".{chart.digits}f"}},
        },
    ]
    if any(row["target"] is not None for row in _rows(chart)):
        layers.append(
            {
                "mark": {"type": "tick", "thickness": 2, "width": {"band": 0.9}, "strokeDash": [4, 3]},
                "encoding": {
                    "y": {**up, "field": "target"},
                    "color": {
                        "datum": chart.target_label,
                        "scale": {"domain": [chart.target_label], "range": [NEGATIVE]},
                    },
                    "tooltip": tooltip({"period": "", "target": chart.target_label}),
                },
            }
        )
    return {"height": 280, "data": {"values": _rows(chart)}, "encoding": {"x": periods}, "layer": layers}


def _rows(chart: Trend) -> list[Json]:
    """A row per period; those of one `run` are joined."""
    rows: list[Json] = []
    run = 0
    for point in chart.points:
        found = figures(point.estimate)
        run += point.break_before or found["value"] is None
        notes = [
            text
            for text, holds in ((chart.break_label, point.break_before), (chart.hollow_label, point.hollow))
            if holds
        ]
        rows.append(
            {
                "period": point.label,
                **found,
                "target": number(point.target if point.target is not None else chart.target),
                "hollow": point.hollow,
                "run": run,
                "note": " ".join(notes),
            }
        )
    return rows
