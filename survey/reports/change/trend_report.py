"""A trend as plain values: its points, and the other measures in short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.fieldwork.models import EarlierTotal, Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.reports.change.comparison import Difference, label_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure
from survey.stats import Estimate

__all__ = ["Point", "Series", "Trend"]


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a trend: a wave, or a total of an earlier year (`wave` is None, `total` says where from)."""

    label: str | Message
    year: int
    estimate: Estimate
    values: tuple[float, ...] = ()
    """Each customer's own value in a small named base, else ()."""
    wave: Wave | None = None
    total: EarlierTotal | None = None
    n_responses: int = 0
    target: float | None = None
    breaks: tuple[Message, ...] = ()
    """Why the point does not continue the wave before."""
    as_reported: Estimate | None = None
    """The figure by the wave's own tables, where those of the latest version give another."""
    apart: Difference | None = None
    paired: Difference | None = None
    """Against the wave before, as independent groups and within the customers of both."""
    mode_moved: bool = False

    @property
    def best(self) -> Difference | None:
        if self.paired is not None and self.paired.estimate.low is not None:
            return self.paired
        return self.apart

    @property
    def direction(self) -> str:
        """`up`, `down`, or '' where the change is not certain or the series is broken."""
        change = self.best
        if self.breaks or change is None or not change.clear or change.estimate.value is None:
            return ""
        return "up" if change.estimate.value > 0 else "down"

    def to_json(self) -> dict[str, Any]:
        return {
            "label": str(self.label),
            "year": self.year,
            "wave": None if self.wave is None else self.wave.key,
            **self.estimate.to_json(),
            "entered": self.total is not None,
            "formula": self.total.formula if self.total else None,
            "source": self.total.source if self.total else None,
            "target": self.target,
            "breaks": [str(reason) for reason in self.breaks],
            "as_reported": None if self.as_reported is None else self.as_reported.to_json(),
            "change": None if self.apart is None else self.apart.to_json(),
            "change_paired": None if self.paired is None else self.paired.to_json(),
            "direction": self.direction or None,
        }


@dataclass(frozen=True, slots=True)
class Series:
    """Another measure in short: its estimate in each wave, oldest first."""

    measure: Measure
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything the page and the JSON of a trend show."""

    questionnaire: str
    measure: Measure
    figure: Figure
    wanted: Filter
    definition: Definition
    points: tuple[Point, ...]
    waves: tuple[Wave, ...]
    others: tuple[Series, ...]
    recalculated: tuple[Message, ...]
    left_out: int
    """Waves before the earliest shown."""

    def to_json(self) -> dict[str, Any]:
        """The trend as `liusheng report trend --json` prints it."""
        return {
            "questionnaire": self.questionnaire,
            "measure": self.measure.key,
            "label": label_of(self.measure),
            "figure": self.figure,
            "recalculated": [str(message) for message in self.recalculated],
            "points": [point.to_json() for point in self.points],
        }
