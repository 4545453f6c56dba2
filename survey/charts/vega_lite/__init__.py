"""Charts as Vega-Lite documents: data inline, axes named, tooltips, the colours of our own drawings.

Vega-Lite v5 (https://vega.github.io/vega-lite/); our own specification goes along under `usermeta`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from survey.charts.specification import (
    Caption,
    Chart,
    DifferenceBars,
    GapBars,
    QuadrantChart,
    ShareBars,
    Trend,
)
from survey.charts.specification_counts import (
    CrossTable,
    DistributionStack,
    ParetoChart,
    PolarityBars,
    WordBars,
    WordCloud,
)
from survey.charts.vega_lite.bars import difference_bars, share_bars
from survey.charts.vega_lite.cross_table import cross_table
from survey.charts.vega_lite.document import Json, Sayer, document
from survey.charts.vega_lite.gap_bars import gap_bars
from survey.charts.vega_lite.pareto import pareto
from survey.charts.vega_lite.quadrants import quadrants
from survey.charts.vega_lite.stacks import distribution_stack, polarity_bars
from survey.charts.vega_lite.trend import trend
from survey.charts.vega_lite.words import word_bars, word_cloud
from survey.charts.wording import Translate, as_is

__all__ = ["vega_lite"]

NO_CAPTION: Final = Caption()
_VIEWS: Final[Mapping[type, Callable[[Any, Sayer], Json]]] = MappingProxyType(
    {
        CrossTable: cross_table,
        DifferenceBars: difference_bars,
        DistributionStack: distribution_stack,
        GapBars: gap_bars,
        ParetoChart: pareto,
        PolarityBars: polarity_bars,
        QuadrantChart: quadrants,
        ShareBars: share_bars,
        Trend: trend,
        WordBars: word_bars,
        WordCloud: word_cloud,
    }
)


def vega_lite(chart: Chart, caption: Caption = NO_CAPTION, *, translate: Translate = as_is) -> Json:
    """The chart as a Vega-Lite v5 document that any tool of that kind opens as it is.

    `usermeta.liusheng` holds the kind of chart, its specification (estimates with interval and n, null where
    withheld) and the caption.
    """
    return document(chart, caption, _VIEWS[type(chart)](chart, Sayer(translate)))
