"""Months, quarters, halves and years: the period a month belongs to, and its months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from survey.errors import InvalidInput
from survey.language import Message, m

__all__ = ["GRAINS", "Period", "period_of"]

GRAINS: Final[Mapping[str, Message]] = {
    "month": m("月报"),
    "quarter": m("季报"),
    "half": m("半年报"),
    "year": m("年报"),
}
_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of whole months; `number` counts from 1 within the year."""

    year: int
    number: int
    grain: str

    @property
    def key(self) -> str:
        """`2026-03`, `2026-Q1`, `2026-H1` or `2026`."""
        if self.grain == "year":
            return str(self.year)
        letter = {"month": "", "quarter": "Q", "half": "H"}[self.grain]
        return (
            f"{self.year}-{letter}{self.number:02d}" if not letter else f"{self.year}-{letter}{self.number}"
        )

    @property
    def first_month(self) -> str:
        return f"{self.year}-{(self.number - 1) * _MONTHS[self.grain] + 1:02d}"

    @property
    def last_month(self) -> str:
        return f"{self.year}-{self.number * _MONTHS[self.grain]:02d}"

    @property
    def label(self) -> Message:
        """The period's name for people."""
        values = {"year": self.year, "number": self.number}
        if self.grain == "year":
            return m("%(year)d 年", **values)
        if self.grain == "half":
            return m("%(year)d 年上半年", **values) if self.number == 1 else m("%(year)d 年下半年", **values)
        if self.grain == "quarter":
            return m("%(year)d 年第 %(number)d 季度", **values)
        return m("%(year)d 年 %(number)d 月", **values)


def period_of(month: str, grain: str) -> Period:
    """The period that a month (`2026-03`) belongs to; raises InvalidInput for a grain that is none."""
    if grain not in GRAINS:
        raise InvalidInput(m("没有“%(grain)s”这种报告期。", grain=grain))
    year, _, number = month.partition("-")
    return Period(int(year), (int(number) - 1) // _MONTHS[grain] + 1, grain)
