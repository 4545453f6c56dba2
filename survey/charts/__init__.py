"""Charts as data, built from figures, and drawn as SVG for screen and paper."""

from survey.charts.building import (
    distribution_stack,
    gap_bars,
    pareto_chart,
    polarity_bars,
    quadrant_chart,
    trend,
)
from survey.charts.render import DESK, PHONE, render, render_responsive
from survey.charts.specification import (
    Chart,
    DistributionRow,
    DistributionStack,
    GapBars,
    GapRow,
    ParetoBar,
    ParetoChart,
    PolarityBars,
    PolarityRow,
    QuadrantChart,
    QuadrantMark,
    Trend,
    TrendPoint,
)

__all__ = [
    "DESK",
    "PHONE",
    "Chart",
    "DistributionRow",
    "DistributionStack",
    "GapBars",
    "GapRow",
    "ParetoBar",
    "ParetoChart",
    "PolarityBars",
    "PolarityRow",
    "QuadrantChart",
    "QuadrantMark",
    "Trend",
    "TrendPoint",
    "distribution_stack",
    "gap_bars",
    "pareto_chart",
    "polarity_bars",
    "quadrant_chart",
    "render",
    "render_responsive",
    "trend",
]
