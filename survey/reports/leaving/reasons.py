"""Why customers left: counted by customers and by lost sales, and what they said against what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.persons import masker
from survey.customers.queries import LossRow, Period, losses_for_report, lost_orders_for_report, register_base
from survey.errors import InvalidInput
from survey.instrument.library import ReasonTree, reason_tree
from survey.interviews.models import Interview
from survey.interviews.queries import ReportRow, interviews_for_report
from survey.language import m
from survey.reports.leaving.reasons_counted import (
    CrossTable,
    LostOrders,
    agreement,
    control,
    counts,
    lag,
    lost_orders,
    paretos,
    said_against_root,
)
from survey.responses.models import Verbatim
from survey.stats import (
    DefectionRates,
    Estimate,
    Kappa,
    Pareto,
    defection_rates,
)

__all__ = ["SEGMENTS", "Quotes", "ReasonFilter", "ReasonsReport", "build", "by_segment", "quotes"]

ENDED_BY_US = "ended_by_us"
RESTRICTED_READERS = ("quality", "manager")
SEGMENTS: Final[Mapping[str, Callable[[LossRow], str]]] = {
    "year": lambda loss: str(loss.recognised_on.year),
    "class": lambda loss: loss.class_key,
    "region": lambda loss: loss.region,
    "kind": lambda loss: loss.kind,
}
"""What losses can be told apart by; the names are those of the filter."""


@dataclass(frozen=True, slots=True)
class ReasonFilter:
    """Which losses count: year of recognition, class, region, kind of loss; empty fields do not narrow."""

    year: int | None = None
    class_key: str = ""
    region: str = ""
    kind: str = ""

    @classmethod
    def from_mapping(cls, given: Mapping[str, str]) -> ReasonFilter:
        """The filter in URL arguments or `--where` terms; raises InvalidInput for a year that is none."""
        year = given.get("year", "")
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise InvalidInput(m("年份要写成四位数字，例如 2026。"))
        return cls(
            int(year) if year else None,
            given.get("class", ""),
            given.get("region", ""),
            given.get("kind", ""),
        )

    @property
    def period(self) -> Period | None:
        return (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else None


@dataclass(frozen=True, slots=True)
class ReasonsReport:
    """Everything the page, the workbook and the JSON of a reasons report show."""

    wanted: ReasonFilter
    tree: ReasonTree
    n: int
    """Lost customers with a coded root cause."""
    sales: float
    """Their lost sales, yuan a year."""
    without_sales: int
    uncoded: int
    """Finished interviews whose root cause nobody has coded."""
    losses: tuple[LossRow, ...]
    by_kind: Mapping[str, int]
    ended_by_us: int
    by_count: Pareto
    by_sales: Pareto
    leaves_by_count: Pareto
    leaves_by_sales: Pareto
    controllable_count: Estimate
    controllable_sales: float | None
    unknown_control: int
    stated_by_root: CrossTable
    staff_by_root: CrossTable
    price_said: int
    price_was: int
    destinations: Mapping[str, int]
    touchpoints: Mapping[str, int]
    preventable: Mapping[str, int]
    agreement: Kappa | None
    lag_days: float | None
    """Median days from leaving (as told) to recognition."""
    late_interviews: int
    """Interviews held more than ten weeks after recognition."""
    rates: DefectionRates | None
    lost_orders: LostOrders
    rows: tuple[ReportRow, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report reasons --json` prints it."""
        return {
            "n": self.n,
            "by_count": [
                {"code": row.key, "k": int(row.amount), "share": row.share} for row in self.by_count.rows
            ],
            "by_sales": [
                {"code": row.key, "sales": row.amount, "share": row.share} for row in self.by_sales.rows
            ],
            "reach_80": {"count": self.by_count.reach, "sales": self.by_sales.reach},
            "controllable": {
                "count": self.controllable_count.to_json(),
                "sales": self.controllable_sales,
            },
            "stated_by_root": {
                "rows": list(self.stated_by_root.rows),
                "columns": list(self.stated_by_root.columns),
                "k": [list(row) for row in self.stated_by_root.k],
            },
            "ended_by_us": self.ended_by_us,
            "lost_orders": {"n": self.lost_orders.n, "amount": self.lost_orders.amount},
        }


