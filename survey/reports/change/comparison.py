"""A comparison as plain values: two sides, and per measure how far they are apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.questions import text_in
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure
from survey.stats import Estimate

__all__ = ["SIGNIFICANT", "Comparison", "Difference", "Row", "Side", "label_of"]

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """First − second with its interval; `p_adjusted` is Holm's within the group of measures."""

    estimate: Estimate
    p: float | None
    p_adjusted: float | None = None
    reason: Message | None = None

    @property
    def clear(self) -> bool:
        """Whether the difference stands after correction for many comparisons."""
        return self.p_adjusted is not None and self.p_adjusted < SIGNIFICANT

    @property
    def only_by_itself(self) -> bool:
        """Whether the interval leaves 0 out but the corrected test does not: no claim is made then."""
        low, high = self.estimate.low, self.estimate.high
        return not self.clear and low is not None and high is not None and (low > 0 or high < 0)

    def to_json(self) -> dict[str, Any]:
        return {**self.estimate.to_json(), "p": self.p, "p_adjusted": self.p_adjusted}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a wave under a filter; `value` is the segment's value, '' when waves are compared."""

    wave: Wave
    wanted: Filter
    value: str
    unit: str
    n_units: int
    n_responses: int
    modes: Mapping[str, float]
    """Share of responses by the way they came in."""

    def to_json(self) -> dict[str, Any]:
        return {
            "wave": self.wave.key,
            "value": self.value,
            "unit": self.unit,
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
            "modes": dict(self.modes),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One measure on both sides. `first_values` are the single values of a small named base, else ()."""

    measure: Measure
    first: Estimate
    second: Estimate
    apart: Difference
    """The two sides as independent groups."""
    paired: Difference | None
    """Within the customers that rated in both waves; None where nothing can be paired."""
    breaks: tuple[Message, ...] = ()
    first_values: tuple[float, ...] = ()
    second_values: tuple[float, ...] = ()

    @property
    def best(self) -> Difference:
        """The difference that is judged: the paired one where it has an interval."""
        if self.paired is not None and self.paired.estimate.low is not None:
            return self.paired
        return self.apart

    @property
    def direction(self) -> str:
        """`up` or `down` where the difference is clear and the series unbroken, else ''."""
        value = self.best.estimate.value
        if self.breaks or not self.best.clear or value is None:
            return ""
        return "up" if value > 0 else "down"

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.measure.key,
            "label": label_of(self.measure),
            "group": self.measure.group,
            "first": self.first.to_json(),
            "second": self.second.to_json(),
            "difference": self.apart.to_json(),
            "paired": None if self.paired is None else self.paired.to_json(),
            "comparable": not self.breaks,
            "breaks": [str(reason) for reason in self.breaks],
            "direction": self.direction or None,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the page and the JSON of a comparison show; differences are first − second."""

    by: str
    """The segment compared, '' for two waves."""
    figure: Figure
    definition: Definition
    first: Side
    second: Side
    rows: tuple[Row, ...]
    in_both: int | None
    """Customers on both sides; None where they cannot be told (anonymous, or responses are the unit)."""
    recalculated: tuple[Message, ...]
    mode_shift: float
    """The largest change of a mode's share between the sides (0–1)."""
    withheld: Message | None = None

    @property
    def of_waves(self) -> bool:
        return not self.by

    def group(self, name: str) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.measure.group == name)

    def row(self, key: str) -> Row:
        return next(row for row in self.rows if row.measure.key == key)

    def to_json(self) -> dict[str, Any]:
        """The comparison as `liusheng report compare --json` prints it; shares 0–1."""
        return {
            "by": self.by or "wave",
            "figure": self.figure,
            "sign": "first-second",
            "first": self.first.to_json(),
            "second": self.second.to_json(),
            "in_both": self.in_both,
            "mode_shift": self.mode_shift,
            "recalculated": [str(message) for message in self.recalculated],
            "hidden": None if self.withheld is None else str(self.withheld),
            "rows": [row.to_json() for row in self.rows],
        }


def label_of(measure: Measure, language: str = "zh") -> str:
    """The measure's name; overall figures are messages that the caller translates."""
    return str(measure.label) if isinstance(measure.label, Message) else text_in(measure.label, language)
