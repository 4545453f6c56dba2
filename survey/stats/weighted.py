"""A mean in which some units weigh more than others, with an interval that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.arrays import Values, floats
from survey.stats.distributions import CONFIDENCE, t_quantile
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, ONE_IS_NO_INTERVAL
from survey.stats.rollup import effective_n

__all__ = ["WeightedMean", "weighted_mean"]


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """The mean with its interval and the number of equally heavy units that tell as much; None without any."""

    mean: Estimate
    effective_n: float | None


def weighted_mean(values: Values, weights: Values) -> WeightedMean:
    """Σwx/Σw over the units with a value and a weight above 0, in the unit of the values.

    Var = n/(n−1)·Σw²(x−x̄_w)²/(Σw)², the linearised variance of a ratio (Cochran 1977, ch. 6), with Student's
    t at n_eff − 1 degrees of freedom, at least 1; n_eff = (Σw)²/Σw² (Kish 1965). Equal weights give
    `mean_interval`. One unit has no interval. InvalidInput: unequal lengths, a weight below 0.
    """
    each, heavy = floats(values), floats(weights)
    if each.size != heavy.size:
        raise InvalidInput(m("评价数与权重数不一致"))
    if (heavy < 0).any():
        raise InvalidInput(m("权重不能为负"))
    there = ~np.isnan(each) & (np.nan_to_num(heavy) > 0)
    x, w = each[there], heavy[there]
    if not x.size:
        return WeightedMean(undefined(NOBODY_ANSWERED), None)
    mean, carried = float(np.average(x, weights=w)), effective_n(w)
    if x.size == 1 or carried is None:
        return WeightedMean(Estimate(mean, None, None, 1, reason=ONE_IS_NO_INTERVAL), carried)
    spread = np.square(w * (x - mean)).sum() / w.sum() ** 2 * x.size / (x.size - 1)
    half = t_quantile(CONFIDENCE, max(carried - 1, 1.0)) * sqrt(float(spread))
    return WeightedMean(Estimate(mean, mean - half, mean + half, int(x.size)), carried)
