"""Every report of one wave by its name, as JSON: what other programs can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports import accounting, gap, importance
from survey.reports.columns import ColumnStore
from survey.reports.filters import Filter

__all__ = ["WAVE_REPORTS", "WaveReport"]

Build = Callable[[Session, ColumnStore, Wave, Actor, Filter], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class WaveReport:
    """A report of one wave: what it is called, and its figures under a filter as this reader may see them."""

    title: Message
    build: Build
    filtered: bool = True
    """Whether segments and months narrow it."""


def _gap(session: Session, store: ColumnStore, wave: Wave, actor: Actor, wanted: Filter) -> Mapping[str, Any]:
    return gap.build(session, store, wave, actor=actor, wanted=wanted).to_json()


def _accounting(
    session: Session, store: ColumnStore, wave: Wave, actor: Actor, _wanted: Filter
) -> Mapping[str, Any]:
    return accounting.build(session, store, wave, actor=actor).to_json()


def _drivers(
    session: Session, store: ColumnStore, wave: Wave, actor: Actor, wanted: Filter
) -> Mapping[str, Any]:
    return importance.build(session, store, wave, actor=actor, wanted=wanted).to_json()


WAVE_REPORTS: Final[dict[str, WaveReport]] = {
    "gap": WaveReport(m("差距报告"), _gap),
    "accounting": WaveReport(m("回收情况"), _accounting, filtered=False),
    "drivers": WaveReport(m("重要程度的两种算法"), _drivers),
}
