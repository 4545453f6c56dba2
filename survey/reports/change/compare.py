"""Comparing two segments of a wave, or two waves: how far apart they are, and what can be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.errors import InvalidInput
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.change import comparable, differences
from survey.reports.change.comparison import Comparison, Difference, Row, Side
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import SEGMENTS, Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import Sample, made
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure, measures_of
from survey.reports.counting.shown import shown, single_values
from survey.stats import hidden, safe_difference, too_few, undefined

__all__ = ["MODE_SHIFT", "modes_of", "of_segments", "of_waves"]

MODE_SHIFT = 0.15
"""From such a change in the share of a mode on, a warning: telephone scores run higher."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A side while it is counted: its answers, its definition, what the reader may see."""

    side: Side
    definition: Definition
    sample: Sample
    disclosure: Disclosure


def of_segments(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    by: str,
    first: str,
    second: str,
    wanted: Filter | None = None,
    figure: Figure = "performance",
) -> Comparison:
    """Two values of a segment (class, region, mode …) within a wave; raises InvalidInput for others."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    _check(columns, by, first, second)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    sides = [
        _drawn(columns, wave, definition, wanted.narrowed(by, value), value, definition, disclosure)
        for value in (first, second)
    ]
    base = comparable.sample_under(columns, definition, wanted, unit=wave.unit, reference=definition)
    refusal = _refusal(columns, sides[0], sides[1], base)
    return _compared(by, figure, definition, sides[0], sides[1], refusal)


def of_waves(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    earlier: Wave,
    *,
    actor: Actor,
    wanted: Filter | None = None,
    figure: Figure = "performance",
) -> Comparison:
    """`wave` against an `earlier` one under the same filter, reckoned by the tables of `wave`."""
    if wave.id == earlier.id:
        raise InvalidInput(m("请选择另一期调查来对比。"))
    reference = definitions.definition_of(session, wave.version_id)
    sides = []
    refusal: Message | None = None
    for one in (wave, earlier):
        columns = store.of(session, one)
        own = definitions.definition_of(session, one.version_id)
        drawn = _drawn(columns, one, own, wanted or Filter(), "", reference, for_reader(one, actor))
        refusal = refusal or drawn.disclosure.refusal(columns, drawn.side.wanted, drawn.side.n_units)
        sides.append(drawn)
    return _compared("", figure, reference, sides[0], sides[1], refusal)


def _check(columns: Columns, by: str, first: str, second: str) -> None:
    if by not in SEGMENTS:
        raise InvalidInput(m("不能按“%(by)s”对比。", by=by))
    known = columns.values_of(by)
    for value in (first, second):
        if value not in known:
            raise InvalidInput(m("这期调查里没有“%(value)s”。", value=value))
    if first == second:
        raise InvalidInput(m("请选择两个不同的组来对比。"))


def _drawn(
    columns: Columns,
    wave: Wave,
    own: Definition,
    wanted: Filter,
    value: str,
    reference: Definition,
    disclosure: Disclosure,
) -> _Drawn:
    drawn = comparable.sample_under(columns, own, wanted, unit=wave.unit, reference=reference)
    side = Side(wave, wanted, value, wave.unit, drawn.n_units, drawn.n_responses, modes_of(columns, wanted))
    return _Drawn(side, own, drawn, disclosure)


def modes_of(columns: Columns, wanted: Filter) -> dict[str, float]:
    """Share of the counted responses by mode, the most frequent first."""
    sizes = made(columns, "sizes", lambda: np.bincount(columns.cell, minlength=len(columns.cells)))
    counts: dict[str, int] = {}
    for number in wanted.chosen(columns):
        mode = columns.cells[number]["mode"]
        counts[mode] = counts.get(mode, 0) + int(sizes[number])
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {mode: k / total for mode, k in ordered if total}


def _refusal(columns: Columns, first: _Drawn, second: _Drawn, base: Sample) -> Message | None:
    """Why two segments are withheld: one of them is too small, or those beside one or beside both are."""
    k = first.disclosure.k
    if not k:
        return None
    for drawn in (first, second):
        refusal = drawn.disclosure.refusal(columns, drawn.side.wanted, drawn.side.n_units)
        if refusal or not safe_difference(base.n_units, drawn.side.n_units, k):
            return too_few(k)
    together = _united(first.sample, second.sample)
    return None if safe_difference(base.n_units, together, k) else too_few(k)


def _united(first: Sample, second: Sample) -> int:
    """How many units are on either side; a customer may be on both."""
    if isinstance(first, CustomerSample) and isinstance(second, CustomerSample):
        return int(np.union1d(first.units, second.units).size)
    return first.n_units + second.n_units


def _compared(
    by: str, figure: Figure, definition: Definition, first: _Drawn, second: _Drawn, refusal: Message | None
) -> Comparison:
    other = {measure.key: measure for measure in measures_of(second.definition, figure)}
    places = None if by else differences.places(first.sample, second.sample)
    versions = comparable.Versions.of(second.definition, definition)
    rows = [
        _row(measure, other.get(measure.key), versions, first, second, places)
        for measure in measures_of(definition, figure)
    ]
    if refusal is not None:
        rows = [_blank(row, refusal) for row in rows]
    sides = [first.side, second.side]
    if refusal is not None:
        sides = [replace(side, n_units=0, n_responses=0, modes={}) for side in sides]
    return Comparison(
        by=by,
        figure=figure,
        definition=definition,
        first=sides[0],
        second=sides[1],
        rows=differences.corrected(rows),
        in_both=None if refusal is not None else differences.in_both(first.sample, second.sample),
        recalculated=() if by else comparable.recalculated(second.definition, definition),
        mode_shift=_shift(sides[0].modes, sides[1].modes) if by != "mode" else 0.0,
        withheld=refusal,
    )


def _row(
    measure: Measure,
    own: Measure | None,
    versions: comparable.Versions,
    first: _Drawn,
    second: _Drawn,
    places: differences.Places | None,
) -> Row:
    one = first.sample.spread(measure)
    if own is None:
        nothing = undefined(comparable.NEW_ITEM)
        gone = Difference(nothing, None, reason=comparable.NEW_ITEM)
        return Row(measure, shown(one, first.disclosure), nothing, gone, None, (comparable.NEW_ITEM,))
    two = second.sample.spread(comparable.measure_under(measure, own))
    breaks = comparable.breaks_of(measure, versions)
    seen = [(drawn.disclosure, drawn.side.unit) for drawn in (first, second)]
    apart, paired = differences.apart(measure, one, two, *seen), None
    if places is not None and not breaks:
        k = max(first.disclosure.k, second.disclosure.k)
        paired = differences.within(measure, one, two, places, k)
    if breaks:
        apart = Difference(undefined(breaks[0]), None, reason=breaks[0])
    return Row(
        measure,
        shown(one, first.disclosure),
        shown(two, second.disclosure),
        apart,
        paired,
        breaks,
        single_values(one, first.disclosure),
        single_values(two, second.disclosure),
    )


def _blank(row: Row, why: Message) -> Row:
    nothing = hidden(why)
    return Row(row.measure, nothing, nothing, Difference(nothing, None, reason=why), None, row.breaks)


def _shift(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    if not first or not second:
        return 0.0
    return max(abs(first.get(mode, 0.0) - second.get(mode, 0.0)) for mode in {*first, *second})
