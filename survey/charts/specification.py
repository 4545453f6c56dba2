"""What a chart of estimates shows, without how it is drawn: plain values and texts in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from survey.charts.specification_counts import (
    CrossTable,
    DistributionStack,
    ParetoChart,
    PolarityBars,
    WordBars,
    WordCloud,
)
from survey.stats import Estimate


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart that stands alone says besides itself: who is counted, and where it comes from."""

    base: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class GapRow:
    """One item of `GapBars`; `note` is a short text at its end ("42 家")."""

    label: str
    reference: Estimate
    performance: Estimate
    gap: Estimate
    note: str = ""


@dataclass(frozen=True, slots=True)
class GapBars:
    """Per item both means, the bar between them, and the gap with its interval."""

    title: str
    description: str
    rows: tuple[GapRow, ...]
    reference_label: str
    performance_label: str
    gap_label: str
    scale: tuple[float, float] = (1.0, 5.0)


@dataclass(frozen=True, slots=True)
class QuadrantMark:
    """One item of a `QuadrantChart`; an undecided one is drawn hollow."""

    label: str
    importance: Estimate
    performance: Estimate
    undecided: bool


@dataclass(frozen=True, slots=True)
class QuadrantChart:
    """Importance (up) against performance (right) with the axis lines.

    `fields` names the quadrants: concentrate (upper left), keep up, low priority (lower left), overkill.
    """

    title: str
    description: str
    marks: tuple[QuadrantMark, ...]
    importance_axis: float | None
    performance_axis: float | None
    importance_label: str
    performance_label: str
    fields: tuple[str, str, str, str]
    undecided_label: str
    equal_label: str
    axes_note: str = ""
    scale: tuple[float, float] = (1.0, 5.0)
    importance_scale: tuple[float, float] | None = None
    """Where importance is not rated on `scale`: its own ends, as shares to be written in per cent."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period; `break_before` when wording or scale changed so that it does not continue the last."""

    label: str
    estimate: Estimate
    break_before: bool = False
    target: float | None = None
    """The target of this period, where it differs from period to period."""
    hollow: bool = False
    """Entered as a total: there are no answers behind it."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over periods with intervals and its target; `digits` after the point, `unit` behind the figure."""

    title: str
    description: str
    points: tuple[TrendPoint, ...]
    target: float | None
    target_label: str
    break_label: str
    digits: int = 1
    range: tuple[float, float] | None = None
    hollow_label: str = ""
    """What a hollow point means; '' where there is none."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One measure's difference of two sides; `sure` when it stands after correction for many comparisons."""

    label: str
    difference: Estimate
    sure: bool


@dataclass(frozen=True, slots=True)
class DifferenceBars:
    """Differences about the line of no difference; `digits` in the words, `axis_digits` on the axis."""

    title: str
    description: str
    rows: tuple[DifferenceRow, ...]
    sure_label: str
    unsure_label: str
    digits: int = 2
    axis_digits: int = 1


@dataclass(frozen=True, slots=True)
class ShareBar:
    """One share (0–1) with its interval; one that is not `sure` is drawn grey. `note` is the text at its end."""

    label: str
    share: Estimate
    sure: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShareBars:
    """Shares as bars from a common start, each with its interval and a note beside it."""

    title: str
    description: str
    rows: tuple[ShareBar, ...]
    share_label: str
    unsure_label: str
    """What a grey bar means; '' when none can be."""
    note_label: str = ""
    """What the notes are."""
    as_percent: bool = True
    """Whether the figures are shares to be written in per cent; else as coefficients with two decimals."""
    line: float | None = None
    """A figure to hold the bars against."""
    line_label: str = ""


Chart = (
    CrossTable
    | DifferenceBars
    | ShareBars
    | GapBars
    | QuadrantChart
    | ParetoChart
    | DistributionStack
    | Trend
    | PolarityBars
    | WordBars
    | WordCloud
)
