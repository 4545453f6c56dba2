"""Every report of one wave by its name: what other programs can ask for as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports import comment_counts, index, loyalty
from survey.reports.competing import building as competing
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.drivers import importance, ipa
from survey.reports.gaps import gap, kano
from survey.reports.priority import first
from survey.reports.returns import accounting, answer_quality, reliability

__all__ = ["WAVE_REPORTS", "Build", "Report", "WaveReport"]


class Report(Protocol):
    """What every report can do."""

    def to_json(self) -> dict[str, Any]: ...


class Build(Protocol):
    """What builds a report of a wave for one filter, as `actor` may see it."""

    def __call__(
        self, session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter
    ) -> Report: ...


@dataclass(frozen=True, slots=True)
class WaveReport:
    """A report of one wave: what it is called, what builds it."""

    title: Message
    build: Build


def _quadrants(session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter) -> Report:
    report = importance.build(session, store, wave, actor=actor, wanted=wanted, level="item")
    return ipa.build(report, "stated", "default", target=importance.degree_target(session, wave))


WAVE_REPORTS: Final[dict[str, WaveReport]] = {
    "gap": WaveReport(m("差距报告"), gap.build),
    "index": WaveReport(m("满意度与满意率"), index.build),
    "first": WaveReport(m("先做什么"), first.build),
    "ipa": WaveReport(m("重要程度–满意程度四象限图"), _quadrants),
    "drivers": WaveReport(m("自述与推导的重要程度"), importance.build),
    "competitors": WaveReport(m("与竞争者比较"), competing.build),
    "loyalty": WaveReport(m("忠诚"), loyalty.build),
    "reliability": WaveReport(m("问卷信度"), reliability.build),
    "kano": WaveReport(m("Kano 分类"), kano.build),
    "quality": WaveReport(m("答卷质量"), answer_quality.build),
    "text": WaveReport(m("意见"), comment_counts.build),
    "accounting": WaveReport(m("回收情况"), accounting.build),
}
