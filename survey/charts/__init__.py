"""Charts as data, built from figures, drawn as SVG for screen and paper, written as Vega-Lite for other programs.

What a chart is made of stands in `specification` and `specification_counts`.
"""

from survey.charts.building import difference_bars, gap_bars, quadrant_chart, share_bars, trend
from survey.charts.building_counts import (
    cross_table,
    distribution_stack,
    pareto_chart,
    polarity_bars,
    word_bars,
    word_cloud,
)
from survey.charts.render import DESK, PHONE, render, render_file, render_responsive
from survey.charts.specification import Caption, Chart
from survey.charts.vega_lite import vega_lite

__all__ = [
    "DESK",
    "PHONE",
    "Caption",
    "Chart",
    "cross_table",
    "difference_bars",
    "distribution_stack",
    "gap_bars",
    "pareto_chart",
    "polarity_bars",
    "quadrant_chart",
    "render",
    "render_file",
    "render_responsive",
    "share_bars",
    "trend",
    "vega_lite",
    "word_bars",
    "word_cloud",
]
