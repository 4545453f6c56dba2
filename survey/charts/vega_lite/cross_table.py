"""Counts by two groupings as Vega-Lite: the more, the darker."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, LINE, PAPER
from survey.charts.specification_counts import CrossTable
from survey.charts.vega_lite.document import Json, Sayer, in_order, tooltip

__all__ = ["cross_table"]


def cross_table(chart: CrossTable, say: Sayer) -> Json:
    """A cell per pair with its count; those in which both agree are framed."""
    most = max((count for line in chart.counts for count in line), default=0)
    values = [
        {"row": row, "column": column, "count": count, "same": (i, j) in chart.same}
        for i, (row, line) in enumerate(zip(chart.rows, chart.counts, strict=True))
        for j, (column, count) in enumerate(zip(chart.columns, line, strict=True))
    ]
    return {
        "height": {"step": 34},
        "data": {"values": values},
        "encoding": {
            "y": in_order("row", chart.rows, chart.row_label),
            "x": in_order("column", chart.columns, chart.column_label, labelAngle=-35),
            "tooltip": tooltip(
                {"row": chart.row_label, "column": chart.column_label, "count": chart.count_label}
            ),
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": LINE},
                "encoding": {
                    "color": {
                        "field": "count",
                        "type": "quantitative",
                        "title": chart.count_label,
                        "scale": {
                            "domain": [0, most or 1],
                            "range": [PAPER, BRAND],
                            "interpolate": "rgb",
                        },
                    },
                },
            },
            {
                "transform": [{"filter": "datum.same"}],
                "mark": {"type": "rect", "filled": False, "stroke": INK, "strokeWidth": 2},
            },
            {
                "transform": [{"filter": "datum.count > 0"}],
                "mark": {"type": "text"},
                "encoding": {
                    "text": {"field": "count"},
                    "color": {
                        "condition": {"test": f"datum.count > {(most or 1) * 0.6:g}", "value": PAPER},
                        "value": INK,
                    },
                },
            },
        ],
    }
