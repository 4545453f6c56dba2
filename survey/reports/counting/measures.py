"""What can be followed from one group or wave to another: 满意度, 满意率, NPS, dimensions, items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import Column, Scale
from survey.reports.counting.pairs import Pair, pairs_of
from survey.stats import ClusterSums, Estimate, Moments, moments_of, nps_from, undefined, wilson
from survey.stats.arrays import Floats
from survey.stats.intervals import NOBODY_ANSWERED

__all__ = [
    "FIGURES",
    "Customers",
    "Figure",
    "Group",
    "Measure",
    "Spread",
    "measure_by_key",
    "measures_of",
    "spread_from",
    "spread_of",
    "weights_of",
]

Figure = Literal["performance", "gap", "importance"]
Group = Literal["overall", "dimension", "item"]
Kind = Literal["degree", "share", "nps", "rating", "gap"]

FIGURES: Final[Mapping[Figure, Message]] = {
    "performance": m("满意程度"),
    "gap": m("差距"),
    "importance": m("重要程度"),
}
"""Which of an item's three figures is followed."""
RECOMMENDATION: Final = tuple(range(11))
"""The scale of 推荐意愿, from which NPS is counted."""
PROMOTER_FROM, PASSIVE_FROM = 9.0, 7.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure that every sample can give; `key` is its name in addresses: `degree`, `item:on_time`."""

    key: str
    label: Mapping[str, str] | Message
    group: Group
    kind: Kind
    column: str = ""
    """The packed column that is rated, '' for the satisfaction degree and gaps."""
    pair: Pair | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    reach: float = 0.0
    """From this value upwards a unit counts for a share."""
    span: tuple[float, float] = (0.0, 100.0)
    """The least and the greatest value that the figure can take."""

    @property
    def name(self) -> str:
        """The dimension's or item's key, '' for overall figures."""
        return self.key.partition(":")[2]

    @property
    def percent(self) -> bool:
        """Whether the figure is a share, to be shown in per cent."""
        return self.kind == "share"

    @property
    def digits(self) -> int:
        """Digits after the point: scale points need two, points of a hundred one."""
        return 2 if self.kind in ("rating", "gap") else 1

    def points(self, values: Floats) -> Floats:
        """Ratings as this figure counts them (NaN stays NaN): 0/1 for a share, ±100 for NPS."""
        if self.kind == "share":
            return np.where(np.isnan(values), np.nan, (values >= self.reach - 1e-9).astype(np.float64))
        if self.kind == "nps":
            found = np.where(values >= PROMOTER_FROM, 100.0, np.where(values >= PASSIVE_FROM, 0.0, -100.0))
            return np.where(np.isnan(values), np.nan, found)
        return values


@dataclass(frozen=True, slots=True)
class Customers:
    """A figure's answers added up by customer, with the customers' ids in the order of the sums."""

    ids: NDArray[np.int64]
    sums: ClusterSums


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure of one sample: its estimate, what is needed to compare it, each unit's own value.

    `hits` counts the units of a share; `each` has a value per customer (NaN for none) and is None where
    responses are the unit, so that nothing can be paired.
    """

    estimate: Estimate
    moments: Moments
    hits: int = 0
    each: Floats | None = None
    customers: Customers | None = None
    """The answers added up by customer, where answers are the unit and customers are known."""


def spread_of(
    measure: Measure, values: Floats, counts: Floats | None = None, customers: Customers | None = None
) -> Spread:
    """The spread of `values` (one per unit, NaN for none), or of values that occur `counts` times."""
    there = ~np.isnan(values)
    found, times = values[there], np.ones(int(there.sum())) if counts is None else counts[there]
    moments = moments_of(found, times, customers.sums if customers else None)
    hits = int(times[found > 0].sum()) if measure.kind in ("share", "nps") else 0
    each = values if counts is None else None
    return Spread(_estimate(measure, moments, found, times), moments, hits, each, customers)


def spread_from(measure: Measure, moments: Moments, customers: Customers | None = None) -> Spread:
    """The spread of a mean whose sums were kept per group of responses."""
    return Spread(moments.interval().within(*measure.span), moments, customers=customers)


