"""Answers over the points of a scale, and comments by their tone, as Vega-Lite."""

from __future__ import annotations

from survey.charts.palette import NEGATIVE, NEUTRAL, POSITIVE, scale_colours
from survey.charts.specification_counts import DistributionStack, PolarityBars, PolarityRow
from survey.charts.vega_lite.document import Json, Sayer, in_order, quantity, tooltip
from survey.language import m

__all__ = ["distribution_stack", "polarity_bars"]


def distribution_stack(chart: DistributionStack, say: Sayer) -> Json:
    """Each row 100 %, from the worst point to the best; shares of the row and counts in the tooltip."""
    share, count = say(m("占比")), say(m("份数"))
    values = [
        {
            "item": row.label,
            "point": point,
            "place": place,
            "count": k,
            "share": k / sum(row.counts) if any(row.counts) else None,
        }
        for row in chart.rows
        for place, (point, k) in enumerate(zip(chart.points, row.counts, strict=True))
    ]
    return {
        "height": {"step": 36},
        "data": {"values": values},
        "encoding": {"y": in_order("item", (row.label for row in chart.rows))},
        "layer": [
            {
                "mark": {"type": "bar", "height": 24, "stroke": "#FFFFFF"},
                "encoding": {
                    "x": quantity("share", share, stack="zero", axis={"format": ".0%"}),
                    "color": {
                        "field": "point",
                        "type": "ordinal",
                        "title": None,
                        "scale": {
                            "domain": list(chart.points),
                            "range": list(scale_colours(len(chart.points))),
                        },
                    },
                    "order": {"field": "place", "type": "quantitative"},
                    "tooltip": [
                        *tooltip({"item": "", "point": "", "count": count}),
                        {"field": "share", "title": share, "type": "quantitative", "format": ".0%"},
                    ],
                },
            },
            *_notes(chart),
        ],
    }


def _notes(chart: DistributionStack) -> list[Json]:
    if not any(row.note for row in chart.rows):
        return []
    return [
        {
            "data": {"values": [{"item": row.label, "note": row.note} for row in chart.rows]},
            "mark": {"type": "text", "align": "left", "dx": 8},
            "encoding": {"x": {"value": "width"}, "text": {"field": "note"}},
        }
    ]


def polarity_bars(chart: PolarityBars, say: Sayer) -> Json:
    """Negative to the left, positive to the right, neutral across the middle; lengths are counts."""
    tones = (chart.negative_label, chart.neutral_label, chart.positive_label)
    values = [one for row in chart.rows for one in _segments(row, tones)]
    return {
        "height": {"step": 34},
        "data": {"values": values},
        "mark": {"type": "bar", "height": 20},
        "encoding": {
            "y": in_order("item", (row.label for row in chart.rows)),
            "x": quantity("start", chart.count_label, axis={"labelExpr": "format(abs(datum.value), 'd')"}),
            "x2": {"field": "end"},
            "color": {
                "field": "tone",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(tones), "range": [NEGATIVE, NEUTRAL, POSITIVE]},
            },
            "tooltip": tooltip({"item": "", "tone": "", "count": chart.count_label}),
        },
    }


def _segments(row: PolarityRow, tones: tuple[str, str, str]) -> list[Json]:
    half = row.neutral / 2
    counts = (row.negative, row.neutral, row.positive)
    places = ((-half - row.negative, -half), (-half, half), (half, half + row.positive))
    return [
        {"item": row.label, "tone": tone, "count": count, "start": start, "end": end}
        for tone, count, (start, end) in zip(tones, counts, places, strict=True)
    ]
