"""Shares and differences as Vega-Lite: a mark per row with its interval."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, MUTED, NEGATIVE, PAPER, POSITIVE, UNSURE
from survey.charts.specification import DifferenceBars, ShareBars
from survey.charts.vega_lite.document import Json, Sayer, figures, in_order, quantity, rule_at, tooltip

__all__ = ["difference_bars", "share_bars"]

INTERVAL: Json = {"type": "rule", "color": INK, "strokeWidth": 1.5}


def share_bars(chart: ShareBars, say: Sayer) -> Json:
    """Bars from a common start in the chart's order; those not told from chance grey; notes at the side."""
    form = ".0%" if chart.as_percent else ".2f"
    axis = quantity("value", chart.share_label, axis={"format": form})
    titles = {"item": "", "value": chart.share_label} | (
        {"note": chart.note_label} if chart.note_label else {}
    )
    values = [
        {
            "item": row.label,
            **figures(row.share),
            "surety": chart.share_label if row.sure else chart.unsure_label,
            "note": row.note,
        }
        for row in chart.rows
    ]
    layers: list[Json] = [
        {
            "mark": {"type": "bar", "height": 16},
            "encoding": {
                "x": axis,
                "color": _surety(chart),
                "tooltip": [*tooltip(titles), *say.interval],
            },
        },
        {"mark": INTERVAL, "encoding": {"x": quantity("low", chart.share_label), "x2": {"field": "high"}}},
        {
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"x": {"value": "width"}, "text": {"field": "note"}},
        },
    ]
    if chart.line is not None:
        layers.append(rule_at("x", chart.line, chart.share_label, NEGATIVE, label=chart.line_label))
    return {
        "height": {"step": 34},
        "data": {"values": values},
        "encoding": {"y": in_order("item", (row.label for row in chart.rows))},
        "layer": layers,
    }


def _surety(chart: ShareBars) -> Json:
    if not chart.unsure_label:
        return {"value": BRAND}
    return {
        "field": "surety",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [chart.share_label, chart.unsure_label], "range": [BRAND, UNSURE]},
    }


def difference_bars(chart: DifferenceBars, say: Sayer) -> Json:
    """Points about the line of no difference with their intervals; those that do not stand after correction hollow."""
    axis = quantity("value", chart.title, axis={"format": f"+.{chart.axis_digits}f"})
    values = [
        {
            "item": row.label,
            **figures(row.difference),
            "side": _side(row.difference.value),
            "surety": chart.sure_label if row.sure else chart.unsure_label,
        }
        for row in chart.rows
    ]
    sides = {"field": "side", "type": "nominal", "legend": None}
    colours = {"domain": ["lower", "higher"], "range": [NEGATIVE, POSITIVE]}
    return {
        "height": {"step": 34},
        "data": {"values": values},
        "encoding": {"y": in_order("item", (row.label for row in chart.rows))},
        "layer": [
            rule_at("x", 0.0, chart.title, MUTED, dash=()),
            {"mark": INTERVAL, "encoding": {"x": quantity("low", chart.title), "x2": {"field": "high"}}},
            {
                "mark": {"type": "point", "size": 120, "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "x": axis,
                    "stroke": {**sides, "scale": colours},
                    "fill": {
                        "condition": {
                            "test": {"field": "surety", "equal": chart.unsure_label},
                            "value": PAPER,
                        },
                        **sides,
                        "scale": colours,
                    },
                    "shape": {
                        "field": "surety",
                        "type": "nominal",
                        "title": None,
                        "scale": {
                            "domain": [chart.sure_label, chart.unsure_label],
                            "range": ["circle", "diamond"],
                        },
                    },
                    "tooltip": [*tooltip({"item": "", "value": chart.title, "surety": ""}), *say.interval],
                },
            },
        ],
    }


def _side(value: float | None) -> str:
    return "lower" if value is not None and value < 0 else "higher"
