"""A period report as plain values: measures down, periods across."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.reports.change.comparison import Difference, label_of
from survey.reports.change.joined import Combine
from survey.reports.change.period import Period
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure
from survey.reports.counting.targets import held_against
from survey.stats import Estimate, Verdict

__all__ = ["Cell", "PeriodColumn", "PeriodReport"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure in one period, with its change against the period before."""

    estimate: Estimate
    values: tuple[float, ...] = ()
    """Each customer's own value in a small named base, else ()."""
    change: Difference | None = None
    paired: bool = False
    """Whether the change is within the customers of both periods."""
    target: float | None = None
    """目标值 of just these customers in that year; None where none was set."""

    @property
    def verdict(self) -> Verdict | None:
        """What can be said of the target."""
        return held_against(self.estimate, self.target)

    @property
    def direction(self) -> str:
        if self.change is None or not self.change.clear or self.change.estimate.value is None:
            return ""
        return "up" if self.change.estimate.value > 0 else "down"

    def to_json(self) -> dict[str, Any]:
        return {
            **self.estimate.to_json(),
            "change": None if self.change is None else self.change.to_json(),
            "paired": self.paired,
            "target": self.target,
            "verdict": None if self.verdict is None else self.verdict.outcome.value,
        }


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """One period: its waves, how many customers (or responses) and responses it counts."""

    period: Period
    waves: tuple[Wave, ...]
    n_units: int
    n_responses: int
    unit: str
    withheld: Message | None

    def to_json(self) -> dict[str, Any]:
        return {
            "period": self.period.key,
            "waves": [wave.key for wave in self.waves],
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
            "hidden": None if self.withheld is None else str(self.withheld),
        }


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """Everything the page and the JSON of a period report show: measures down, periods across."""

    questionnaire: str
    definition: Definition
    grain: str
    combine: Combine
    figure: Figure
    wanted: Filter
    department: str
    columns: tuple[PeriodColumn, ...]
    rows: tuple[tuple[Measure, tuple[Cell, ...]], ...]
    departments: tuple[str, ...]
    segments: Mapping[str, tuple[str, ...]]

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report period --json` prints it."""
        return {
            "questionnaire": self.questionnaire,
            "grain": self.grain,
            "combine": self.combine,
            "figure": self.figure,
            "department": self.department or None,
            "periods": [column.to_json() for column in self.columns],
            "rows": [
                {
                    "key": measure.key,
                    "label": label_of(measure),
                    "group": measure.group,
                    "values": [cell.to_json() for cell in cells],
                }
                for measure, cells in self.rows
            ],
        }
