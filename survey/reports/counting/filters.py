"""Which responses a report counts: the filter as it stands in a URL or on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from survey.errors import InvalidInput
from survey.language import m
from survey.reports.counting.columns import SEGMENTS, Columns

__all__ = ["Filter"]

_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Filter:
    """Segment → the value wanted; `from` and `to` are months (`2026-03`), the ends included."""

    where: tuple[tuple[str, str], ...] = ()
    month_from: str = ""
    month_to: str = ""

    @classmethod
    def from_mapping(cls, given: Mapping[str, str]) -> Filter:
        """The filter in URL arguments; names that are no segment are left to others, empty ones do not narrow."""
        where = tuple((name, given[name]) for name in SEGMENTS if given.get(name))
        return cls(where, given.get("from", ""), given.get("to", ""))

    @classmethod
    def from_terms(cls, terms: tuple[str, ...]) -> Filter:
        """The filter of `--where region=华东` terms; raises InvalidInput for another shape, name or month."""
        given: dict[str, str] = {}
        for term in terms:
            name, equals, value = term.partition("=")
            if not equals or name not in (*SEGMENTS, "from", "to"):
                raise InvalidInput(m("筛选条件“%(term)s”无效，要写成 region=华东 的形式。", term=term))
            given[name] = value
        for name in ("from", "to"):
            if name in given and not _MONTH.fullmatch(given[name]):
                raise InvalidInput(m("月份“%(month)s”无效，要写成 2026-03 的形式。", month=given[name]))
        if given.get("from", "") > given.get("to", "9999-12"):
            raise InvalidInput(m("开始的月份晚于结束的月份。"))
        return cls.from_mapping(given)

    def __bool__(self) -> bool:
        return bool(self.where or self.month_from or self.month_to)

    def value(self, segment: str) -> str:
        """The value wanted of `segment`, '' when it does not narrow."""
        return dict(self.where).get(segment, "")

    def narrowed(self, segment: str, value: str) -> Filter:
        """The same filter with `segment` set to `value`."""
        rest = tuple(pair for pair in self.where if pair[0] != segment)
        return Filter((*rest, (segment, value)), self.month_from, self.month_to)

    def without(self, segment: str) -> Filter:
        """The same filter, not narrowed by `segment`."""
        rest = tuple(pair for pair in self.where if pair[0] != segment)
        return Filter(rest, self.month_from, self.month_to)

    def chosen(self, columns: Columns) -> list[int]:
        """The numbers of the cells that are counted."""
        wanted = np.ones(len(columns.cells), dtype=np.bool_)
        for segment, value in self.where:
            wanted &= columns.of_cells(segment) == value
        if self.month_from:
            wanted &= columns.of_cells("month") >= self.month_from
        if self.month_to:
            wanted &= columns.of_cells("month") <= self.month_to
        found: list[int] = np.flatnonzero(wanted).tolist()
        return found
