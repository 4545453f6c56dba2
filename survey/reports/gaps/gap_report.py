"""A gap report as plain values: what the page, the workbook and the JSON show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.questions import Scale
from survey.reports.competing.comparison import Comparison, furthest_behind_first
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.filters import Filter
from survey.reports.counting.targets import held_against
from survey.reports.gaps.priorities import Priorities
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
    Quadrants,
    Verdict,
)

__all__ = ["GapGroup", "GapItem", "GapReport"]


@dataclass(frozen=True, slots=True)
class GapItem:
    """One rated item. `values` are the single (importance, performance) of a small named base, else ()."""

    key: str
    label: Mapping[str, str]
    dimension: str
    touchpoint: str
    department: str
    gap: Gap
    satisfied: Estimate
    n_responses: int
    versus_mean: AgainstMeanGap | None
    values: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class GapGroup:
    """A dimension, touchpoint or department: its mean gap, its items; `weight` in points of 100.

    `degree` is its 满意度 (not of touchpoints), `target` what the company set for it. `values` are the single
    units' gaps of a small named base, else ().
    """

    key: str
    label: Mapping[str, str]
    owner: str
    gap: Estimate
    degree: Estimate | None
    weight: float
    items: tuple[str, ...]
    values: tuple[float, ...] = ()
    target: float | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What can be said of the target."""
        return held_against(self.degree, self.target)


@dataclass(frozen=True, slots=True)
class GapReport:
    """Everything the page, the workbook and the JSON of a gap report show."""

    wave: Wave
    definition: Definition
    wanted: Filter
    disclosure: Disclosure
    as_of: datetime
    unit: str
    n_units: int
    n_responses: int
    population: int | None
    sign: str
    items: tuple[GapItem, ...]
    dimensions: tuple[GapGroup, ...]
    touchpoints: tuple[GapGroup, ...]
    departments: tuple[GapGroup, ...]
    overall_gap: Estimate
    degree: Estimate
    rate: Estimate
    rate_item: str
    """The item whose share satisfied is the 满意率 ('' when the questionnaire has no overall question)."""
    target: float | None
    rate_target: float | None
    verdict: Verdict | None
    """Of 满意度, where the target was set for just these customers."""
    rate_verdict: Verdict | None
    quadrants: Quadrants
    scale: Scale | None
    weights: Mapping[str, float]
    segments: Mapping[str, tuple[str, ...]]
    withheld: Message | None
    degree_values: tuple[float, ...] = ()
    """The single customers' 满意度 of a small named base, printed in place of mean and interval; else ()."""
    priorities: Priorities | None = None
    """The order of the items in a base of fewer than 30 units; None where the base is larger."""
    beside: Mapping[str, Comparison] = field(default_factory=dict)
    """Item → us beside the best competitor that each response rated, where that was asked."""

    @property
    def worst_first(self) -> tuple[GapItem, ...]:
        """The items from the largest shortfall on; those without a figure last."""
        return tuple(
            sorted(self.items, key=lambda item: (item.gap.gap.value is None, item.gap.gap.value or 0.0))
        )

    @property
    def furthest_behind_first(self) -> tuple[Comparison, ...]:
        """The items that competitors were rated on, our largest lag first."""
        return furthest_behind_first(self.beside.values())

    def item(self, key: str) -> GapItem:
        return next(item for item in self.items if item.key == key)

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report gap --json` prints it; shares 0–1, gaps in scale points."""
        return {
            "wave": self.wave.key,
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
            "sign": self.sign,
            "method": {
                "unit": self.unit,
                "population": self.population,
                "conversion": self.scale.conversion() if self.scale else None,
                "weights": dict(self.weights),
                "as_of": self.as_of.isoformat(),
            },
            "items": [_item_json(item, self.beside.get(item.key)) for item in self.items],
            "dimensions": [_group_json(group) for group in self.dimensions],
            "touchpoints": [_group_json(group) for group in self.touchpoints],
            "departments": [_group_json(group) for group in self.departments],
            "priorities": self.priorities.to_json() if self.priorities else None,
            "overall": {
                "gap": self.overall_gap.to_json(),
                "degree": self.degree.to_json(),
                "rate": self.rate.to_json(),
                "target": self.target,
                "verdict": _outcome(self.verdict),
                "rate_target": self.rate_target,
                "rate_verdict": _outcome(self.rate_verdict),
            },
        }


def _item_json(item: GapItem, beside: Comparison | None) -> dict[str, Any]:
    found = {
        "key": item.key,
        "label": item.label.get("zh", item.key),
        "dimension": item.dimension,
        **item.gap.to_json(),
        "satisfied": item.satisfied.to_json(),
        "against_mean": _against_mean_json(item.versus_mean) if not item.gap.gap.hidden else None,
    }
    return found if beside is None else found | {"beside_competitor": beside.to_json()}


def _against_mean_json(found: AgainstMeanGap | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "difference": found.test.difference.to_json(),
        "p_adjusted": found.p_adjusted,
        "clearly_larger": found.clearly_larger,
    }


def _group_json(group: GapGroup) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": group.key,
        "label": group.label.get("zh", group.key),
        "gap": group.gap.to_json(),
        "items": list(group.items),
    }
    if group.degree is not None:
        found |= {
            "degree": group.degree.to_json(),
            "weight": group.weight,
            "target": group.target,
            "verdict": _outcome(group.verdict),
        }
    return found


def _outcome(found: Verdict | None) -> str | None:
    return None if found is None else found.outcome.value
