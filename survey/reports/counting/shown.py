"""A figure as a reader may see it: withheld, value by value in a small named base, or with its interval."""

from __future__ import annotations

import numpy as np

from survey.language import Message
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.measures import Spread
from survey.stats import Estimate, hidden, too_few

__all__ = ["shown", "single_values"]


def shown(spread: Spread, disclosure: Disclosure, refusal: Message | None = None) -> Estimate:
    """The estimate, or why it is withheld: the whole group is, or fewer than k gave this figure."""
    if refusal is not None:
        return hidden(refusal)
    k = disclosure.k
    return hidden(too_few(k)) if 0 < spread.moments.n < k else spread.estimate


def single_values(spread: Spread, disclosure: Disclosure) -> tuple[float, ...]:
    """Each customer's own value where the base is so small that nothing is inferred from it; else ()."""
    if spread.each is None or not disclosure.prints_values(spread.moments.n):
        return ()
    return tuple(sorted(spread.each[~np.isnan(spread.each)].tolist()))
