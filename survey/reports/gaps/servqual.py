"""SERVQUAL: perceptions less expectations by dimension, for questionnaires that ask both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import values_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.pairs import Pair, pairs_of
from survey.reports.counting.units import Units, remembered
from survey.stats import Estimate, hide_small, servqual
from survey.stats.arrays import Floats
from survey.stats.satisfaction import row_means
from survey.stats.servqual import weighted_gaps

__all__ = ["DimensionGap", "ServiceQuality", "build"]


@dataclass(frozen=True, slots=True)
class DimensionGap:
    """One dimension: mean expectation and perception (scale points), and the gap P − E."""

    key: str
    label: Mapping[str, str]
    expectation: Estimate
    perception: Estimate
    gap: Estimate

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "expectation": self.expectation.to_json(),
            "performance": self.perception.to_json(),
            "gap": self.gap.to_json(),
        }


@dataclass(frozen=True, slots=True)
class ServiceQuality:
    """The gaps of all dimensions, and their plain mean over units (`overall`).

    `weighted` uses the points that each respondent gave to the dimensions; None where none were asked.
    """

    dimensions: tuple[DimensionGap, ...]
    overall: Estimate
    weighted: Estimate | None

    @property
    def widest_first(self) -> tuple[DimensionGap, ...]:
        """The dimensions from the largest shortfall on."""
        return tuple(sorted(self.dimensions, key=lambda one: (one.gap.value is None, one.gap.value or 0.0)))

    def to_json(self) -> dict[str, Any]:
        return {
            "dimensions": [one.to_json() for one in self.dimensions],
            "overall": self.overall.to_json(),
            "weighted": self.weighted.to_json() if self.weighted else None,
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> ServiceQuality | None:
    """The dimension gaps of a wave; None where expectations are not asked or the group is withheld."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    pairs = [
        pair for pair in pairs_of(definition) if pair.sign == "perception-expectation" and pair.item.dimension
    ]
    disclosure = for_reader(wave, actor)
    units = Units(columns, wanted, unit=wave.unit)
    if not pairs or not units.n or disclosure.refusal(columns, wanted, units.n):
        return None
    found: ServiceQuality = remembered(
        columns, "servqual", wanted, lambda: _measured(definition, units, pairs)
    )
    return _allowed(found, disclosure)


def _measured(definition: Definition, units: Units, pairs: list[Pair]) -> ServiceQuality:
    """Dimension by dimension, so that a wave of a million responses needs little memory at a time."""
    dimensions, each = [], []
    for key in dict.fromkeys(pair.item.dimension or "" for pair in pairs):
        members = [pair for pair in pairs if pair.item.dimension == key]
        labels = [key] * len(members)
        expected, perceived = _both(units, members)
        each.append(row_means(perceived - expected))
        dimensions.append(
            DimensionGap(
                key=key,
                label=definition.dimension_by_key[key].label,
                expectation=units.mean(row_means(expected)),
                perception=units.mean(row_means(perceived)),
                gap=servqual(expected, perceived, labels, clusters=units.clusters).dimensions[key],
            )
        )
    overall = units.mean(row_means(np.column_stack(each)))
    return ServiceQuality(tuple(dimensions), overall, _weighted(definition, units, pairs))


def _weighted(definition: Definition, units: Units, pairs: list[Pair]) -> Estimate | None:
    """Weighted within each respondent by the points given, then averaged: the other order is another number."""
    keys = tuple(dict.fromkeys(pair.item.dimension or "" for pair in pairs))
    points = _points_columns(definition, keys)
    if points is None:
        return None
    gaps = [
        row_means(
            np.column_stack(
                [
                    values_of(units.codes(pair.second)) - values_of(units.codes(pair.first))
                    for pair in pairs
                    if pair.item.dimension == key
                ]
            )
        )
        for key in keys
    ]
    given = np.column_stack([values_of(units.codes(column)) for column in points])
    return units.mean(units.rolled(weighted_gaps(np.column_stack(gaps), given)))


def _points_columns(definition: Definition, keys: tuple[str, ...]) -> list[str] | None:
    """The columns of the question that shares points out among these very dimensions; None without one."""
    shared: dict[str, dict[str, str]] = {}
    for column in definition.columns:
        if column.kind == "points":
            shared.setdefault(column.item, {})[column.part] = column.key
    parts = next((parts for parts in shared.values() if set(parts) == set(keys)), None)
    return [parts[key] for key in keys] if parts else None


def _both(units: Units, pairs: list[Pair]) -> tuple[Floats, Floats]:
    """Units × pairs of expectations and of perceptions, over the responses that gave both."""
    expected, perceived = np.empty((units.n, len(pairs))), np.empty((units.n, len(pairs)))
    for place, pair in enumerate(pairs):
        first, second = values_of(units.codes(pair.first)), values_of(units.codes(pair.second))
        open_ = np.isnan(first) | np.isnan(second)
        expected[:, place] = units.rolled(np.where(open_, np.nan, first))
        perceived[:, place] = units.rolled(np.where(open_, np.nan, second))
    return expected, perceived


def _allowed(found: ServiceQuality, disclosure: Disclosure) -> ServiceQuality:
    """The gaps as the reader may see them: nothing of fewer than k."""
    if not disclosure.k:
        return found
    dimensions = tuple(
        replace(
            one,
            expectation=hide_small(one.expectation, disclosure.k),
            perception=hide_small(one.perception, disclosure.k),
            gap=hide_small(one.gap, disclosure.k),
        )
        for one in found.dimensions
    )
    weighted = hide_small(found.weighted, disclosure.k) if found.weighted else None
    return ServiceQuality(dimensions, hide_small(found.overall, disclosure.k), weighted)
