"""The gap report: what matters to customers, what they get, and how far apart the two are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.competing.ratings import best_others
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import SEGMENTS, Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import weights_of
from survey.reports.counting.sample import Pair, Sample, sample
from survey.reports.counting.targets import held_against, targets_of
from survey.reports.drivers.axes import AxisChoice, quadrants_of
from survey.reports.gaps import groups
from survey.reports.gaps.gap_report import GapItem, GapReport
from survey.reports.gaps.priorities import priorities_of
from survey.stats import (
    AgainstMeanGap,
    Estimate,
    Gap,
    hidden,
    ipa_quadrants,
    undefined,
    verdict,
)

__all__ = ["build", "class_rows"]


def build(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    wanted: Filter | None = None,
    axes: AxisChoice = "default",
) -> GapReport:
    """The gap report of a wave for one filter, as `actor` may see it."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    drawn = sample(columns, definition, wanted, unit=wave.unit, population=invited_whole(session, wave))
    refusal = disclosure.refusal(columns, wanted, drawn.n_units)
    report = _figures(session, wave, definition, columns, drawn, disclosure, axes)
    if refusal:
        return _withheld(report, refusal)
    return replace(report, beside=best_others(columns, definition, wanted, wave.unit, disclosure))


def class_rows(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter, by: str = "class"
) -> list[tuple[str, GapReport]]:
    """The report of each value of a segment, under the same filter; the core class (A) comes first."""
    columns = store.of(session, wave)
    return [
        (value, build(session, store, wave, actor=actor, wanted=wanted.narrowed(by, value)))
        for value in columns.values_of(by)
        if value
    ]


def invited_whole(session: Session, wave: Wave) -> int | None:
    """N of the frame when every customer on it was given a questionnaire; else None: no correction."""
    size = session.scalar(
        sa.select(sa.func.count()).select_from(FrameEntry).where(FrameEntry.wave_id == wave.id)
    )
    issued = session.scalar(
        sa.select(sa.func.count(sa.distinct(Invitation.customer_id)))
        .join(FrameEntry, sa.and_(FrameEntry.customer_id == Invitation.customer_id))
        .where(Invitation.wave_id == wave.id, FrameEntry.wave_id == wave.id)
    )
    return size if size and size == issued and wave.unit == "customer" else None


def _figures(
    session: Session,
    wave: Wave,
    definition: Definition,
    columns: Columns,
    drawn: Sample,
    disclosure: Disclosure,
    axes: AxisChoice,
) -> GapReport:
    weights = weights_of(definition)
    items = _items(drawn, disclosure)
    degree = disclosure.seen(drawn.degree(weights).within(0, 100))
    rate_item = next((item.key for item in definition.items() if "overall" in item.tags), "")
    rate = disclosure.seen(_rate(drawn, definition, rate_item))
    targets = targets_of(session, wave)
    own, own_rate = (targets.whole(measure, drawn.wanted) for measure in ("degree", "rate"))
    target = targets.company("degree") if own is None else own
    return GapReport(
        wave=wave,
        definition=definition,
        wanted=drawn.wanted,
        disclosure=disclosure,
        as_of=columns.as_of,
        unit=wave.unit,
        n_units=drawn.n_units,
        n_responses=drawn.n_responses,
        population=drawn.population,
        sign=drawn.pairs[0].sign if drawn.pairs else "performance-importance",
        items=items,
        dimensions=groups.dimensions(drawn, definition, weights, disclosure, targets),
        touchpoints=groups.touchpoints(drawn, definition, disclosure),
        departments=groups.departments(drawn, disclosure, targets),
        overall_gap=disclosure.seen(drawn.mean_gap(drawn.pairs)),
        degree=degree,
        rate=rate,
        rate_item=rate_item,
        target=target,
        rate_target=targets.company("rate") if own_rate is None else own_rate,
        verdict=None if own is None else verdict(degree, own),
        rate_verdict=held_against(rate, own_rate),
        quadrants=quadrants_of(
            [item.gap.reference for item in items],
            [item.gap.performance for item in items],
            drawn.pairs[0].scale if drawn.pairs else None,
            axes,
            target=target,
        ),
        degree_values=_each_degree(drawn, weights) if disclosure.prints_values(degree.n) else (),
        priorities=priorities_of(
            columns,
            drawn.wanted,
            [pair for pair, item in zip(drawn.pairs, items, strict=True) if not item.gap.gap.hidden],
            unit=wave.unit,
            n=drawn.n_units,
        ),
        scale=drawn.pairs[0].scale if drawn.pairs else None,
        weights=weights,
        segments={segment: columns.values_of(segment) for segment in SEGMENTS},
        withheld=None,
    )


