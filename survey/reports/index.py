"""The figures of a gap report that are no gap: satisfaction degree, share satisfied, dimensions, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.reports.returns.recounts import Recount, recounts

__all__ = ["Index", "build"]


@dataclass(frozen=True, slots=True)
class Index:
    """The indices of one wave under one filter, and the degree by other ways of counting."""

    report: GapReport
    recounts: tuple[Recount, ...]

    def to_json(self) -> dict[str, Any]:
        whole = self.report.to_json()
        overall = whole["overall"]
        return {
            **{name: whole[name] for name in ("wave", "n", "n_customers", "method")},
            **{name: overall[name] for name in ("degree", "rate", "target", "verdict")},
            **{name: overall[name] for name in ("rate_target", "rate_verdict")},
            "dimensions": [
                {name: one[name] for name in ("key", "label", "degree", "weight", "target", "verdict")}
                for one in whole["dimensions"]
            ],
            "recounts": [one.to_json() for one in self.recounts],
        }


def build(session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter) -> Index:
    """The indices of a wave, as `actor` may see them."""
    return Index(
        gap.build(session, store, wave, actor=actor, wanted=wanted),
        recounts(session, store, wave, actor=actor, wanted=wanted),
    )
