"""目标值 as reports hold figures against them: the one for these customers, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from survey.accounts.models import Company
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Measure
from survey.stats import Estimate, Verdict, verdict

__all__ = ["Targets", "held_against", "targets_in", "targets_of"]


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of one year: (measure, scope, key) → value; degrees in points of 100, shares of 1."""

    values: Mapping[tuple[str, str, str], float]

    def company(self, measure: str) -> float | None:
        """The whole company's, whoever is looked at."""
        return self.values.get((measure, "company", ""))

    def whole(self, measure: str, wanted: Filter) -> float | None:
        """Everybody's without a filter, a product line's where the filter is just that one; else None.

        A target is set for certain customers: it says nothing of another selection.
        """
        if not wanted:
            return self.company(measure)
        line = wanted.value("product_line")
        just_that = wanted == Filter().narrowed("product_line", line)
        return self.values.get((measure, "product_line", line)) if just_that else None

    def part(self, scope: str, key: str, wanted: Filter) -> float | None:
        """满意度 of one dimension or department, set for all customers; None under a filter."""
        return None if wanted else self.values.get(("degree", scope, key))

    def of(self, measure: Measure, wanted: Filter) -> float | None:
        """That of a report's measure: 满意度 and 满意率 of the whole, 满意度 of a dimension; of others None."""
        if measure.group == "item" or measure.kind == "nps":
            return None
        if measure.group == "dimension":
            return self.part("dimension", measure.name, wanted)
        return self.whole("rate" if measure.kind == "share" else "degree", wanted)


def targets_in(session: Session, year: int) -> Targets:
    """The targets of a year."""
    found = queries.targets(session, year)
    return Targets({(one.measure, one.scope, one.scope_key): one.value for one in found})


def targets_of(session: Session, wave: Wave) -> Targets:
    """The targets of the year in which a wave began, where the company is."""
    company = session.get(Company, 1)
    zone = ZoneInfo(company.time_zone if company else "Asia/Shanghai")
    return targets_in(session, wave.opens_at.astimezone(zone).year)


def held_against(estimate: Estimate | None, target: float | None) -> Verdict | None:
    """达到, 未达到 or 不能肯定; None without a target or without a figure to hold against it."""
    if target is None or estimate is None or estimate.value is None:
        return None
    return verdict(estimate, target)