def _estimate(measure: Measure, moments: Moments, values: Floats, times: Floats) -> Estimate:
    if moments.n == 0:
        return undefined(NOBODY_ANSWERED)
    if measure.kind == "share":
        return wilson(int(times[values > 0].sum()), moments.n, clustering=moments.clustering)
    if measure.kind == "nps":
        promoters, detractors = int(times[values > 0].sum()), int(times[values < 0].sum())
        return nps_from(promoters, detractors, moments.n, clustering=moments.clustering)
    return moments.interval().within(*measure.span)


def weights_of(definition: Definition) -> dict[str, float]:
    """Dimension → weight in points of 100; equal weights where the company has set none."""
    rated = [d for d in definition.dimensions if any(i.dimension == d.key for i in definition.items())]
    total = sum(dimension.weight for dimension in rated)
    if total <= 0:
        return {dimension.key: 100 / len(rated) for dimension in rated}
    return {dimension.key: 100 * dimension.weight / total for dimension in rated if dimension.weight > 0}


def measures_of(definition: Definition, figure: Figure = "performance") -> tuple[Measure, ...]:
    """Every measure the questionnaire gives: overall, then dimensions, then items with the figure asked for."""
    return (*_overall(definition), *_dimensions(definition), *_items(definition, figure))


def measure_by_key(definition: Definition, key: str, figure: Figure = "performance") -> Measure:
    """The measure with that key; raises InvalidInput when the questionnaire has none."""
    for measure in measures_of(definition, figure):
        if measure.key == key:
            return measure
    raise InvalidInput(m("这份问卷没有“%(key)s”这个指标。", key=key))


def _overall(definition: Definition) -> list[Measure]:
    pairs = pairs_of(definition)
    found = []
    if any(pair.item.dimension in weights_of(definition) for pair in pairs):
        found.append(Measure("degree", m("满意度"), "overall", "degree", weights=weights_of(definition)))
    columns = _columns(definition)
    tagged = next((item.key for item in definition.items() if "overall" in item.tags), "")
    if tagged in columns:
        column, scale = columns[tagged]
        reach = float(scale.satisfied_from or 4)
        found.append(
            Measure("rate", m("满意率"), "overall", "share", column=column, reach=reach, span=(0, 1))
        )
    for column, scale in columns.values():
        if scale.values == RECOMMENDATION:
            found.append(Measure("nps", m("净推荐值 NPS"), "overall", "nps", column=column, span=(-100, 100)))
            break
    return found


def _dimensions(definition: Definition) -> list[Measure]:
    rated = {pair.item.dimension for pair in pairs_of(definition)}
    return [
        Measure(f"dimension:{one.key}", one.label, "dimension", "degree", weights={one.key: 1.0})
        for one in definition.dimensions
        if one.key in rated
    ]


def _items(definition: Definition, figure: Figure) -> list[Measure]:
    pairs = {pair.item.key: pair for pair in pairs_of(definition)}
    columns = _columns(definition)
    found = []
    for item in definition.items():
        if (pair := pairs.get(item.key)) is not None:
            found.append(_pair_measure(pair, figure))
        elif figure == "performance" and item.key in columns:
            column, scale = columns[item.key]
            if scale.values == RECOMMENDATION:
                continue  # followed as NPS, on another scale than the ratings
            span = _span(scale)
            found.append(Measure(f"item:{item.key}", item.text, "item", "rating", column=column, span=span))
    return found


def _pair_measure(pair: Pair, figure: Figure) -> Measure:
    low, high = _span(pair.scale)
    key, text = f"item:{pair.item.key}", pair.item.text
    if figure == "gap":
        return Measure(key, text, "item", "gap", pair=pair, span=(low - high, high - low))
    column = pair.second if figure == "performance" else pair.first
    return Measure(key, text, "item", "rating", column=column, pair=pair, span=(low, high))


def _columns(definition: Definition) -> dict[str, tuple[str, Scale]]:
    """Item → column and scale, of the items that are rated once."""
    by_item: dict[str, list[Column]] = {}
    for column in definition.columns:
        by_item.setdefault(column.item, []).append(column)
    return {
        key: (columns[0].key, definition.scale_by_key[columns[0].scale])
        for key, columns in by_item.items()
        if len(columns) == 1 and columns[0].kind == "score" and columns[0].scale
    }


def _span(scale: Scale) -> tuple[float, float]:
    return float(scale.values[0]), float(scale.values[-1])
