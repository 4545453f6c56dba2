"""How a reader fitted to the company compares with the one in use, on judged comments it was never fitted on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey.language import m
from survey.stats import Estimate, undefined, wilson
from survey.stats.difference import paired_shares
from survey.stats.jackknife import jackknife
from survey.text.adapting import Corrected
from survey.text.vocabulary import first_level

__all__ = ["Figure", "Read", "compared"]

NOBODY = m("检验的那一半里没有人判断过这一项")
NOTHING_NAMED = m("人和程序都没有说到任何维度")
Read = dict[str, Any]
"""A reading as `Reading.to_dict()` gives it."""
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure (a share or an F1, 0–1) before and after; `change` is after − before on the same comments."""

    aspect: str
    """polarity | dimensions | reason"""
    before: Estimate
    after: Estimate
    change: Estimate

    @property
    def is_worse(self) -> bool:
        """Whether it fell on the comments at hand, be it by chance."""
        return self.change.value is not None and self.change.value < 0

    def to_json(self) -> dict[str, Any]:
        """The figure as the card keeps it."""
        return {
            "aspect": self.aspect,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "change": self.change.to_json(),
        }


def compared(comments: Sequence[Corrected], before: Sequence[Read], after: Sequence[Read]) -> list[Figure]:
    """Polarity (share read alike), dimensions (micro-F1) and the first reason (share, first level).

    A comment counts for what people judged of it. Shares: Wilson, their difference Newcombe's interval for
    paired data; F1 and its difference: a jackknife over comments.
    """
    known = list(zip(comments, before, after, strict=True))
    return [
        _shares("polarity", [_right(one, _same_polarity) for one in known if one[0].polarity]),
        _f1s([_counted(*one) for one in known if one[0].dimensions is not None]),
        _shares("reason", [_right(one, _same_reason) for one in known if one[0].reason]),
    ]


def _right(one: tuple[Corrected, Read, Read], same: Callable[[Corrected, Read], bool]) -> tuple[bool, bool]:
    comment, before, after = one
    return same(comment, before), same(comment, after)


def _same_polarity(comment: Corrected, read: Read) -> bool:
    return bool(read["polarity"] == comment.polarity)


def _same_reason(comment: Corrected, read: Read) -> bool:
    codes = [one["code"] for one in read["reasons"]]
    return bool(codes) and first_level(codes[0]) == first_level(comment.reason)


def _shares(aspect: str, right: Sequence[tuple[bool, bool]]) -> Figure:
    n = len(right)
    if not n:
        return Figure(aspect, *[undefined(NOBODY)] * 3)
    before, after = (sum(one[side] for one in right) for side in (0, 1))
    both = sum(one and other for one, other in right)
    change = paired_shares(both, after - both, before - both, n - before - after + both).difference
    return Figure(aspect, wilson(before, n), wilson(after, n), change)


def _counted(comment: Corrected, before: Read, after: Read) -> list[int]:
    """How many dimensions people named; then for each reader how many it named, and how many of them rightly."""
    wanted = set(comment.dimensions or ())
    named = [_named(comment, read) for read in (before, after)]
    return [len(wanted), *(figure for one in named for figure in (len(one), len(wanted & one)))]


def _named(comment: Corrected, read: Read) -> set[str]:
    """The dimensions as they are shown: the item's own is always among them."""
    named = {str(key) for key, _ in read["dimensions"]}
    return (named - {"other"}) | {comment.asked} if comment.asked and named else named


def _f1s(rows: Sequence[list[int]]) -> Figure:
    if not rows:
        return Figure("dimensions", *[undefined(NOBODY)] * 3)
    counts = np.array(rows, dtype=np.int64)
    pairs: list[Callable[[Counts], float | None]] = [
        lambda some: _f1(some, 1),
        lambda some: _f1(some, 3),
        _gained,
    ]
    return Figure("dimensions", *(_estimated(figure, counts) for figure in pairs))


def _estimated(figure: Callable[[Counts], float | None], counts: Counts) -> Estimate:
    whole = figure(counts)
    if whole is None:
        return undefined(NOTHING_NAMED, len(counts))
    lowest = -1.0 if figure is _gained else 0.0
    return jackknife(whole, len(counts), lambda kept: figure(counts[kept]), lowest, 1.0)


def _f1(counts: Counts, column: int) -> float | None:
    """2·right / (wanted + named), over all decisions together."""
    wanted, named, right = counts[:, [0, column, column + 1]].sum(axis=0).tolist()
    return 2 * right / (wanted + named) if wanted + named else None


def _gained(counts: Counts) -> float | None:
    before, after = _f1(counts, 1), _f1(counts, 3)
    return None if before is None or after is None else after - before
