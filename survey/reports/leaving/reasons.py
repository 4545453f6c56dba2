"""Why customers left: counted by customers and by lost sales, and what they said against what it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

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
from survey.responses.models import Verbatim
from survey.stats import (
    DefectionRates,
    Estimate,
    Kappa,
    Pareto,
    SatisfiedButLeft,
    cohen_kappa,
    defection_rates,
    pareto,
    satisfied_but_left,
    wilson,
)

__all__ = ["CrossTable", "LostOrders", "Quotes", "ReasonFilter", "ReasonsReport", "build", "quotes"]

ENDED_BY_US = "ended_by_us"
RESTRICTED_READERS = ("quality", "manager")
STATED, STAFF, ROOT = "stated_code", "staff_code", "root_code"


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
class CrossTable:
    """How one field of reasons goes with another: `k[row][column]` customers, first-level codes."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    k: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        return sum(map(sum, self.k))

    @property
    def agreeing(self) -> Estimate:
        """The share on which both say the same first-level reason."""
        same = sum(
            self.k[i][j]
            for i, row in enumerate(self.rows)
            for j, column in enumerate(self.columns)
            if row == column
        )
        return wilson(same, self.n)


@dataclass(frozen=True, slots=True)
class LostOrders:
    """Orders lost while the customer stays: counted beside the lost customers, never added to them."""

    n: int
    amount: float
    by_count: Pareto
    by_amount: Pareto
    by_step: Mapping[str, int]


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
    satisfied: SatisfiedButLeft
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
        satisfied=satisfied_but_left([loss.last_score for loss in losses], [True] * len(losses)),
        lost_orders=_lost_orders(orders, tree),
        lag_days=_lag(losses),
        late_interviews=sum(
            1 for row in heard if row.held_on and (row.held_on - row.recognised_on).days > 70
        ),
        agreement=_agreement(counted, tree),
        rows=tuple(counted),
        **_paretos(counted, tree, restricted=actor.may(*RESTRICTED_READERS)),
        **_control(counted, tree),
        **_against(counted, tree),
        destinations=_counts(counted, "destination"),
        touchpoints=_counts(counted, "touchpoint"),
        preventable=_counts(counted, "preventable"),
    )


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


def _paretos(rows: Sequence[ReportRow], tree: ReasonTree, *, restricted: bool) -> dict[str, Any]:
    def top(row: ReportRow) -> str:
        return tree.first_level(row.root_code)

    def leaf(row: ReportRow) -> str:
        # A suspicion against persons is shown by its first level to those who may not see it.
        return top(row) if tree.by_code(row.root_code).restricted and not restricted else row.root_code

    return {
        "n": len(rows),
        "sales": sum(row.lost_sales or 0.0 for row in rows),
        "without_sales": sum(1 for row in rows if row.lost_sales is None),
        "by_count": pareto(_sums(rows, top, lambda _: 1.0), counts=True),
        "by_sales": pareto(_sums(rows, top, lambda row: row.lost_sales or 0.0)),
        "leaves_by_count": pareto(_sums(rows, leaf, lambda _: 1.0), counts=True),
        "leaves_by_sales": pareto(_sums(rows, leaf, lambda row: row.lost_sales or 0.0)),
    }


def _control(rows: Sequence[ReportRow], tree: ReasonTree) -> dict[str, Any]:
    """The controllable part, by the interview's own verdict, else the tree's flag."""
    verdicts = [
        (row, row.controllable if row.controllable is not None else tree.controllable(row.root_code))
        for row in rows
    ]
    known = [(row, flag) for row, flag in verdicts if flag is not None]
    sales = sum(row.lost_sales or 0.0 for row, _ in known)
    ours = sum(row.lost_sales or 0.0 for row, flag in known if flag)
    return {
        "controllable_count": wilson(sum(1 for _, flag in known if flag), len(known)),
        "controllable_sales": ours / sales if sales else None,
        "unknown_control": len(verdicts) - len(known),
    }


def _against(rows: Sequence[ReportRow], tree: ReasonTree) -> dict[str, Any]:
    return {
        "stated_by_root": _cross(rows, STATED, tree),
        "staff_by_root": _cross(rows, STAFF, tree),
        "price_said": sum(1 for row in rows if _top(tree, row.stated_code) == "B5"),
        "price_was": sum(1 for row in rows if _top(tree, row.root_code) == "B5"),
    }


def _cross(rows: Sequence[ReportRow], field: str, tree: ReasonTree) -> CrossTable:
    """`field` (rows of the table) against the root cause (columns), where both are coded."""
    cells = Counter(
        (_top(tree, getattr(row, field)), _top(tree, row.root_code)) for row in rows if getattr(row, field)
    )
    order = {code: place for place, code in enumerate(tree.codes)}
    down = tuple(sorted({row for row, _ in cells}, key=order.__getitem__))
    across = tuple(sorted({column for _, column in cells}, key=order.__getitem__))
    return CrossTable(down, across, tuple(tuple(cells[row, column] for column in across) for row in down))


def _lost_orders(orders: Sequence[Any], tree: ReasonTree) -> LostOrders:
    coded = [order for order in orders if order.reason_code]

    def top(order: Any) -> str:
        return _top(tree, order.reason_code)

    return LostOrders(
        n=len(orders),
        amount=sum(order.amount or 0.0 for order in orders),
        by_count=pareto(_sums(coded, top, lambda _: 1.0), counts=True),
        by_amount=pareto(_sums(coded, top, lambda order: order.amount or 0.0)),
        by_step=Counter(order.step for order in orders if order.step),
    )


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


def _agreement(rows: Sequence[ReportRow], tree: ReasonTree) -> Kappa | None:
    """κ of the two independent coders on the first level; None where nobody coded twice."""
    both = [(_top(tree, row.coder1), _top(tree, row.coder2)) for row in rows if row.coder1 and row.coder2]
    return cohen_kappa([one for one, _ in both], [two for _, two in both]) if both else None


def _lag(losses: Sequence[LossRow]) -> float | None:
    days = [(loss.recognised_on - loss.left_on).days for loss in losses if loss.left_on]
    return float(median(days)) if days else None


def _counts(rows: Sequence[ReportRow], field: str) -> dict[str, int]:
    return dict(Counter(value for row in rows if (value := getattr(row, field))).most_common())


def _sums(rows: Iterable[Any], key: Callable[[Any], str], amount: Callable[[Any], float]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), 0.0) + amount(row)
    return dict(sorted(sums.items(), key=lambda pair: pair[0]))


def _top(tree: ReasonTree, code: str) -> str:
    return tree.first_level(code) if code else ""