def build(session: Session, wanted: ReasonFilter, *, actor: Actor) -> ReasonsReport:
    """The reasons report for one filter. Each lost customer counts once, by its adjudicated root cause,
    else coder 1's; customers whose relation we ended are counted apart."""
    tree = reason_tree()
    segment, region, period = wanted.class_key or None, wanted.region or None, wanted.period
    losses = losses_for_report(session, class_key=segment, region=region, period=period)
    heard = interviews_for_report(session, class_key=segment, region=region, period=period)
    orders = lost_orders_for_report(session, class_key=segment, region=region, period=period)
    if wanted.kind:
        losses = [loss for loss in losses if loss.kind == wanted.kind]
        heard = [row for row in heard if row.kind == wanted.kind]
    counted = [row for row in heard if row.root_code and row.kind != ENDED_BY_US]
    return ReasonsReport(
        wanted=wanted,
        tree=tree,
        losses=tuple(losses),
        by_kind=Counter(loss.kind for loss in losses),
        ended_by_us=sum(1 for loss in losses if loss.kind == ENDED_BY_US),
        uncoded=sum(1 for row in heard if not row.root_code),
        rates=_rates(session, wanted, losses),
        lost_orders=lost_orders(orders, tree),
        lag_days=lag(losses),
        late_interviews=sum(
            1 for row in heard if row.held_on and (row.held_on - row.recognised_on).days > 70
        ),
        agreement=agreement(counted, tree),
        rows=tuple(counted),
        **paretos(counted, tree, restricted=actor.may(*RESTRICTED_READERS)),
        **control(counted, tree),
        **said_against_root(counted, tree),
        destinations=counts(counted, "destination"),
        touchpoints=counts(counted, "touchpoint"),
        preventable=counts(counted, "preventable"),
    )


def by_segment(
    session: Session, wanted: ReasonFilter, segment: str, *, actor: Actor
) -> dict[str, ReasonsReport]:
    """The report of each value of one of `SEGMENTS` that lost customers have, under the same filter."""
    whole = build(session, wanted, actor=actor)
    values = {SEGMENTS[segment](loss) for loss in whole.losses} - {""}
    chosen = {
        "year": str(wanted.year or ""),
        "class": wanted.class_key,
        "region": wanted.region,
        "kind": wanted.kind,
    }
    return {
        value: build(session, ReasonFilter.from_mapping({**chosen, segment: value}), actor=actor)
        for value in sorted(values)
    }


@dataclass(slots=True)
class Quotes:
    """What one customer said about the main reason, and whether its name may stand beside it."""

    named: bool
    texts: list[str]


def quotes(session: Session, rows: Iterable[ReportRow]) -> dict[str, Quotes]:
    """Interview ref → the words of those who agreed to be quoted; what tells of persons is hidden in them."""
    hide = masker(session)
    refs = [row.interview_ref for row in rows]
    found: dict[str, Quotes] = {}
    statement = (
        sa.select(Verbatim.source_ref, Verbatim.text, Interview.quotation)
        .join(Interview, Interview.ref == Verbatim.source_ref)
        .where(
            Verbatim.source == "interview",
            Verbatim.gone.is_(False),
            Verbatim.source_ref.in_(refs),
            Verbatim.item_key.in_(("main_reason", "stated", "trigger")),
            Interview.quotation.in_(("named", "unnamed")),
        )
    )
    for ref, text, quotation in session.execute(statement.order_by(Verbatim.item_key)):
        texts = found.setdefault(ref, Quotes(quotation == "named", [])).texts
        if hide(text) not in texts:  # the main reason is often noted twice, in the talk and in the record
            texts.append(hide(text))
    return found


def _rates(session: Session, wanted: ReasonFilter, losses: Sequence[LossRow]) -> DefectionRates | None:
    """The year's rates on its opening base; None without a year. Ended by us and pauses are no churn."""
    if wanted.year is None or wanted.kind:
        return None
    base = register_base(
        session, wanted.year, class_key=wanted.class_key or None, region=wanted.region or None
    )
    lost = {loss.customer_id for loss in losses if loss.kind in ("complete", "former")}
    partial = {loss.customer_id for loss in losses if loss.kind == "partial"} - lost
    return defection_rates(max(base.customers, len(lost) + len(partial)), len(lost), partial=len(partial))
