"""Whether the items of a dimension measure one thing: Cronbach's α per dimension, and each item's part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import text_in
from survey.reports.counting.columns import SEGMENTS, Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units, remembered
from survey.reports.drivers.predictors import predictors_of
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


@dataclass(frozen=True, slots=True)
class ReliabilityReport:
    """All dimensions with at least one rated item, then all items together."""

    wave: Wave
    definition: Definition
    wanted: Filter
    as_of: datetime
    unit: str
    n_units: int
    n_responses: int
    scales: tuple[ScaleReliability, ...]
    segments: Mapping[str, tuple[str, ...]]
    withheld: Message | None

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report reliability --json` prints it."""
        return {
            "wave": self.wave.key,
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
            "hidden": str(self.withheld) if self.withheld else None,
            "scales": [scale.to_json() for scale in self.scales],
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> ReliabilityReport:
    """The reliability of a wave's dimensions for one filter, as `actor` may see it.

    Over the unit of the wave: a customer's responses are averaged first, as everywhere.
    """
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    units = Units(columns, wanted, unit=wave.unit)
    why = disclosure.refusal(columns, wanted, units.n)
    found = [] if why else _scales(definition, columns, units, wanted)
    return ReliabilityReport(
        wave=wave,
        definition=definition,
        wanted=wanted,
        as_of=columns.as_of,
        unit=wave.unit,
        n_units=0 if why else units.n,
        n_responses=0 if why else int(units.rows.size),
        scales=tuple(_shown(scale, disclosure) for scale in found),
        segments={segment: columns.values_of(segment) for segment in SEGMENTS},
        withheld=why,
    )


def _scales(definition: Definition, columns: Columns, units: Units, wanted: Filter) -> list[ScaleReliability]:
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
        alpha = remembered(columns, f"alpha:{key}", wanted, partial(_alpha, units, rated))
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
