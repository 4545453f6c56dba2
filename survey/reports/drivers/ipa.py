"""The quadrants on any kind of importance: stated, derived, or named among the most valued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from survey.language import Message, m
from survey.questions import text_in
from survey.reports.drivers.axes import AxisChoice, quadrants_of
from survey.reports.drivers.importance_report import Driver, ImportanceReport
from survey.stats import Estimate, Quadrants

__all__ = ["KINDS", "Ipa", "Kind", "build", "offered"]

Kind = Literal["stated", "derived", "ranked"]

KINDS: Final[Mapping[Kind, Message]] = {
    "stated": m("客户自述的重要程度"),
    "derived": m("推导的重要程度"),
    "ranked": m("列入最看重几项的客户占比"),
}


@dataclass(frozen=True, slots=True)
class Ipa:
    """The quadrants of a report's items or dimensions, with the choices that are printed beside them."""

    report: ImportanceReport
    kind: Kind
    axes: AxisChoice
    quadrants: Quadrants

    @property
    def shares(self) -> bool:
        """Whether importance is a share (0–1) and no rating."""
        return self.kind != "stated"

    def to_json(self) -> dict[str, Any]:
        """The quadrants as `liusheng report ipa --json` prints them."""
        how_i, how_p = self.quadrants.axes
        return {
            "wave": self.report.wave.key,
            "n": self.report.n_responses,
            "n_customers": self.report.n_units if self.report.unit == "customer" else None,
            "level": self.report.level,
            "importance": self.kind,
            "axes": {
                "choice": self.axes,
                "importance": {"how": str(how_i), "value": self.quadrants.importance_axis},
                "performance": {"how": str(how_p), "value": self.quadrants.performance_axis},
            },
            "indistinct": str(self.quadrants.indistinct) if self.quadrants.indistinct else None,
            "points": [
                {
                    "key": driver.key,
                    "label": text_in(driver.label),
                    "importance": point.importance.to_json(),
                    "performance": point.performance.to_json(),
                    "quadrant": point.quadrant.value if point.quadrant else None,
                    "undecided": point.undecided,
                }
                for driver, point in zip(self.report.drivers, self.quadrants.points, strict=True)
            ],
        }


def offered(report: ImportanceReport) -> tuple[Kind, ...]:
    """The kinds of importance that the report has for the vertical axis, the stated one first."""
    found: list[Kind] = []
    if any(driver.place is not None for driver in report.drivers):
        found.append("stated")
    if report.derived:
        found.append("derived")
    if {one.key for one in report.ranked} & {driver.key for driver in report.drivers}:
        found.append("ranked")
    return tuple(found)


def build(report: ImportanceReport, asked: str | None, axes: AxisChoice, *, target: float | None) -> Ipa:
    """The quadrants with the importance asked for, or with the first kind there is."""
    kinds = offered(report)
    kind: Kind = next((one for one in kinds if one == asked), (*kinds, "stated")[0])
    quadrants = quadrants_of(
        [_importance_of(report, driver, kind) for driver in report.drivers],
        [driver.performance for driver in report.drivers],
        report.scale,
        axes,
        target=target,
        shares=kind != "stated",
    )
    return Ipa(report, kind, axes, quadrants)


def _importance_of(report: ImportanceReport, driver: Driver, kind: Kind) -> Estimate:
    if kind == "derived":
        return driver.part
    if kind == "ranked":
        named = {one.key: one.named for one in report.ranked}
        return named.get(driver.key, Estimate(None, None, None, 0))
    return driver.stated
