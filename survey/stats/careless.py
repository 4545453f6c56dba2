"""Signs that somebody clicked through: flagged for a look, never deleted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey.stats.arrays import Floats, Values, matrix

__all__ = ["longest_run"]


def longest_run(answers: Sequence[Values] | Floats) -> NDArray[np.int64]:
    """The longest run of one and the same answer of each respondent; 0 where nothing was answered.

    A row per respondent, the items in the order they were asked. Items left out do not end a run: the
    answers around them follow each other (Johnson 2005; Meade & Craig 2012). How long is too long depends
    on the number of items and is for the caller to say.
    """
    table = matrix(answers)
    return np.array([_longest(row[~np.isnan(row)]) for row in table], dtype=np.int64)


def _longest(row: Floats) -> int:
    if row.size == 0:
        return 0
    starts = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]]))
    return int(np.diff(np.concatenate([starts, [row.size]])).max())
