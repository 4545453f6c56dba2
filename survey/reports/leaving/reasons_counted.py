"""Reasons for leaving, counted: by code and by lost sales, what we could have changed, who said what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from survey.customers.queries import LossRow
from survey.instrument.library import ReasonTree
from survey.interviews.queries import ReportRow
from survey.stats import Estimate, Kappa, Pareto, cohen_kappa, pareto, wilson

__all__ = [
    "CrossTable",
    "LostOrders",
    "agreement",
    "control",
    "counts",
    "lag",
    "lost_orders",
    "paretos",
    "said_against_root",
]


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


def paretos(rows: Sequence[ReportRow], tree: ReasonTree, *, restricted: bool) -> dict[str, Any]:
    """Reasons in order of customers and of lost sales, first level and leaves."""

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


def control(rows: Sequence[ReportRow], tree: ReasonTree) -> dict[str, Any]:
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


def said_against_root(rows: Sequence[ReportRow], tree: ReasonTree) -> dict[str, Any]:
    """What customers and salespeople said, against the root cause."""
    return {
        "stated_by_root": _cross(rows, "stated_code", tree),
        "staff_by_root": _cross(rows, "staff_code", tree),
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


def lost_orders(orders: Sequence[Any], tree: ReasonTree) -> LostOrders:
    """Lost orders by reason and by the step at which we were ruled out."""
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


def agreement(rows: Sequence[ReportRow], tree: ReasonTree) -> Kappa | None:
    """κ of the two independent coders on the first level; None where nobody coded twice."""
    both = [(_top(tree, row.coder1), _top(tree, row.coder2)) for row in rows if row.coder1 and row.coder2]
    return cohen_kappa([one for one, _ in both], [two for _, two in both]) if both else None


def lag(losses: Sequence[LossRow]) -> float | None:
    """Median days from leaving, as told, to its recognition; None where no day is told."""
    days = [(loss.recognised_on - loss.left_on).days for loss in losses if loss.left_on]
    return float(median(days)) if days else None


def counts(rows: Sequence[ReportRow], field: str) -> dict[str, int]:
    """How often each value of `field` occurs, the commonest first."""
    return dict(Counter(value for row in rows if (value := getattr(row, field))).most_common())


def _sums(rows: Iterable[Any], key: Callable[[Any], str], amount: Callable[[Any], float]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), 0.0) + amount(row)
    return dict(sorted(sums.items(), key=lambda pair: pair[0]))


def _top(tree: ReasonTree, code: str) -> str:
    return tree.first_level(code) if code else ""
