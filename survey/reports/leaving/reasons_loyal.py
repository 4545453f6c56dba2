"""满意仍流失: of those who left, how many had been satisfied; of the satisfied, how many left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isnan
from typing import Any, Final

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.queries import LossRow, losses_for_report
from survey.fieldwork import definitions, queries
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import measures_of
from survey.reports.counting.sample import sample
from survey.reports.leaving.reasons import ReasonFilter
from survey.stats import SatisfiedButLeft, hide_small, satisfied_but_left

__all__ = ["Loyal", "satisfied_and_lost"]

WITHIN: Final = timedelta(days=365)
SATISFIED_FROM: Final = 4.0
"""On the register's own scale of five; a wave's scale says it itself."""
FEWEST_FOR_OTHERS: Final = 3


@dataclass(frozen=True, slots=True)
class Loyal:
    """Both shares with what they rest on."""

    shares: SatisfiedButLeft
    leavers: int
    scored_by_wave: int
    """Customers whose score comes from a named survey; the others' was noted in the register."""

    def to_json(self) -> dict[str, Any]:
        return {
            "of_leavers": self.shares.of_leavers.to_json(),
            "of_satisfied": self.shares.of_satisfied.to_json(),
            "leavers": self.leavers,
            "leavers_without_score": self.shares.leavers_without_score,
        }


@dataclass(frozen=True, slots=True)
class _Score:
    satisfied: bool
    on: date


def satisfied_and_lost(session: Session, store: ColumnStore, wanted: ReasonFilter, *, actor: Actor) -> Loyal:
    """The two shares over the customers with an overall score given in the twelve months before leaving.

    Scores come from named surveys, for leavers without one from the register. The mirror's base are all
    customers with a satisfied score; left are those lost within twelve months after it.
    """
    losses = [
        loss
        for loss in losses_for_report(
            session,
            class_key=wanted.class_key or None,
            region=wanted.region or None,
            period=wanted.period,
        )
        if loss.kind in ("complete", "former")
    ]
    scores = _scores(session, store, wanted)
    marks: list[float | None] = []
    left: list[bool] = []
    gone: set[int] = set()
    for loss in losses:
        gone.add(loss.customer_id)
        marks.append(_before(loss, scores.get(loss.customer_id, [])))
        left.append(True)
    for customer, given in scores.items():
        if customer not in gone:
            marks.append(float(given[-1].satisfied))
            left.append(False)
    shares = satisfied_but_left(marks, left, satisfied_from=0.5)
    if not actor.sees_customers:
        shares = replace(
            shares,
            of_leavers=hide_small(shares.of_leavers, FEWEST_FOR_OTHERS),
            of_satisfied=hide_small(shares.of_satisfied, FEWEST_FOR_OTHERS),
        )
    return Loyal(shares, len(losses), len(scores))


def _before(loss: LossRow, given: list[_Score]) -> float | None:
    """1 or 0 for the latest score of the twelve months before leaving; the register's where there is none."""
    day = loss.left_on or loss.recognised_on
    fitting = [score for score in given if day - WITHIN <= score.on <= day]
    if fitting:
        return float(fitting[-1].satisfied)
    return None if loss.last_score is None else float(loss.last_score >= SATISFIED_FROM)


def _scores(session: Session, store: ColumnStore, wanted: ReasonFilter) -> dict[int, list[_Score]]:
    """Customer id → its scores in named surveys, oldest first; only those by which a leaver can be known."""
    found: dict[int, list[_Score]] = {}
    where = Filter.from_mapping({"class": wanted.class_key, "region": wanted.region})
    for wave in reversed(queries.waves(session)):
        if wave.privacy != "named" or wave.unit != "customer" or wave.state == "draft":
            continue
        if wanted.year is not None and wave.opens_at.year not in (wanted.year - 1, wanted.year):
            continue
        definition = definitions.definition_of(session, wave.version_id)
        rate = next((one for one in measures_of(definition) if one.key == "rate"), None)
        drawn = sample(store.of(session, wave), definition, where, unit="customer")
        if rate is None or not isinstance(drawn, CustomerSample):
            continue
        each = drawn.spread(rate).each
        assert each is not None
        day = wave.opens_at.date()
        for customer, mark in zip(drawn.customers.tolist(), each.tolist(), strict=True):
            if customer >= 0 and not isnan(mark):
                found.setdefault(customer, []).append(_Score(mark > 0, day))
    return found
