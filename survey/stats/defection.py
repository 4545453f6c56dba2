"""Rates of losing customers, by number and by sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import wilson

__all__ = ["DefectionRates", "SatisfiedButLeft", "defection_rates", "satisfied_but_left"]

NO_SALES = m("没有期初销售额")


@dataclass(frozen=True, slots=True)
class DefectionRates:
    """The rates of a period, as shares (0–1); money rates have no interval, they are the register's own.

    `customers`: lost ÷ opening base; `partial`: partial defectors ÷ opening base; `won_back`: won back ÷ lost;
    `revenue`: gross opening sales of the lost ÷ opening sales, None without opening sales (`revenue_reason`).
    """

    customers: Estimate
    partial: Estimate
    won_back: Estimate
    revenue: float | None
    revenue_reason: Message | None


def defection_rates(
    opening: int,
    lost: int,
    *,
    partial: int = 0,
    won_back: int = 0,
    opening_sales: float | None = None,
    lost_sales: float | None = None,
) -> DefectionRates:
    """Churn of the customers there at the opening: never the net change, new customers do not make up for it.

    `lost` and `partial` are of the opening base and do not overlap; `won_back` is of the lost. Shares with
    Wilson intervals (how sure the rate is as a property of the process). InvalidInput when they do not fit.
    """
    if (
        not all(count >= 0 for count in (opening, lost, partial, won_back))
        or lost + partial > opening
        or won_back > lost
    ):
        raise InvalidInput(m("流失、部分流失的客户数之和不能大于期初在册客户数，挽回数不能大于流失数"))
    revenue, reason = _revenue(opening_sales, lost_sales)
    return DefectionRates(
        customers=_of_base(lost, opening),
        partial=_of_base(partial, opening),
        won_back=wilson(won_back, lost) if lost else undefined(m("本期没有流失客户")),
        revenue=revenue,
        revenue_reason=reason,
    )


def _of_base(k: int, opening: int) -> Estimate:
    return wilson(k, opening) if opening else undefined(m("期初没有在册客户"))


def _revenue(opening: float | None, lost: float | None) -> tuple[float | None, Message | None]:
    if opening is None or lost is None or opening == 0:
        return None, NO_SALES
    if not 0 <= lost <= opening:
        raise InvalidInput(m("流失销售额应在 0 和期初销售额之间"))
    return lost / opening, None


@dataclass(frozen=True, slots=True)
class SatisfiedButLeft:
    """满意仍流失 and its mirror: of the leavers the share last satisfied, of the satisfied the share who left."""

    of_leavers: Estimate
    of_satisfied: Estimate
    leavers_without_score: int


def satisfied_but_left(
    latest_scores: Sequence[float | None], left: Sequence[bool], *, satisfied_from: float = 4.0
) -> SatisfiedButLeft:
    """Both shares (0–1, Wilson) from each customer's latest overall score before leaving, None without one.

    n is the leavers (or the satisfied) with a score; the leavers without are counted beside it.
    """
    if len(latest_scores) != len(left):
        raise InvalidInput(m("评分与流失标记的数量不一致"))
    scored = [
        (score >= satisfied_from, gone)
        for score, gone in zip(latest_scores, left, strict=True)
        if score is not None
    ]
    both = sum(1 for satisfied, gone in scored if satisfied and gone)
    leavers = sum(1 for _, gone in scored if gone)
    return SatisfiedButLeft(
        of_leavers=wilson(both, leavers),
        of_satisfied=wilson(both, sum(1 for satisfied, _ in scored if satisfied)),
        leavers_without_score=sum(left) - leavers,
    )
