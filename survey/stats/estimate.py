"""An estimate: a figure that never travels without its interval and its n."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from survey.language import Message, m
from survey.stats.clustering import Clustering

__all__ = ["Estimate", "hidden", "undefined"]

INTERVAL_CLIPPED = m("区间已截到评分范围之内")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the two ends of its 95 % interval and the number of units behind it.

    `value` is None when the figure is not defined, `low` and `high` are None when there is no interval;
    `reason` then says why. `hidden` says why a figure is withheld from the reader: all of it, its n too.
    `clustering` says of how many customers the n answers are, where answers are the unit and customers known.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: Message | None = None
    hidden: Message | None = None
    clustering: Clustering | None = None

    @property
    def has_interval(self) -> bool:
        """Whether both ends of the interval are known."""
        return self.low is not None and self.high is not None

    def contains(self, figure: float) -> bool:
        """Whether the interval is known and `figure` lies in it, the ends included."""
        return self.low is not None and self.high is not None and self.low <= figure <= self.high

    def within(self, lowest: float, highest: float) -> Estimate:
        """The estimate with its interval cut to a scale's range for display; `reason` says so if it was cut."""
        if self.low is None or self.high is None:
            return self
        low, high = min(max(self.low, lowest), highest), max(min(self.high, highest), lowest)
        if (low, high) == (self.low, self.high):
            return self
        return replace(self, low=low, high=high, reason=INTERVAL_CLIPPED)

    def scaled(self, factor: float, offset: float = 0.0) -> Estimate:
        """The estimate of `factor · x + offset`: shares as percentages, sums as averages."""
        ends = [
            None if end is None else factor * end + offset
            for end in (self.low, self.high)[:: 1 if factor >= 0 else -1]
        ]
        value = None if self.value is None else factor * self.value + offset
        return replace(self, value=value, low=ends[0], high=ends[1])

    def to_json(self) -> dict[str, Any]:
        """`{"value", "low", "high", "n"}`; a withheld one has nulls and `"hidden"`, an undefined one `"reason"`.

        Answers clustered by customer add `"clusters"` and `"design_effect"`.
        """
        if self.hidden is not None:
            return {"value": None, "low": None, "high": None, "n": None, "hidden": str(self.hidden)}
        shown: dict[str, Any] = {"value": self.value, "low": self.low, "high": self.high, "n": self.n}
        if self.reason is not None:
            shown["reason"] = str(self.reason)
        if self.clustering is not None:
            shown["clusters"] = self.clustering.clusters
            shown["design_effect"] = self.clustering.effect
        return shown


def undefined(reason: Message, n: int = 0) -> Estimate:
    """An estimate without a value, because of `reason`."""
    return Estimate(None, None, None, n, reason=reason)


def hidden(reason: Message) -> Estimate:
    """An estimate withheld from the reader because of `reason`; its n is withheld with it."""
    return Estimate(None, None, None, 0, hidden=reason)
