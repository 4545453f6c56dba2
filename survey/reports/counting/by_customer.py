"""Figures with the customer as the unit: a customer's respondents are averaged first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from survey.instrument.definition import Definition
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import (
    Floats,
    Pair,
    Sample,
    degrees_of,
    mean_across,
    scores_of,
    values_of,
)
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Measure, Spread, spread_of
from survey.reports.counting.rolling import roll_of
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
    against_mean_gap,
    gap,
    mean_interval,
    wilson,
)

__all__ = ["CustomerSample"]


class CustomerSample(Sample):
    """Customers count: each customer's respondents are averaged first."""

    def __init__(
        self, columns: Columns, definition: Definition, wanted: Filter, population: int | None
    ) -> None:
        super().__init__(columns, definition, wanted, population)
        self._roll = roll_of(columns, wanted)

    @property
    def n_units(self) -> int:
        return int(self._roll.units.size)

    @property
    def n_responses(self) -> int:
        return int(self._roll.rows.size)

    @property
    def customers(self) -> NDArray[np.int64]:
        """The customer ids of the units, −1 for answers without one."""
        found: NDArray[np.int64] = self.columns.customers[self._roll.units]
        return found

    @property
    def units(self) -> NDArray[np.int32]:
        """The numbers of the units in the wave's columns, ascending."""
        return self._roll.units

    def gap(self, pair: Pair) -> Gap:
        first, second = self._pair(pair)
        return gap(first, second, sign=pair.sign, population=self.population)

    def mean_gap(self, pairs: Sequence[Pair]) -> Estimate:
        gaps = mean_across(self._gaps(pairs)) if pairs else np.empty(0)
        return mean_interval(gaps, population=self.population)

    def against_mean(self) -> tuple[AgainstMeanGap, ...]:
        gaps = self._gaps(self.pairs)
        return against_mean_gap(np.column_stack(gaps) if gaps else np.empty((self.n_units, 0)))

    def mean(self, column: str) -> Estimate:
        return mean_interval(self._rated(column), population=self.population)

    def share_at_least(self, column: str, value: float) -> Estimate:
        rolled = self._rated(column)
        there = rolled[~np.isnan(rolled)]
        return wilson(int((there >= value - 1e-9).sum()), int(there.size), population=self.population)

    def degree(self, weights: Mapping[str, float]) -> Estimate:
        return mean_interval(self.degrees(weights), population=self.population)

    def degrees(self, weights: Mapping[str, float]) -> Floats:
        """Each unit's own 满意度, NaN where nothing was rated."""
        converted = {
            pair.item.key: self._converted(pair) for pair in self.pairs if pair.item.dimension in weights
        }
        return degrees_of(self.pairs, converted, weights, self.n_units)

    def mean_score(self, pairs: Sequence[Pair]) -> Estimate:
        scores = mean_across([self._converted(pair) for pair in pairs])
        return mean_interval(scores, population=self.population)

    def spread(self, measure: Measure) -> Spread:
        if measure.kind == "degree":
            return spread_of(measure, self.degrees(measure.weights))
        if measure.kind == "gap" and measure.pair is not None:
            first, second = self._pair(measure.pair)
            return spread_of(measure, second - first)
        return spread_of(measure, measure.points(self._rated(measure.column)))

    def values(self, pair: Pair) -> tuple[tuple[float, float], ...]:
        first, second = self._pair(pair)
        both = ~(np.isnan(first) | np.isnan(second))
        found = zip(first[both].tolist(), second[both].tolist(), strict=True)
        return tuple(sorted(found, key=lambda each: (each[1] - each[0], each[1])))

    def both(self, pair: Pair) -> tuple[Floats, Floats]:
        """Each unit's own (first, performance), NaN where it did not give both."""
        return self._pair(pair)

    def _codes(self, column: str) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = self.columns.codes(column)[self._roll.rows]
        return found

    def _pair(self, pair: Pair) -> tuple[Floats, Floats]:
        """Both members rolled up, over the responses that gave both: the gap is the difference of the means."""

        def roll() -> tuple[Floats, ...]:
            first, second = values_of(self._codes(pair.first)), values_of(self._codes(pair.second))
            open_ = np.isnan(first) | np.isnan(second)
            first[open_] = second[open_] = np.nan
            return self._roll.means(first), self._roll.means(second)

        first, second = self._roll.once(f"pair:{pair.first}:{pair.second}", roll)
        return first, second

    def _rated(self, column: str) -> Floats:
        """Each unit's mean code of a column."""
        return self._roll.once(
            f"rated:{column}", lambda: (self._roll.means(values_of(self._codes(column))),)
        )[0]

    def _converted(self, pair: Pair) -> Floats:
        """Each unit's mean converted score of a pair's performance; versions differ in how they convert."""

        def roll() -> tuple[Floats, ...]:
            return (self._roll.means(scores_of(self._codes(pair.second), pair.scale)),)

        table = sorted(pair.scale.conversion().items())
        return self._roll.once(f"converted:{pair.second}:{table}", roll)[0]

    def _gaps(self, pairs: Sequence[Pair]) -> list[Floats]:
        """Each unit's gap of every pair."""
        return [second - first for first, second in map(self._pair, pairs)]
