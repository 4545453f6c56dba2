"""月报, 季报, 半年报, 年报: several waves of comparable items taken together, period by period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.errors import InvalidInput, NotFound
from survey.fieldwork import definitions, queries
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.change import comparable, differences
from survey.reports.change.joined import COMBINE, Combine, Joined, join
from survey.reports.change.period import Period, period_of
from survey.reports.change.period_report import Cell, PeriodColumn, PeriodReport
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import Sample
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure, measures_of
from survey.reports.counting.shown import shown, single_values
from survey.reports.counting.targets import targets_in
from survey.stats import hidden, holm, too_few, undefined

__all__ = ["MOST_PERIODS", "build", "departments_of", "of_department"]

MOST_PERIODS: Final = 12
NOT_ASKED = m("本期没有问，或问法不同")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one wave gives to one period."""

    wave: Wave
    definition: Definition
    sample: Sample
    disclosure: Disclosure
    refusal: Message | None


def build(
    session: Session,
    store: ColumnStore,
    *,
    actor: Actor,
    questionnaire: str = "",
    grain: str = "half",
    combine: str = "latest",
    figure: Figure = "performance",
    wanted: Filter | None = None,
    department: str = "",
) -> PeriodReport:
    """The periods of a questionnaire ('' = that of the latest wave), the latest twelve; one department's rows
    only when asked. Raises NotFound without waves."""
    if combine not in COMBINE:
        raise InvalidInput(m("同一客户几次评价的合并方法只能是最近一次或平均。"))
    how: Combine = "mean" if combine == "mean" else "latest"
    known = [wave for wave in queries.waves(session) if wave.state != "draft"]
    key = questionnaire or next((wave.version.questionnaire.key for wave in known), "")
    waves = [wave for wave in reversed(known) if wave.version.questionnaire.key == key]
    if not waves:
        raise NotFound(m("这份问卷还没有开展过调查。"))
    reference = definitions.definition_of(session, waves[-1].version_id)
    loaded = [(wave, store.of(session, wave)) for wave in waves]
    parts = _parts(session, loaded, reference, grain, wanted or Filter(), actor)
    measures = of_department(measures_of(reference, figure), reference, department)
    targets = {period: targets_in(session, period.year) for period in parts}
    return PeriodReport(
        questionnaire=key,
        definition=reference,
        grain=grain,
        combine=how,
        figure=figure,
        wanted=wanted or Filter(),
        department=department,
        columns=tuple(_column(period, given) for period, given in parts.items()),
        rows=tuple(
            (
                one,
                tuple(
                    replace(cell, target=aims.of(one, wanted or Filter()))
                    for cell, aims in zip(
                        _cells(one, figure, list(parts.values()), reference, how),
                        targets.values(),
                        strict=True,
                    )
                ),
            )
            for one in measures
        ),
        departments=departments_of(reference),
        segments={
            name: tuple(
                sorted({value for _, columns in loaded for value in columns.values_of(name) if value})
            )
            for name in ("class", "region", "product_line")
        },
    )


def departments_of(definition: Definition) -> tuple[str, ...]:
    """The departments that answer for an item or a dimension, in order."""
    named = [item.department for item in definition.items()]
    named += [dimension.department for dimension in definition.dimensions]
    return tuple(dict.fromkeys(name for name in named if name))


def of_department(
    measures: Sequence[Measure], definition: Definition, department: str
) -> tuple[Measure, ...]:
    """The measures that a department answers for: its items, its dimensions; all without a department."""
    if not department:
        return tuple(measures)
    groups = {one.key: one.department for one in definition.dimensions}
    items = {item.key: item.department or groups.get(item.dimension or "") for item in definition.items()}
    own = {f"dimension:{key}": name for key, name in groups.items()}
    own |= {f"item:{key}": name for key, name in items.items()}
    return tuple(measure for measure in measures if own.get(measure.key) == department)


def _parts(
    session: Session,
    loaded: Sequence[tuple[Wave, Columns]],
    reference: Definition,
    grain: str,
    wanted: Filter,
    actor: Actor,
) -> dict[Period, list[_Part]]:
    """Period → what each wave gives to it, oldest first; the latest periods only."""
    found: dict[Period, list[_Part]] = {}
    for wave, columns in loaded:
        disclosure = for_reader(wave, actor)
        own = definitions.definition_of(session, wave.version_id)
        drawn = _by_period(columns, own, wanted, wave.unit, reference, grain)
        refusal = _refusal(columns, wanted, disclosure, [one.n_units for one in drawn.values()])
        for period, one in drawn.items():
            found.setdefault(period, []).append(_Part(wave, own, one, disclosure, refusal))
    return {period: found[period] for period in sorted(found)[-MOST_PERIODS:]}


