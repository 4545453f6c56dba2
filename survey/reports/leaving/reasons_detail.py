"""Leaving in detail: rates, reasons at two levels, what was said by whom, where they went, what would have kept them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding import queries as coding
from survey.interviews.models import Interview
from survey.interviews.queries import ReportRow
from survey.reports.counting.columns import ColumnStore
from survey.reports.leaving import reasons
from survey.reports.leaving.reasons import Quotes, ReasonFilter, ReasonsReport
from survey.reports.leaving.reasons_loyal import Loyal, satisfied_and_lost
from survey.reports.leaving.reasons_rates import RateRow, rates_by_class
from survey.reports.leaving.reasons_tables import (
    GroupTable,
    Line,
    ThreeWay,
    by_class,
    by_period,
    shares_of,
    three_way,
    two_levels,
)

__all__ = ["Keeping", "ReasonsDetail", "build"]

RESTRICTED_READERS: Final = ("quality", "manager")
KEEPING: Final = "would_have_kept"
"""The guide's question 当时我们怎样做，贵公司就会留下来？"""
ABOUT_FROM: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What would have kept them, as comments are coded: dimension → customers, and words that may be quoted."""

    n: int
    by_dimension: Mapping[str, int]
    quotes: tuple[tuple[str, str], ...]
    """(customer's name or '', words) of those who agreed to be quoted."""


@dataclass(frozen=True, slots=True)
class ReasonsDetail:
    """Everything the page and the JSON of the detail show; `report` is the reasons report under the same filter."""

    report: ReasonsReport
    grain: str
    rates: tuple[RateRow, ...]
    levels: tuple[Line, ...]
    before: Mapping[str, int] | None
    """Reason, at either level → customers lost by it the year before; None without a year."""
    classes: GroupTable
    periods: GroupTable
    three: ThreeWay
    destinations: tuple[Line, ...]
    competitors: tuple[Line, ...] | None
    """By name; None for those who may not see names."""
    touchpoints: tuple[Line, ...]
    doubt_days: float | None
    """Median days from the first doubt to leaving."""
    doubt_n: int
    doubt_about: int
    """First doubts more than a year before the interview: only about."""
    loyal: Loyal
    preventable: tuple[Line, ...]
    improvements: tuple[Line, ...]
    come_back: tuple[Line, ...]
    keeping: Keeping
    said: Mapping[str, Quotes]
    """Interview ref → the customer's words; {} for those who may not see them."""

    @property
    def gone(self) -> tuple[str, ...]:
        """First-level reasons of the year before that nobody left for this year."""
        now = {line.key for line in self.levels}
        tree = self.report.tree
        return tuple(code for code in self.before or () if code not in now and tree.first_level(code) == code)

    def to_json(self) -> dict[str, Any]:
        """The detail as `liusheng report leaving --json` prints it."""
        return {
            "n": self.report.n,
            "rates": [row.to_json() for row in self.rates],
            "reasons": [line.to_json() for line in self.levels],
            "year_before": None if self.before is None else dict(self.before),
            "by_class": self.classes.to_json(),
            "by_period": self.periods.to_json(),
            "three_way": self.three.to_json(),
            "destinations": [line.to_json() for line in self.destinations],
            "touchpoints": [line.to_json() for line in self.touchpoints],
            "first_doubt": {"days": self.doubt_days, "n": self.doubt_n, "about": self.doubt_about},
            "satisfied_but_left": self.loyal.to_json(),
            "preventable": [line.to_json() for line in self.preventable],
            "improvements": [line.to_json() for line in self.improvements],
            "come_back": [line.to_json() for line in self.come_back],
            "would_have_kept": {"n": self.keeping.n, "by_dimension": dict(self.keeping.by_dimension)},
        }


def build(
    session: Session, store: ColumnStore, wanted: ReasonFilter, *, actor: Actor, grain: str = "half"
) -> ReasonsDetail:
    """The detail for one filter, as `actor` may see it: restricted leaves by their first level, competitors'
    names and quotations by right."""
    report = reasons.build(session, wanted, actor=actor)
    tree, rows = report.tree, report.rows
    restricted = actor.may(*RESTRICTED_READERS)

    def leaf(row: ReportRow) -> str:
        hidden = tree.by_code(row.root_code).restricted and not restricted
        return tree.first_level(row.root_code) if hidden else row.root_code

    lags = [days for row in rows if (days := _doubt(row)) is not None]
    return ReasonsDetail(
        report=report,
        grain=grain,
        rates=rates_by_class(session, wanted),
        levels=two_levels(rows, tree, leaf),
        before=_before(session, wanted, actor, leaf),
        classes=by_class(rows, tree),
        periods=by_period(rows, tree, grain),
        three=three_way(rows, tree),
        destinations=shares_of(rows, lambda row: row.destination),
        competitors=_competitors(session, rows) if restricted else None,
        touchpoints=shares_of(rows, lambda row: row.touchpoint),
        doubt_days=float(median(lags)) if lags else None,
        doubt_n=len(lags),
        doubt_about=sum(1 for row in rows if _long_ago(row)),
        loyal=satisfied_and_lost(session, store, wanted, actor=actor),
        preventable=shares_of(rows, lambda row: row.preventable),
        improvements=shares_of(rows, lambda row: row.improvement),
        come_back=shares_of(rows, lambda row: row.come_back),
        keeping=_keeping(session, rows, actor),
        said=reasons.quotes(session, rows) if actor.sees_customers else {},
    )


def _before(
    session: Session, wanted: ReasonFilter, actor: Actor, leaf: Callable[[ReportRow], str]
) -> Mapping[str, int] | None:
    """The reasons of the year before, at both levels."""
    if wanted.year is None:
        return None
    last = reasons.build(session, replace(wanted, year=wanted.year - 1), actor=actor)
    found: Counter[str] = Counter()
    for row in last.rows:
        found.update({leaf(row), last.tree.first_level(row.root_code)})
    return dict(found.most_common())


def _doubt(row: ReportRow) -> int | None:
    """Days from the first doubt to leaving; None where either is not known or they do not follow."""
    day = row.left_on or row.recognised_on
    if row.first_doubt_on is None or row.first_doubt_on > day:
        return None
    return (day - row.first_doubt_on).days


def _long_ago(row: ReportRow) -> bool:
    return bool(row.first_doubt_on and row.held_on and row.held_on - row.first_doubt_on > ABOUT_FROM)


def _competitors(session: Session, rows: Sequence[ReportRow]) -> tuple[Line, ...]:
    """Where they went, by name; only ever called for readers with the right to it."""
    names = dict(
        session.execute(
            sa.select(Interview.ref, Interview.destination_name).where(
                Interview.ref.in_([row.interview_ref for row in rows]), Interview.destination_name != ""
            )
        ).all()
    )
    return shares_of(rows, lambda row: names.get(row.interview_ref, ""))


def _keeping(session: Session, rows: Sequence[ReportRow], actor: Actor) -> Keeping:
    by_ref = {row.interview_ref: row for row in rows}
    found = [
        verdict
        for verdict in coding.verdicts(session, coding.CommentFilter(source="interview", item_key=KEEPING))
        if verdict.source_ref in by_ref
    ]
    dimensions = Counter(
        dimension for verdict in found for dimension in {key for key, _ in verdict.dimensions}
    )
    quotable = [one for one in found if by_ref[one.source_ref].quotation in ("named", "unnamed")]
    shown = coding.details(session, quotable, names=False) if actor.sees_customers else []
    quotes = tuple((_name(by_ref[one.verdict.source_ref]), one.text) for one in shown)
    return Keeping(len({one.source_ref for one in found}), dict(dimensions.most_common()), quotes)


def _name(row: ReportRow) -> str:
    return row.customer if row.quotation == "named" else ""
