"""Each unit's ratings of us and of competitors, taken from the columns of a wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from survey.instrument.competitors import Asked, Rated
from survey.instrument.competitors import asked as asked_in
from survey.instrument.definition import Definition
from survey.reports.competing.comparison import Comparison
from survey.reports.competing.reckoning import Clusters, Ratings, compared
from survey.reports.counting.columns import Columns
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.figures import LOWEST_SPECIAL, values_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units, remembered
from survey.stats.arrays import Floats

__all__ = ["best_others", "best_ratings", "both_rated", "clusters_of", "competitor_ratings", "rates_any"]


def best_others(
    columns: Columns, definition: Definition, wanted: Filter, unit: str, disclosure: Disclosure
) -> Mapping[str, Comparison]:
    """Our item → us beside the best competitor that each response rated; {} where none is asked about."""
    about = asked_in(definition)
    if not about.rated:
        return {}

    def reckon() -> dict[str, Comparison]:
        units = Units(columns, wanted, unit=unit)
        rows = best_ratings(columns, units, unit, about)
        return {one.key: one for one in compared(rows, disclosure)}

    found: Mapping[str, Comparison] = remembered(columns, f"best_others:{disclosure.k}", wanted, reckon)
    return found


def best_ratings(columns: Columns, units: Units, unit: str, about: Asked) -> list[Ratings]:
    """Per item, us and the best competitor: of those that one response rates on the item, the highest."""
    clusters = clusters_of(columns, units, unit)
    return [
        _ratings(units, rated, [units.codes(key) for key in _columns(about, rated)], clusters)
        for rated in about.rated
    ]


def competitor_ratings(
    columns: Columns, units: Units, unit: str, about: Asked, meant: Mapping[str, NDArray[np.bool_]]
) -> list[Ratings]:
    """Per item, us and one competitor; `meant` says per section which counted responses rate this one there."""
    clusters = clusters_of(columns, units, unit)
    found = []
    for rated in about.rated:
        codes = [
            np.where(meant[block.key], units.codes(block.columns[rated.item.key]), np.uint8(255))
            for block in about.blocks
            if block.key in meant and rated.item.key in block.columns
        ]
        found.append(_ratings(units, rated, codes, clusters))
    return found


def rates_any(
    units: Units, about: Asked, meant: Mapping[str, NDArray[np.bool_]] | None = None
) -> NDArray[np.bool_]:
    """Which units rate a competitor on anything; with `meant`, this one, in the responses it marks by section."""
    any_ = np.zeros(units.rows.size, dtype=np.bool_)
    for block in about.blocks:
        here = True if meant is None else meant.get(block.key, False)
        for key in block.columns.values():
            any_ |= here & (units.codes(key) < LOWEST_SPECIAL)
    for one in about.compared if meant is None else ():
        any_ |= units.codes(one.column) < LOWEST_SPECIAL
    hit: NDArray[np.bool_] = units.rolled(any_.astype(np.float64)) > 0
    return hit


def both_rated(units: Units, own: str, others: Sequence[NDArray[np.uint8]]) -> tuple[Floats, Floats]:
    """Each unit's rating of us and of the best of `others`, averaged over its responses that gave both."""
    ours = values_of(units.codes(own))
    best: Floats = np.full(ours.size, np.nan)
    for codes in others:
        best = np.fmax(best, values_of(codes))
    open_ = np.isnan(ours) | np.isnan(best)
    return units.rolled(np.where(open_, np.nan, ours)), units.rolled(np.where(open_, np.nan, best))


def clusters_of(columns: Columns, units: Units, unit: str) -> Clusters:
    """Each answer's customer where answers are the unit and any customer is known, else None."""
    if unit == "customer":
        return None
    customers: NDArray[np.int64] = columns.customers[columns.unit[units.rows]]
    return customers if (customers >= 0).any() else None


def _ratings(units: Units, rated: Rated, others: Sequence[NDArray[np.uint8]], clusters: Clusters) -> Ratings:
    own, other = both_rated(units, rated.own, others)
    values = rated.scale.values
    return Ratings(
        key=rated.item.key,
        label=rated.item.text,
        own=own,
        other=other,
        span=(float(values[0]), float(values[-1])),
        rated_us=int((~np.isnan(units.rolled(values_of(units.codes(rated.own))))).sum()),
        clusters=clusters,
    )


def _columns(about: Asked, rated: Rated) -> list[str]:
    return [block.columns[rated.item.key] for block in about.blocks if rated.item.key in block.columns]
