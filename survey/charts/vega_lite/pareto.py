"""Reasons from the largest with the share so far, as Vega-Lite."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, NEGATIVE
from survey.charts.specification_counts import ParetoChart
from survey.charts.vega_lite.document import Json, Sayer, in_order, quantity, rule_at, tooltip

__all__ = ["pareto"]

REST = "#7B8794"


def pareto(chart: ParetoChart, say: Sayer) -> Json:
    """A bar per reason, those within the line dark, the share so far as a line of dots."""
    domain = {"domain": [0, 1]}
    share = quantity("share", chart.share_label, scale=domain, axis={"format": ".0%"})
    so_far = quantity("cumulative", chart.share_label, scale=domain)
    both = {"domain": [chart.share_label, chart.cumulative_label], "range": [BRAND, INK]}
    titles = {
        "reason": "",
        "amount": "",
        "share": chart.share_label,
        "cumulative": chart.cumulative_label,
    }
    values = [
        {
            "reason": bar.label,
            "amount": bar.amount,
            "share": bar.share,
            "cumulative": bar.cumulative,
            "vital": bar.vital,
        }
        for bar in chart.bars
    ]
    return {
        "height": {"step": 34},
        "data": {"values": values},
        "encoding": {"y": in_order("reason", (bar.label for bar in chart.bars)), "tooltip": tooltip(titles)},
        "layer": [
            {
                "mark": {"type": "bar", "height": 18},
                "encoding": {
                    "x": share,
                    "color": {
                        "condition": {"test": "!datum.vital", "value": REST},
                        "datum": chart.share_label,
                        "scale": both,
                    },
                },
            },
            {
                "mark": {"type": "line", "point": {"filled": True, "size": 60}},
                "encoding": {
                    "x": so_far,
                    "order": {"field": "cumulative", "type": "quantitative"},
                    "color": {"datum": chart.cumulative_label, "scale": both},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"x": share, "text": {"field": "amount"}},
            },
            rule_at("x", chart.line, chart.share_label, NEGATIVE, label=chart.line_label),
        ],
    }
