"""A competitor report as plain values: what the page, the documents, the workbook and the JSON show."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from survey.language import Message, m
from survey.reports.competing.accounts import Account
from survey.reports.competing.comparison import Comparison, Direct, furthest_behind_first
from survey.reports.wave_report import WaveReport
from survey.stats import Estimate

__all__ = ["Competitor", "CompetitorReport", "letter_of"]


def letter_of(place: int) -> str:
    """A, B, … Z, then 27, 28 …: what the competitor at `place` (from 0) is called without its name."""
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


@dataclass(frozen=True, slots=True)
class Competitor:
    """One competitor that customers named, and our items beside it.

    `name` is '' where the reader may not see it; `n` are the units that rate it. The letter is the same for
    all readers and filters of a wave.
    """

    letter: str
    name: str
    n: int
    items: tuple[Comparison, ...]

    @property
    def label(self) -> Message:
        """竞争者 A, with the name for those who may see it."""
        if self.name:
            return m("竞争者 %(letter)s（%(name)s）", letter=self.letter, name=self.name)
        return self.anonymous

    @property
    def anonymous(self) -> Message:
        """竞争者 A: for paper, which is passed on."""
        return m("竞争者 %(letter)s", letter=self.letter)

    @property
    def furthest_behind_first(self) -> tuple[Comparison, ...]:
        """The items from our largest lag on."""
        return furthest_behind_first(self.items)

    def to_json(self) -> dict[str, Any]:
        return {
            "letter": self.letter,
            "name": self.name or None,
            "n": self.n,
            "items": [one.to_json() for one in self.items],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorReport(WaveReport):
    """Us beside competitors; false when the questionnaire asks nothing about any.

    `items` set us beside the best competitor each response rated; `competitors` are those named by most;
    `direct` the dimensions on which customers compare outright; `rating` the share of units that rate one.
    `unlisted` are the units that rate one without a name or one that is not listed, None where withheld.
    """

    items: tuple[Comparison, ...]
    competitors: tuple[Competitor, ...]
    direct: tuple[Direct, ...]
    rating: Estimate
    unlisted: int | None
    accounts: tuple[Account, ...]
    """Single customers' criteria; () for readers who may not see whose answers they are."""
    asked: bool

    def __bool__(self) -> bool:
        return self.asked

    @property
    def furthest_behind_first(self) -> tuple[Comparison, ...]:
        """The items from the largest lag on; those without a figure last."""
        return furthest_behind_first(self.items)

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report competitors --json` prints it; differences are ours less theirs."""
        return {
            **self.counted(),
            "asked": self.asked,
            "hidden": str(self.withheld) if self.withheld else None,
            "sign": "performance-competitor",
            "rating": self.rating.to_json(),
            "items": [one.to_json() for one in self.items],
            "competitors": [one.to_json() for one in self.competitors],
            "unlisted": self.unlisted,
            "direct": [one.to_json() for one in self.direct],
            "accounts": [one.to_json() for one in self.accounts],
        }