def _by_period(
    columns: Columns, own: Definition, wanted: Filter, unit: str, reference: Definition, grain: str
) -> dict[Period, Sample]:
    """One wave's counted responses by period."""
    found = {}
    for period in sorted({period_of(month, grain) for month in columns.values_of("month")}):
        within = replace(wanted, month_from=period.first_month, month_to=period.last_month)
        drawn = comparable.sample_under(columns, own, within, unit=unit, reference=reference)
        if drawn.n_responses:
            found[period] = drawn
    return found


def _refusal(
    columns: Columns, wanted: Filter, disclosure: Disclosure, counts: Sequence[int]
) -> Message | None:
    """Why a wave is left out of the periods: its filter is, or one of several periods is too small.

    All its periods then, as periods of different length can be taken from one another.
    """
    whole = int(np.unique(columns.unit[np.isin(columns.cell, wanted.chosen(columns))]).size)
    if refusal := disclosure.refusal(columns, wanted, whole):
        return refusal
    if len(counts) > 1 and any(0 < n < disclosure.k for n in counts):
        return too_few(disclosure.k)
    return None


def _column(period: Period, parts: Sequence[_Part]) -> PeriodColumn:
    refusal = next((part.refusal for part in parts if part.refusal), None)
    by_customer = all(part.wave.unit == "customer" for part in parts)
    counted = _customers(parts) if by_customer else sum(part.sample.n_units for part in parts)
    return PeriodColumn(
        period=period,
        waves=tuple(part.wave for part in parts),
        n_units=0 if refusal else counted,
        n_responses=0 if refusal else sum(part.sample.n_responses for part in parts),
        unit="customer" if by_customer else "response",
        withheld=refusal,
    )


def _customers(parts: Sequence[_Part]) -> int:
    """How many customers the parts have together; answers without one count each."""
    ids: NDArray[np.int64] = np.concatenate(
        [part.sample.customers for part in parts if isinstance(part.sample, CustomerSample)]
    )
    return int(np.unique(ids[ids >= 0]).size + (ids < 0).sum())


def _cells(
    measure: Measure, figure: Figure, given: Sequence[Sequence[_Part]], reference: Definition, how: Combine
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    before: tuple[Joined, Sequence[_Part]] | None = None
    for parts in given:
        refusal = next((part.refusal for part in parts if part.refusal), None)
        usable = _usable(measure, figure, parts, reference)
        if refusal is not None or not usable:
            cells.append(Cell(hidden(refusal) if refusal else undefined(NOT_ASKED)))
            before = None
            continue
        joined = join([(part.sample, own) for part, own in usable], how)
        strictest = max((part.disclosure for part, _ in usable), key=lambda one: one.k)
        small = 0 < joined.spread.moments.n < strictest.k
        cell = Cell(shown(joined.spread, strictest), single_values(joined.spread, strictest))
        used = [part for part, _ in usable]
        cells.append(cell if before is None or small else _changed(cell, measure, joined, used, *before))
        before = None if small else (joined, used)
    return _corrected(cells)


def _usable(
    measure: Measure, figure: Figure, parts: Sequence[_Part], reference: Definition
) -> list[tuple[_Part, Measure]]:
    """The parts whose version asks the measure in the same way, with the measure as it has it."""
    found = []
    for part in parts:
        own = {one.key: one for one in measures_of(part.definition, figure)}.get(measure.key)
        if own is not None and not comparable.breaks_of(
            measure, comparable.Versions.of(part.definition, reference)
        ):
            found.append((part, comparable.measure_under(measure, own)))
    return found


def _changed(
    cell: Cell,
    measure: Measure,
    joined: Joined,
    parts: Sequence[_Part],
    last: Joined,
    last_parts: Sequence[_Part],
) -> Cell:
    """The cell with its change against the period before, within the customers of both where there are any."""
    k = max(part.disclosure.k for part in (*parts, *last_parts))
    if joined.customers is not None and last.customers is not None:
        places = differences.places_of(joined.customers, last.customers)
        within = differences.within(measure, joined.spread, last.spread, places, k)
        if within is not None and within.estimate.low is not None:
            return replace(cell, change=within, paired=True)
    unit = "customer" if joined.customers is not None else "response"
    sides = ((parts[0].disclosure, unit), (last_parts[0].disclosure, unit))
    return replace(cell, change=differences.apart(measure, joined.spread, last.spread, *sides))


def _corrected(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The changes of one measure with Holm's correction."""
    adjusted = holm([None if cell.change is None else cell.change.p for cell in cells])
    return tuple(
        cell if cell.change is None else replace(cell, change=replace(cell.change, p_adjusted=p))
        for cell, p in zip(cells, adjusted, strict=True)
    )
