"""How many answers are needed for a share to be known to a given margin."""

from __future__ import annotations

from math import ceil

from survey.errors import InvalidInput
from survey.language import m
from survey.stats.distributions import CONFIDENCE, z_for

__all__ = ["sample_size"]


def sample_size(
    margin: float, population: int | None = None, confidence: float = CONFIDENCE, *, share: float = 0.5
) -> int:
    """The number of valid answers for ± `margin` (0–1) about a share: 370 of 10,000 for 5 % at 95 %.

    n₀ = z²·p(1−p)/e², n = n₀/(1 + (n₀−1)/N), rounded up. Source: Cochran, Sampling Techniques, ch. 4.
    `share` is the p expected; one half asks for the most. InvalidInput for a margin outside (0, 1) or N < 1.
    """
    if not 0 < margin < 1 or not 0 < share < 1:
        raise InvalidInput(m("误差和比例应在 0 和 1 之间"))
    wanted = z_for(confidence) ** 2 * share * (1 - share) / margin**2
    if population is None:
        return _up(wanted)
    if population < 1:
        raise InvalidInput(m("应调查数至少为 1"))
    return min(_up(wanted / (1 + (wanted - 1) / population)), population)


def _up(figure: float) -> int:
    """The next whole number, forgiving what floating point added to an exact one."""
    return ceil(figure - 1e-9)
