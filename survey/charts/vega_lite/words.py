"""Words as Vega-Lite. It knows no clouds of words: the same words stand as bars of how often they are said."""

from __future__ import annotations

from survey.charts.palette import BRAND, INK, NEGATIVE_TEXT, POSITIVE, WEAK
from survey.charts.specification_counts import WordBars, WordCloud
from survey.charts.vega_lite.document import Json, Sayer, in_order, quantity, tooltip
from survey.language import m

__all__ = ["word_bars", "word_cloud"]

SURE = 1.96


def word_bars(chart: WordBars, say: Sayer) -> Json:
    """A bar per word as long as its z, pale below 1.96."""
    values = [{"word": one.word, "z": one.z, "n": one.n, "n_rest": one.n_rest} for one in chart.words]
    titles = {"word": say(m("词")), "z": "z", "n": say(m("本组条数")), "n_rest": say(m("其他条数"))}
    return {
        "height": {"step": 26},
        "data": {"values": values},
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "y": in_order("word", (one.word for one in chart.words)),
            "x": quantity("z", chart.z_label),
            "color": {"condition": {"test": f"datum.z < {SURE}", "value": WEAK}, "value": BRAND},
            "tooltip": tooltip(titles),
        },
    }


def word_cloud(chart: WordCloud, say: Sayer) -> Json:
    """A bar per word as long as it is often said, coloured by the side it leans to."""
    values = [
        {
            "word": one.word,
            "count": one.n,
            "positive": one.positive,
            "negative": one.negative,
            "leaning": chart.leaning_labels[one.leaning + 1],
        }
        for one in chart.words
    ]
    titles = {
        "word": say(m("词")),
        "count": chart.count_label,
        "positive": say(m("正面")),
        "negative": say(m("负面")),
    }
    return {
        "height": {"step": 26},
        "data": {"values": values},
        "mark": {"type": "bar", "height": 16},
        "encoding": {
            "y": in_order("word", (one.word for one in chart.words)),
            "x": quantity("count", chart.count_label, axis={"format": "d", "tickMinStep": 1}),
            "color": {
                "field": "leaning",
                "type": "nominal",
                "title": None,
                "scale": {
                    "domain": list(chart.leaning_labels),
                    "range": [NEGATIVE_TEXT, INK, POSITIVE],
                },
            },
            "tooltip": tooltip(titles),
        },
    }
