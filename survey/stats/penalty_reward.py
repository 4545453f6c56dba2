"""Penalty and reward: what a bad, and what a good, performance of an item does to the overall rating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values
from survey.stats.distributions import CONFIDENCE, t_quantile
from survey.stats.drivers import complete_rows, refusal
from survey.stats.estimate import Estimate, undefined

__all__ = ["Effect", "PenaltyReward", "penalty_reward"]

NOBODY_LOW = m("没有人给出低分，惩罚效应无定义")
NOBODY_HIGH = m("没有人给出高分，奖励效应无定义")
NOT_SEPARABLE = m("各项目的高低分总是一起出现，无法分开估计")


@dataclass(frozen=True, slots=True)
class Effect:
    """One item: the change of the overall rating with a low (`penalty`) and a high (`reward`) rating.

    In points of the overall rating against a middling rating of the item, the other items held; penalty is
    usually negative, reward positive. `low` and `high` count those who rated so.
    """

    item: int
    penalty: Estimate
    reward: Estimate
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PenaltyReward:
    """The effects in the items' order, with R² and n; `reason` says why there is no R²."""

    items: tuple[Effect, ...]
    r2: float | None
    n: int
    reason: Message | None = None


def penalty_reward(
    y: Values,
    x: Sequence[Values] | Floats,
    *,
    low_at_most: float = 2.0,
    high_at_least: float = 5.0,
    even_if_few: bool = False,
) -> PenaltyReward:
    """Least squares of `y` on two dummies per item, rated low and rated high; Brandt 1987.

    `x` has a row per unit, a column per item; rows with a gap are left out. Ordinary standard errors with
    t-intervals. Enough rows are asked for as with `lmg`, each dummy counting as an item; a dummy that nobody,
    or everybody, falls under has no effect (`reason`). InvalidInput: low not below high, rows that do not fit.
    """
    if low_at_most >= high_at_least:
        raise InvalidInput(m("低分的上限应小于高分的下限"))
    outcome, items = complete_rows(y, x)
    low, high = items <= low_at_most, items >= high_at_least
    dummies = np.column_stack([low, high]).astype(np.float64)
    there = np.flatnonzero(dummies.any(axis=0) & ~dummies.all(axis=0)) if outcome.size else np.empty(0, int)
    reason = refusal(outcome, dummies[:, there], even_if_few=even_if_few)
    design = np.column_stack([np.ones(outcome.size), dummies[:, there]])
    if reason is None and np.linalg.matrix_rank(design) < design.shape[1]:
        reason = NOT_SEPARABLE
    fitted: dict[int, Estimate] = {}
    r2 = None
    if reason is None:
        estimates, r2 = _least_squares(design, outcome)
        fitted = dict(zip(there.tolist(), estimates, strict=True))
    n, p = int(outcome.size), int(items.shape[1])
    effects = tuple(
        Effect(
            item=j,
            penalty=fitted.get(j, undefined(reason or NOBODY_LOW, n)),
            reward=fitted.get(p + j, undefined(reason or NOBODY_HIGH, n)),
            low=int(low[:, j].sum()),
            high=int(high[:, j].sum()),
        )
        for j in range(p)
    )
    return PenaltyReward(effects, r2, n, reason)


def _least_squares(design: Floats, outcome: Floats) -> tuple[list[Estimate], float]:
    """The slopes (without the intercept) with their intervals, and R²."""
    n, width = design.shape
    slopes, *_ = np.linalg.lstsq(design, outcome, rcond=None)
    residual = float(((outcome - design @ slopes) ** 2).sum())
    total = float(((outcome - outcome.mean()) ** 2).sum())
    variances = np.diagonal(np.linalg.inv(design.T @ design)) * residual / (n - width)
    t = t_quantile(CONFIDENCE, n - width)
    estimates = [
        Estimate(slope, slope - t * sqrt(variance), slope + t * sqrt(variance), n)
        for slope, variance in zip(slopes[1:].tolist(), variances[1:].tolist(), strict=True)
    ]
    return estimates, min(max(1 - residual / total, 0.0), 1.0)
