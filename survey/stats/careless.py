"""Signs that somebody clicked through: flagged for a look, never deleted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey.stats.arrays import Floats, Values, matrix

__all__ = ["FEWEST_TIMES", "longest_run", "same_as_another", "too_fast", "within_person_spread"]

FEWEST_TIMES = 5


def longest_run(answers: Sequence[Values] | Floats) -> NDArray[np.int64]:
    """The longest run of one and the same answer of each respondent; 0 where nothing was answered.

    A row per respondent, the items in the order they were asked. Items left out do not end a run: the
    answers around them follow each other (Johnson 2005; Meade & Craig 2012). How long is too long depends
    on the number of items and is for the caller to say.
    """
    table = matrix(answers)
    longest = np.zeros(table.shape[0], dtype=np.int64)
    run, last = np.zeros_like(longest), np.full(table.shape[0], np.nan)
    for column in table.T:
        there = ~np.isnan(column)
        run = np.where(there, np.where(column == last, run + 1, 1), run)
        last = np.where(there, column, last)
        longest = np.maximum(longest, run)
    return longest


def within_person_spread(answers: Sequence[Values] | Floats) -> Floats:
    """The standard deviation (n) of each respondent's own answers; NaN where fewer than two were given.

    0 is the same answer throughout (Dunn et al. 2018: intra-individual response variability).
    """
    table = matrix(answers)
    there = ~np.isnan(table)
    n = there.sum(axis=1)
    filled = np.where(there, table, 0.0)
    means = np.divide(filled.sum(axis=1), n, out=np.zeros(n.size), where=n > 0)
    squares = np.where(there, (table - means[:, np.newaxis]) ** 2, 0.0).sum(axis=1)
    spread: Floats = np.sqrt(np.divide(squares, n, out=np.full(n.size, np.nan), where=n > 1))
    return spread


def same_as_another(answers: NDArray[np.uint8], *, least: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows of packed answers occur more than once; only rows in `least` are compared (enough answered)."""
    found = np.zeros(answers.shape[0], dtype=np.bool_)
    rows = np.ascontiguousarray(answers[least])
    if not rows.size:
        return found
    _, place, counts = np.unique(
        rows.view(np.dtype((np.void, rows.shape[1]))).ravel(), return_inverse=True, return_counts=True
    )
    found[least] = counts[place.ravel()] > 1
    return found


def too_fast(seconds: NDArray[np.int32], *, part: float = 0.5) -> NDArray[np.bool_]:
    """Which took less than `part` of the median time; times below 0 are not known and neither count nor flag."""
    known = seconds >= 0
    if known.sum() < FEWEST_TIMES:
        return np.zeros(seconds.size, dtype=np.bool_)
    return known & (seconds < part * float(np.median(seconds[known])))
