"""Stated and derived importance as plain values: what the page and the JSON show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from survey.language import Message, m
from survey.questions import Scale, text_in
from survey.reports.drivers.predictors import Outcome
from survey.reports.wave_report import WaveReport
from survey.stats import Correlation, Estimate

__all__ = ["Driver", "ImportanceReport", "Ranked"]

HIGH_UP = 3
"""Up to this place an item counts as high in an order, for the sentences."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One item or dimension: what customers say about its importance, and what their ratings show.

    `place` is its place in the order of stated means (1 = most important). `part` is its part of R² (0–1),
    `share` the same in R² itself; `significant`: it explains more than chance would. `values` are the
    stated values of a base so small that they are printed one by one, else ().
    """

    key: str
    label: Mapping[str, str]
    stated: Estimate
    place: int | None
    performance: Estimate
    correlation: Correlation
    share: Estimate
    part: Estimate
    significant: bool
    values: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": text_in(self.label),
            "stated": self.stated.to_json(),
            "stated_place": self.place,
            "performance": self.performance.to_json(),
            "correlation": self.correlation.r.to_json() | {"p": self.correlation.p},
            "share": self.share.to_json(),
            "part": self.part.to_json(),
            "significant": self.significant,
        }


@dataclass(frozen=True, slots=True)
class Ranked:
    """One aspect of “最看重的三项”: the share of units that name it, and that name it first."""

    key: str
    label: Mapping[str, str]
    named: Estimate
    first: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportanceReport(WaveReport):
    """Everything the page and the JSON show; `refused` says why importance could not be derived."""

    level: Literal["item", "dimension"]
    scale: Scale | None
    """That of the ratings."""
    outcome: Outcome | None
    drivers: tuple[Driver, ...]
    r2: Estimate
    method: Literal["lmg", "relative_weights"]
    resamples: int
    n_complete: int
    least: int
    refused: Message | None
    ranked: tuple[Ranked, ...]

    @property
    def derived(self) -> bool:
        """Whether there is derived importance to show."""
        return self.refused is None and any(driver.part.value is not None for driver in self.drivers)

    @property
    def strongest_first(self) -> tuple[Driver, ...]:
        """By derived importance where there is any, else by what customers say."""
        if self.derived:
            return tuple(sorted(self.drivers, key=lambda driver: -(driver.part.value or 0.0)))
        return tuple(sorted(self.drivers, key=lambda driver: (driver.place is None, driver.place or 0)))

    def findings(self, language: str = "zh") -> list[Message]:
        """What the figures say first: the strongest, what is underrated by words, what is named and does not show."""
        if not self.derived:
            return []
        order = self.strongest_first
        found = []
        top = order[0]
        if top.significant:
            found.append(_strongest(top, language))
        if all(driver.place is not None for driver in order):
            found += [_quiet(driver, place, language) for place, driver in _quieter(order)[:2]]
            loud = [d for d in order if d.place == 1 and not d.significant]
            found += [_loud(driver, language) for driver in loud[:1]]
        return found

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report drivers --json` prints it; `part` is the part of R², 0–1."""
        return {
            **self.counted(),
            "level": self.level,
            "outcome": self.outcome.key if self.outcome else None,
            "method": {
                "name": self.method,
                "n_complete": self.n_complete,
                "least": self.least,
                "resamples": self.resamples,
                "as_of": self.as_of.isoformat(),
            },
            "refused": str(self.refused) if self.refused else None,
            "r2": self.r2.to_json(),
            "drivers": [driver.to_json() for driver in self.drivers],
            "ranked": [
                {
                    "key": one.key,
                    "label": text_in(one.label),
                    "named": one.named.to_json(),
                    "first": one.first.to_json(),
                }
                for one in self.ranked
            ],
        }


def _quieter(order: Sequence[Driver]) -> list[tuple[int, Driver]]:
    """The drivers high up in influence, with their place there, that customers put into their lower half."""
    return [
        (place, driver)
        for place, driver in enumerate(order[:HIGH_UP], start=1)
        if driver.significant and (driver.place or 0) > max(len(order) / 2, place + 1)
    ]


def _strongest(driver: Driver, language: str) -> Message:
    return m(
        "总体满意度的变化中，“%(item)s”解释得最多：占 %(part)s（区间 %(low)s~%(high)s）。",
        item=text_in(driver.label, language),
        part=_percent(driver.part.value),
        low=_percent(driver.part.low),
        high=_percent(driver.part.high),
    )


def _quiet(driver: Driver, place: int, language: str) -> Message:
    return m(
        "“%(item)s”客户自述的重要程度只排第 %(stated)d 位，对总体满意度的影响却排第 %(place)d 位。",
        item=text_in(driver.label, language),
        stated=driver.place,
        place=place,
    )


def _loud(driver: Driver, language: str) -> Message:
    return m(
        "“%(item)s”客户自述最重要，但这批数据中看不出它影响总体满意度：可能大家都已满意，不等于可以放松。",
        item=text_in(driver.label, language),
    )


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{100 * value:.0f}%"
