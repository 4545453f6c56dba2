"""Our figure beside a competitor's: both means, the paired difference, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from survey.language import Message, m
from survey.questions import text_in
from survey.stats import Estimate, TTest

__all__ = ["SIGNIFICANT", "Comparison", "Direct", "Standing", "furthest_behind_first", "standing_of"]

SIGNIFICANT = 0.05


class Standing(Enum):
    """What can be said of us beside a competitor; the value is the key in files and CSS."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "same"
    UNKNOWN = "unknown"

    @property
    def title(self) -> Message:
        """The words for people."""
        return _TITLES[self]

    @property
    def tone(self) -> str:
        """How a page colours it: good, danger or ''."""
        return {Standing.HIGHER: "good", Standing.LOWER: "danger"}.get(self, "")


_TITLES = {
    Standing.HIGHER: m("明显高于"),
    Standing.LOWER: m("明显低于"),
    Standing.SAME: m("没有明显差别"),
    Standing.UNKNOWN: m("不作判断"),
}


def standing_of(test: TTest, p_adjusted: float | None) -> Standing:
    """明显高于 or 明显低于 where the difference stands after Holm's correction, else 没有明显差别.

    不作判断 where there is no test: nobody or one answered, nothing varies, or the base is too small.
    """
    value = test.difference.value
    if p_adjusted is None or value is None:
        return Standing.UNKNOWN
    if p_adjusted >= SIGNIFICANT:
        return Standing.SAME
    return Standing.HIGHER if value > 0 else Standing.LOWER


@dataclass(frozen=True, slots=True)
class Comparison:
    """One item: our performance, the competitor's, and ours less theirs, over the units that rated both.

    In scale points; `difference` has the paired t-interval, `p_adjusted` is Holm's. `values` are the single
    (ours, theirs) of a base so small that nothing is inferred from it, else (). `why` says why nothing is judged.
    """

    key: str
    label: Mapping[str, str]
    own: Estimate
    other: Estimate
    difference: Estimate
    p_adjusted: float | None
    standing: Standing
    values: tuple[tuple[float, float], ...] = ()
    why: Message | None = None

    @property
    def n(self) -> int:
        """Units that rated both; 0 where that is withheld."""
        return self.difference.n

    def to_json(self) -> dict[str, Any]:
        """`{"key", "label", "performance", "competitor", "difference", "p_adjusted", "standing"}`."""
        return {
            "key": self.key,
            "label": text_in(self.label),
            "performance": self.own.to_json(),
            "competitor": self.other.to_json(),
            "difference": self.difference.to_json(),
            "p_adjusted": self.p_adjusted,
            "standing": self.standing.value,
        }


def furthest_behind_first(items: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """The items from our largest lag on; those without a figure last."""
    return tuple(sorted(items, key=lambda one: (one.difference.value is None, one.difference.value or 0.0)))


@dataclass(frozen=True, slots=True)
class Direct:
    """One dimension on which customers say outright whether we are better.

    `counts` are the units that find us better, no different and worse; `better` and `worse` their shares
    (0–1); `difference` the mean distance from the middle of the scale, in its points.
    """

    key: str
    label: Mapping[str, str]
    counts: tuple[int, int, int]
    better: Estimate
    worse: Estimate
    difference: Estimate
    p_adjusted: float | None
    standing: Standing

    @property
    def n(self) -> int:
        """Units that compared; 0 where that is withheld."""
        return self.difference.n

    def to_json(self) -> dict[str, Any]:
        """`counts` is left out where the figures are withheld."""
        found = {
            "key": self.key,
            "label": text_in(self.label),
            "better": self.better.to_json(),
            "worse": self.worse.to_json(),
            "difference": self.difference.to_json(),
            "p_adjusted": self.p_adjusted,
            "standing": self.standing.value,
        }
        if self.difference.hidden is None:
            found["counts"] = dict(zip(("better", "same", "worse"), self.counts, strict=True))
        return found
