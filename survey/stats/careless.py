"""Signs that somebody clicked through: flagged for a look, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.stats.arrays import Floats, Values, matrix

__all__ = ["FEWEST_TIMES", "Sameness", "longest_run", "same_as_another", "sameness", "too_fast"]

FEWEST_TIMES: Final = 5
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio: its powers spread the words of a row over all numbers."""

Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sameness:
    """How alike each respondent's own answers are; one entry per respondent.

    `longest` is the longest run of one and the same answer, `given` how many were answered, `constant`
    whether all of those are the same (True where fewer than two were given).
    """

    longest: NDArray[np.uint16]
    given: NDArray[np.uint16]
    constant: NDArray[np.bool_]


def longest_run(answers: Sequence[Values] | Floats) -> NDArray[np.int64]:
    """The longest run of one and the same answer of each respondent; 0 where nothing was answered.

    Scale points of any kind, a row per respondent, the items in the order they were asked, NaN where not
    answered. Items left out do not end a run, as in `sameness`, which does the same for packed answers.
    """
    table = matrix(answers)
    longest, run = (np.zeros(table.shape[0], dtype=np.int64) for _ in range(2))
    last = np.full(table.shape[0], np.nan)
    for column in table.T:
        there = ~np.isnan(column)
        run = np.where(there, run * (column == last) + 1, run)
        last = np.where(there, column, last)
        longest = np.maximum(longest, run)
    return longest


def sameness(answers: Sequence[Codes], *, special: int, respondents: int) -> Sameness:
    """The sameness of packed answers: one array of codes per item, in the order the items were asked.

    Codes from `special` up are no answers. Items left out do not end a run: the answers around them follow
    each other (Johnson 2005; Meade & Craig 2012). How long is too long depends on the number of items and
    is for the caller to say; `constant` is a spread of 0 (Dunn et al. 2018: intra-individual variability).
    """
    longest, run, given = (np.zeros(respondents, dtype=np.uint16) for _ in range(3))
    last = np.full(respondents, special, dtype=np.uint8)
    lowest, highest = last.copy(), np.zeros(respondents, dtype=np.uint8)
    for codes in answers:
        there = codes < special
        run = np.where(there, run * (codes == last) + 1, run).astype(np.uint16)
        np.copyto(last, codes, where=there)
        np.maximum(longest, run, out=longest)
        np.minimum(lowest, codes, out=lowest)
        np.maximum(highest, codes, out=highest, where=there)
        given += there
    return Sameness(longest, given, (given < 2) | (lowest == highest))


def same_as_another(answers: Sequence[Codes], *, least: Mask) -> Mask:
    """Which rows of packed answers occur more than once; only rows in `least` are compared (enough answered).

    `answers` has one array of codes per item. Rows are ordered by one number reckoned from all their codes
    and then compared with their neighbours code by code: different rows are never taken for the same.
    """
    found = np.zeros(least.size, dtype=np.bool_)
    rows = int(least.sum())
    if not rows or not answers:
        return found
    words = _words([codes[least] for codes in answers], rows)
    mixed = (words * (_ODD ** np.arange(1, len(words) + 1, dtype=np.uint64))[:, np.newaxis]).sum(axis=0)
    order = np.argsort(mixed)
    equal = _like_the_next(words, order)
    if (equal != (mixed[order[1:]] == mixed[order[:-1]])).any():  # two different rows gave one number
        order = np.lexsort(words)
        equal = _like_the_next(words, order)
    alike = np.zeros(rows, dtype=np.bool_)
    alike[order[1:]] = equal
    alike[order[:-1]] |= equal
    found[least] = alike
    return found


def _words(answers: Sequence[Codes], rows: int) -> NDArray[np.uint64]:
    """Words × rows: eight codes of a row in each word, the last one filled up with zeros."""
    table = np.zeros((rows, 8 * -(-len(answers) // 8)), dtype=np.uint8)
    for place, codes in enumerate(answers):
        table[:, place] = codes
    return np.ascontiguousarray(table.view(np.uint64).T)


def _like_the_next(words: NDArray[np.uint64], order: NDArray[np.intp]) -> Mask:
    """Whether each row but the last, in this order, has all its words in common with the next."""
    placed = words[:, order]
    same: Mask = (placed[:, 1:] == placed[:, :-1]).all(axis=0)
    return same


def too_fast(seconds: NDArray[np.int32], *, part: float = 0.5) -> NDArray[np.bool_]:
    """Which took less than `part` of the median time; times below 0 are not known and neither count nor flag."""
    known = seconds >= 0
    if known.sum() < FEWEST_TIMES:
        return np.zeros(seconds.size, dtype=np.bool_)
    return known & (seconds < part * float(np.median(seconds[known])))
