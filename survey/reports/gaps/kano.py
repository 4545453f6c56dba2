"""Kano: what each feature is to customers, from both of its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.questions import text_in
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units
from survey.reports.wave_report import WaveReport, read
from survey.stats import Kano, hidden, kano
from survey.stats.kano import ORDER_OF_TIES, TABLES

__all__ = ["Feature", "KanoReport", "Table", "build", "has_features"]

Table = Literal["berger", "pouliot"]
PARTS = ("functional", "dysfunctional")
_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature with its classes; `found.counts` is empty where they are withheld."""

    key: str
    label: Mapping[str, str]
    found: Kano

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": text_in(self.label),
            "n": self.found.n,
            "counts": dict(self.found.counts),
            "better": self.found.better.to_json(),
            "worse": self.found.worse.to_json(),
            "mode": self.found.mode,
            "blauth": self.found.blauth,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KanoReport(WaveReport):
    """Every feature of a wave, by the evaluation table named."""

    table: Table
    features: tuple[Feature, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON; `better` 0–1, `worse` −1–0."""
        return {
            **self.counted(),
            "table": self.table,
            "hidden": str(self.withheld) if self.withheld else None,
            "features": [feature.to_json() for feature in self.features],
        }


def has_features(definition: Definition) -> bool:
    """Whether the questionnaire asks about any feature both ways."""
    return bool(_features(definition))


def build(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    wanted: Filter | None = None,
    table: Table = "berger",
) -> KanoReport:
    """The Kano classes of a wave for one filter, as `actor` may see them.

    Where the customer is the unit, its class is the commonest of its responses (ties M > O > A > I).
    """
    reading = read(session, store, wave, actor, wanted)
    asked = () if reading.withheld else _features(reading.definition)
    return KanoReport(
        **reading.head(),
        table=table,
        features=tuple(
            _shown(Feature(key, label, _classes(reading.units, pair, table)), reading.disclosure)
            for key, label, pair in asked
        ),
    )


def _features(definition: Definition) -> list[tuple[str, Mapping[str, str], tuple[str, str]]]:
    """Key, label and the two columns of each item that is asked both ways."""
    parts = {(column.item, column.part): column.key for column in definition.columns}
    return [
        (item.key, item.text, (parts[item.key, PARTS[0]], parts[item.key, PARTS[1]]))
        for item in definition.items()
        if all((item.key, part) in parts for part in PARTS)
    ]


def _classes(units: Units, pair: tuple[str, str], table: Table) -> Kano:
    with_it, without = units.codes(pair[0]), units.codes(pair[1])
    both = (with_it <= _ANSWERS) & (without <= _ANSWERS)
    one, other = with_it[both].astype(np.float64), without[both].astype(np.float64)
    spokesmen = _spokesmen(units.numbers[both], _letters(one, other, table))
    return kano(one[spokesmen], other[spokesmen], table)


def _letters(with_it: NDArray[np.float64], without: NDArray[np.float64], table: Table) -> NDArray[np.int64]:
    """The class of each response as its place in the order of ties."""
    places = np.array([[ORDER_OF_TIES.index(letter) for letter in row] for row in TABLES[table]])
    found: NDArray[np.int64] = places[with_it.astype(int) - 1, without.astype(int) - 1]
    return found


def _spokesmen(unit: NDArray[np.int64], letter: NDArray[np.int64]) -> NDArray[np.intp]:
    """One response of each unit: the first that has the unit's commonest class."""
    if not unit.size:
        return np.empty(0, dtype=np.intp)
    size = len(ORDER_OF_TIES)
    numbers, place = np.unique(unit, return_inverse=True)
    counts = np.bincount(place * size + letter, minlength=numbers.size * size).reshape(-1, size)
    commonest = counts.argmax(axis=1)  # the first of the largest: ties go in order
    fitting = np.flatnonzero(letter == commonest[place])
    _, first = np.unique(place[fitting], return_index=True)
    chosen: NDArray[np.intp] = fitting[first]
    return chosen


def _shown(feature: Feature, disclosure: Disclosure) -> Feature:
    if not disclosure.k or not 0 < feature.found.n < disclosure.k:
        return feature
    why = hidden(disclosure.too_few)
    found = replace(
        feature.found,
        counts={},
        better=why,
        worse=why,
        mode=None,
        blauth=None,
        n=0,
        reason=disclosure.too_few,
    )
    return replace(feature, found=found)
