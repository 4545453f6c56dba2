"""What making a document or a chart needs at hand, and what a chart is before it has a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from survey import charts
from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.outputs.filter_words import filter_terms
from survey.reports.outputs.voice import Counted, Voice

__all__ = ["Asked", "Bench", "Drawn", "of_wave"]


@dataclass(frozen=True, slots=True)
class Bench:
    """The store, who asks, the time, and where fonts are."""

    session: Session
    store: ColumnStore
    actor: Actor
    now: datetime
    font_folders: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A chart that is asked for: the wave ('' for none), the filter as in an address, the language."""

    wave_key: str
    where: Mapping[str, str]
    classes: Mapping[str, str]
    """The company's words for customer classes."""
    voice: Voice


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, who is counted in it, what it is about （哪期调查）, and its filter in words."""

    chart: charts.Chart
    base: str
    about: str
    terms: tuple[str, ...] = ()


class OfWave(Counted, Protocol):
    """A report of one wave under one filter."""

    @property
    def wave(self) -> Wave: ...
    @property
    def wanted(self) -> Filter: ...


def of_wave(chart: charts.Chart | None, report: OfWave, asked: Asked) -> Drawn | None:
    """The chart of a report with its caption; None for none."""
    if chart is None:
        return None
    terms = filter_terms(report.wanted, asked.classes, asked.voice)
    return Drawn(chart, asked.voice.base(report), report.wave.name, terms)
