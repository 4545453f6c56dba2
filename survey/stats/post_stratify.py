"""Figures put right for classes of customers that answered more, or less, than their part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, floats
from survey.stats.distributions import CONFIDENCE, t_quantile
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, finite_population, mean_interval, spread
from survey.stats.rollup import effective_n

__all__ = ["PostStratified", "post_stratify"]


@dataclass(frozen=True, slots=True)
class PostStratified:
    """The mean weighted to the classes' true sizes, beside the plain one.

    `weights` has one entry per value (mean 1 over those answered, NaN where not), `strata` each class's own
    mean. `empty` names the classes nobody of which answered: the mean does not speak for them, and its
    `reason` says so.
    """

    mean: Estimate
    unweighted: Estimate
    strata: Mapping[str, Estimate]
    weights: tuple[float, ...]
    effective_n: float | None
    empty: tuple[str, ...]


def post_stratify(
    values: Values, strata: Sequence[str], population: Mapping[str, int], *, finite: bool = False
) -> PostStratified:
    """The mean Σ W_h·x̄_h with W_h = N_h/ΣN over the classes with an answer; Cochran 1977, ch. 5A.

    One value and one class per unit, `population` counts the units of each class in the frame.
    Var = Σ W_h²·s_h²/n_h, df = Σ(n_h − 1); `finite` shrinks each by (N_h − n_h)/(N_h − 1) for the level of
    this very population. A class of one answer (not a census) leaves no interval. InvalidInput: unequal
    lengths, a class not in the frame, more answers than units in it when `finite`.
    """
    each = floats(values)
    if each.size != len(strata):
        raise InvalidInput(m("评价数与分层标注数不一致"))
    if any(count < 0 for count in population.values()):
        raise InvalidInput(m("各层的客户数不能为负"))
    labels = np.array(list(strata), dtype=object)
    for label in dict.fromkeys(strata):
        if not population.get(label):
            raise InvalidInput(m("分层 %(name)s 不在应调查名单中", name=str(label)))
    groups = {name: each[(labels == name) & ~np.isnan(each)] for name, size in population.items() if size}
    filled = {name: group for name, group in groups.items() if group.size}
    total = sum(population[name] for name in filled)
    shares = {name: population[name] / total for name in filled}
    n = sum(group.size for group in filled.values())
    weights = np.full(each.size, np.nan)
    for name, group in filled.items():
        weights[(labels == name) & ~np.isnan(each)] = shares[name] * n / group.size
    empty = tuple(name for name, group in groups.items() if not group.size)
    sizes = population if finite else {}
    return PostStratified(
        mean=_mean(filled, shares, sizes, empty),
        unweighted=mean_interval(each),
        strata={name: mean_interval(group, population=sizes.get(name)) for name, group in groups.items()},
        weights=tuple(weights.tolist()),
        effective_n=effective_n(weights),
        empty=empty,
    )


def _mean(
    groups: Mapping[str, Floats],
    shares: Mapping[str, float],
    sizes: Mapping[str, int],
    empty: tuple[str, ...],
) -> Estimate:
    n = sum(group.size for group in groups.values())
    if n == 0:
        return undefined(NOBODY_ANSWERED)
    reason = m("%(names)s 没有有效评价，结果不包含它们", names=empty) if empty else None
    mean = sum(shares[name] * float(group.mean()) for name, group in groups.items())
    variance, df = 0.0, 0
    for name, group in groups.items():
        shrink = finite_population(int(group.size), sizes.get(name))
        if shrink == 0:
            continue
        if group.size == 1:
            alone: Message = m("%(name)s 只有一个有效评价，无法计算区间", name=name)
            return Estimate(mean, None, None, n, reason=alone)
        variance += (shares[name] * spread(group) * shrink) ** 2 / group.size
        df += group.size - 1
    half = t_quantile(CONFIDENCE, df) * sqrt(variance) if df else 0.0
    return Estimate(mean, mean - half, mean + half, n, reason=reason)
