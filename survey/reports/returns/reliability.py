"""Whether the items of a dimension measure one thing: Cronbach's α per dimension, and each item's part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.questions import text_in
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units, remembered
from survey.reports.drivers.predictors import predictors_of
from survey.reports.wave_report import Reading, WaveReport, read
from survey.stats import Reliability, cronbach_alpha

__all__ = ["ItemPart", "ReliabilityReport", "ScaleReliability", "build"]

ONE_ITEM: Final = m("只有一个评价项目，信度无定义")
WHOLE: Final = ""
CONSTANT: Final = m("评分没有变化，相关无定义")


@dataclass(frozen=True, slots=True)
class ItemPart:
    """One item in its scale: its correlation with the rest and α without it; None where not defined."""

    key: str
    label: Mapping[str, str]
    item_rest: float | None
    if_deleted: float | None
    reason: Message | None


@dataclass(frozen=True, slots=True)
class ScaleReliability:
    """One dimension (key '' for all items together): α raw and standardised over n complete units."""

    key: str
    label: Mapping[str, str]
    raw: float | None
    standardised: float | None
    n: int
    items: tuple[ItemPart, ...]
    reason: Message | None
    """Why α is not defined, or withheld; None where both are there."""

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key or None,
            "label": text_in(self.label) or None,
            "alpha": self.raw,
            "standardised": self.standardised,
            "n": self.n,
            "reason": str(self.reason) if self.reason else None,
            "items": [
                {
                    "key": item.key,
                    "label": text_in(item.label),
                    "item_rest": item.item_rest,
                    "alpha_if_deleted": item.if_deleted,
                }
                for item in self.items
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityReport(WaveReport):
    """All dimensions with at least one rated item, then all items together."""

    scales: tuple[ScaleReliability, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report reliability --json` prints it."""
        return {
            **self.counted(),
            "hidden": str(self.withheld) if self.withheld else None,
            "scales": [scale.to_json() for scale in self.scales],
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> ReliabilityReport:
    """The reliability of a wave's dimensions for one filter, as `actor` may see it.

    Over the unit of the wave: a customer's responses are averaged first, as everywhere.
    """
    reading = read(session, store, wave, actor, wanted)
    found = [] if reading.withheld else _scales(reading)
    return ReliabilityReport(
        **reading.head(),
        scales=tuple(_shown(scale, reading.disclosure) for scale in found),
    )


def _scales(reading: Reading) -> list[ScaleReliability]:
    definition = reading.definition
    items = predictors_of(definition, "item")
    by_dimension = {dimension.key: dimension.label for dimension in definition.dimensions}
    groups = {
        key: tuple(one for one in items if definition.item_by_key[one.key].dimension == key)
        for key in by_dimension
    }
    found = []
    for key, members in {**groups, WHOLE: items}.items():
        if not members or (key == WHOLE and len([g for g in groups.values() if g]) < 2):
            continue
        labels = {one.key: one.label for one in members}
        rated = tuple(column for one in members for column in one.rated)
        alpha = remembered(
            reading.columns, f"alpha:{key}", reading.wanted, partial(_alpha, reading.units, rated)
        )
        found.append(_scale(key, by_dimension.get(key, {}), labels, alpha))
    return found


def _alpha(units: Units, rated: tuple[str, ...]) -> Reliability | int:
    """The reliability of the columns; of a single one only how many rated it."""
    table = units.table(rated)
    return cronbach_alpha(table) if len(rated) > 1 else int((~np.isnan(table[:, 0])).sum())


def _scale(
    key: str, label: Mapping[str, str], labels: Mapping[str, Mapping[str, str]], alpha: Reliability | int
) -> ScaleReliability:
    if isinstance(alpha, int):
        parts = tuple(ItemPart(one, text, None, None, ONE_ITEM) for one, text in labels.items())
        return ScaleReliability(key, label, None, None, alpha, parts, ONE_ITEM)
    parts = tuple(
        ItemPart(one, text, rest, without, CONSTANT if rest is None and alpha.raw is not None else None)
        for (one, text), rest, without in zip(labels.items(), alpha.item_rest, alpha.if_deleted, strict=True)
    )
    undefined = alpha.reason or (
        m("有项目的评分没有变化，标准化 α 无定义") if alpha.standardised is None else None
    )
    return ScaleReliability(key, label, alpha.raw, alpha.standardised, alpha.n, parts, undefined)


def _shown(scale: ScaleReliability, disclosure: Disclosure) -> ScaleReliability:
    """The scale as the reader may see it: nothing of fewer than k complete units."""
    if not disclosure.k or not 0 < scale.n < disclosure.k:
        return scale
    parts = tuple(ItemPart(item.key, item.label, None, None, None) for item in scale.items)
    return ScaleReliability(scale.key, scale.label, None, None, 0, parts, disclosure.too_few)