def _items(drawn: Sample, disclosure: Disclosure) -> tuple[GapItem, ...]:
    versus = drawn.against_mean() or (None,) * len(drawn.pairs)
    return tuple(_item(drawn, pair, test, disclosure) for pair, test in zip(drawn.pairs, versus, strict=True))


def _item(drawn: Sample, pair: Pair, test: AgainstMeanGap | None, disclosure: Disclosure) -> GapItem:
    figures = drawn.gap(pair)
    if disclosure.k and 0 < figures.n < disclosure.k:
        figures = _hide(figures, disclosure)
    satisfied_from = pair.scale.satisfied_from or pair.scale.values[-1]
    return GapItem(
        key=pair.item.key,
        label=pair.item.text,
        dimension=pair.item.dimension or "",
        touchpoint=pair.item.touchpoint or "",
        department=pair.item.department or "",
        gap=figures,
        satisfied=disclosure.seen(drawn.share_at_least(pair.second, satisfied_from)),
        n_responses=int(drawn.counts(pair.second)[: max(pair.scale.values) + 1].sum()),
        versus_mean=test,
        values=drawn.values(pair) if disclosure.prints_values(figures.n) else (),
    )


def _each_degree(drawn: Sample, weights: Mapping[str, float]) -> tuple[float, ...]:
    """The single customers' 满意度, lowest first."""
    each = drawn.degrees(weights) if isinstance(drawn, CustomerSample) else np.empty(0)
    return tuple(sorted(each[~np.isnan(each)].tolist()))


def _rate(drawn: Sample, definition: Definition, rate_item: str) -> Estimate:
    """满意率 = （非常满意 + 满意） ÷ 有效评价数 of the overall question; undefined where none is asked."""
    if not rate_item:
        return undefined(m("问卷没有总体满意度这道题，不能计算满意率"))
    column = next(column for column in definition.columns if column.item == rate_item)
    scale = definition.scale_by_key[column.scale] if column.scale else None
    return drawn.share_at_least(column.key, (scale.satisfied_from if scale else None) or 4)


def _hide(figures: Gap, disclosure: Disclosure) -> Gap:
    why = disclosure.too_few
    return replace(
        figures,
        reference=hidden(why),
        performance=hidden(why),
        gap=hidden(why),
        unmet=hidden(why),
        unmet_count=0,
    )


def _withheld(report: GapReport, why: Message) -> GapReport:
    """The report with every figure withheld: the frame of the page stays, nothing can be read off it."""
    nothing = hidden(why)
    blank = Gap(nothing, nothing, nothing, nothing, 0, report.items[0].gap.sign) if report.items else None
    items = tuple(
        replace(item, gap=blank or item.gap, satisfied=nothing, n_responses=0, versus_mean=None, values=())
        for item in report.items
    )
    blanks: dict[str, Any] = {
        name: tuple(
            replace(group, gap=nothing, degree=nothing if group.degree else None, values=())
            for group in getattr(report, name)
        )
        for name in ("dimensions", "touchpoints", "departments")
    }
    return replace(
        report,
        n_units=0,
        n_responses=0,
        items=items,
        **blanks,
        overall_gap=nothing,
        degree=nothing,
        rate=nothing,
        verdict=None,
        rate_verdict=None,
        quadrants=ipa_quadrants([nothing] * len(items), [nothing] * len(items)),
        degree_values=(),
        priorities=None,
        withheld=why,
    )
