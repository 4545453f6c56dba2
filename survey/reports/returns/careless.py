"""Responses that want a second look: which signs each shows, and what the results are without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import LOWEST_SPECIAL
from survey.reports.counting.filters import Filter
from survey.reports.counting.reading import Origins
from survey.reports.counting.units import remembered
from survey.reports.drivers.predictors import predictors_of
from survey.stats import same_as_another, sameness, too_fast

__all__ = ["FEWEST_RATED", "FLAGS", "Flagged", "Signs", "flagged", "one_by_one"]

FLAGS: Final[Mapping[str, Message]] = {
    "same": m("各项评价完全一样"),
    "run": m("连续很多项评价相同"),
    "fast": m("填写时间不到中位数的一半"),
    "duplicate": m("与另一份答卷完全相同"),
    "by_owner": m("业务员代交"),
}
FEWEST_RATED: Final = 6
"""Fewer ratings than this say nothing about how they were given."""
LONG_RUN: Final = 0.75
"""A run of this part of all ratings is long."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Signs:
    """What was measured of each current response of a wave, in the columns' order."""

    flags: Mapping[str, Mask]
    longest: NDArray[np.uint16]
    rated: NDArray[np.uint16]
    median_s: float | None
    timed: int
    """How many responses have a time."""

    @property
    def any(self) -> Mask:
        """Which responses show at least one sign."""
        found: Mask = np.logical_or.reduce(list(self.flags.values()))
        return found


@dataclass(frozen=True, slots=True)
class Flagged:
    """One response that shows signs: its id, its longest run of `rated` answers, its time in seconds."""

    id: int
    signs: tuple[str, ...]
    longest: int
    rated: int
    seconds: int | None


def flagged(columns: Columns, origins: Origins, definition: Definition) -> Signs:
    """The signs of every current response; reckoned once per stamp of the wave."""
    found: Signs = remembered(columns, "careless", Filter(), lambda: _signs(columns, origins, definition))
    return found


def one_by_one(origins: Origins, signs: Signs, rows: Sequence[int]) -> list[Flagged]:
    """The responses of `rows` with their signs."""
    return [
        Flagged(
            id=int(origins.ids[row]),
            signs=tuple(name for name, mask in signs.flags.items() if mask[row]),
            longest=int(signs.longest[row]),
            rated=int(signs.rated[row]),
            seconds=int(origins.seconds[row]) if origins.seconds[row] >= 0 else None,
        )
        for row in rows
    ]


def _signs(columns: Columns, origins: Origins, definition: Definition) -> Signs:
    predictors = predictors_of(definition, "item")
    rated = [columns.codes(key) for one in predictors for key in one.rated]
    stated = [columns.codes(key) for one in predictors for key in one.stated]
    given = sameness(rated, special=LOWEST_SPECIAL, respondents=columns.n)
    weighed = sameness(stated, special=LOWEST_SPECIAL, respondents=columns.n)
    enough = given.given >= FEWEST_RATED
    # Somebody who rates everything 5 may mean it; who calls everything equally important as well did not weigh.
    same = enough & given.constant & weighed.constant
    run = enough & ~same & (given.longest >= np.maximum(FEWEST_RATED, np.ceil(LONG_RUN * given.given)))
    timed = origins.seconds[origins.seconds >= 0]
    return Signs(
        flags={
            "same": same,
            "run": run,
            "fast": too_fast(origins.seconds),
            "duplicate": same_as_another(rated + stated, least=enough & ~same & ~run),
            "by_owner": origins.by_owner,
        },
        longest=given.longest,
        rated=given.given,
        median_s=float(np.median(timed)) if timed.size else None,
        timed=int(timed.size),
    )
