"""What the reports of one wave have in common: how they begin, and whose answers they may count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.reports.counting.columns import SEGMENTS, Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units

__all__ = ["Reading", "WaveReport", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveReport:
    """Whose answers the figures stand for, under which filter, as of when."""

    wave: Wave
    definition: Definition
    wanted: Filter
    as_of: datetime
    unit: str
    """`customer` or `response`: what one is counted as."""
    n_units: int
    n_responses: int
    segments: Mapping[str, tuple[str, ...]]
    """Segment → the values that the page's filter offers."""
    withheld: Message | None
    """Why no figure may be shown; None where they may."""

    def counted(self) -> dict[str, Any]:
        """How the JSON of every report of a wave begins."""
        return {
            "wave": self.wave.key,
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A wave's answers as one reader may count them under one filter."""

    wave: Wave
    definition: Definition
    wanted: Filter
    columns: Columns
    units: Units
    disclosure: Disclosure
    withheld: Message | None

    def head(self) -> dict[str, Any]:
        """The fields of `WaveReport`; nothing is counted where the figures are withheld."""
        return {
            "wave": self.wave,
            "definition": self.definition,
            "wanted": self.wanted,
            "as_of": self.columns.as_of,
            "unit": self.wave.unit,
            "n_units": 0 if self.withheld else self.units.n,
            "n_responses": 0 if self.withheld else int(self.units.rows.size),
            "segments": {segment: self.columns.values_of(segment) for segment in SEGMENTS},
            "withheld": self.withheld,
        }


def read(session: Session, store: ColumnStore, wave: Wave, actor: Actor, wanted: Filter | None) -> Reading:
    """The answers of a wave for one filter (None: all of them), as `actor` may see them."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    disclosure = for_reader(wave, actor)
    units = Units(columns, wanted, unit=wave.unit)
    return Reading(
        wave=wave,
        definition=definitions.definition_of(session, wave.version_id),
        wanted=wanted,
        columns=columns,
        units=units,
        disclosure=disclosure,
        withheld=disclosure.refusal(columns, wanted, units.n),
    )
