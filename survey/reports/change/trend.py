"""One measure over the waves of a questionnaire, with targets, breaks, and earlier years entered as totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.errors import NotFound
from survey.fieldwork import definitions, earlier, queries
from survey.fieldwork.models import EarlierTotal, Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.change import comparable, differences
from survey.reports.change.compare import MODE_SHIFT, modes_of
from survey.reports.change.period import Period
from survey.reports.change.trend_report import Point, Series, Trend
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import Sample
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure, Spread, measure_by_key, measures_of
from survey.reports.counting.shown import shown, single_values
from survey.reports.counting.targets import targets_in
from survey.stats import Estimate, holm

__all__ = ["MOST_WAVES", "build"]

MOST_WAVES: Final = 24
TOTAL = m("录入的汇总数，没有区间")


@dataclass(frozen=True, slots=True)
class _Counted:
    """A wave while it is counted under the tables of the latest version."""

    wave: Wave
    definition: Definition
    sample: Sample
    own_sample: Sample
    disclosure: Disclosure
    refusal: Message | None
    modes: dict[str, float]


def build(
    session: Session,
    store: ColumnStore,
    *,
    actor: Actor,
    questionnaire: str = "",
    measure: str = "degree",
    figure: Figure = "performance",
    wanted: Filter | None = None,
) -> Trend:
    """The trend of a measure; `questionnaire` '' takes the one of the latest wave. Raises NotFound without waves."""
    known = [wave for wave in queries.waves(session) if wave.state != "draft"]
    key = questionnaire or next((wave.version.questionnaire.key for wave in known), "")
    chosen = [wave for wave in known if wave.version.questionnaire.key == key]
    if not chosen:
        raise NotFound(m("这份问卷还没有开展过调查。"))
    waves = list(reversed(chosen[:MOST_WAVES]))
    reference = definitions.definition_of(session, waves[-1].version_id)
    followed = measure_by_key(reference, measure, figure)
    counted = [_counted(session, store, wave, reference, wanted or Filter(), actor) for wave in waves]
    zone = _zone(session)
    points = [
        *(_entered(session, total, followed) for total in _totals(session, key, followed, wanted)),
        *_points(session, counted, followed, reference, zone, wanted or Filter()),
    ]
    points.sort(key=lambda point: (point.year, point.wave is not None))
    return Trend(
        questionnaire=key,
        measure=followed,
        figure=figure,
        wanted=wanted or Filter(),
        definition=reference,
        points=tuple(points),
        waves=tuple(waves),
        others=tuple(_series(one, counted) for one in measures_of(reference, figure)),
        recalculated=_recalculated(counted, reference),
        left_out=max(len(chosen) - MOST_WAVES, 0),
    )


def _recalculated(counted: Sequence[_Counted], reference: Definition) -> tuple[Message, ...]:
    """What of older waves is reckoned by the latest tables, each said once."""
    found = [said for one in counted for said in comparable.recalculated(one.definition, reference)]
    return tuple({said.text: said for said in found}.values())


def _zone(session: Session) -> ZoneInfo:
    company = session.get(Company, 1)
    return ZoneInfo(company.time_zone if company else "Asia/Shanghai")


def _counted(
    session: Session, store: ColumnStore, wave: Wave, reference: Definition, wanted: Filter, actor: Actor
) -> _Counted:
    columns = store.of(session, wave)
    own = definitions.definition_of(session, wave.version_id)
    drawn = comparable.sample_under(columns, own, wanted, unit=wave.unit, reference=reference)
    again = drawn
    if own is not reference:
        again = comparable.sample_under(columns, own, wanted, unit=wave.unit, reference=own)
    disclosure = for_reader(wave, actor)
    refusal = disclosure.refusal(columns, wanted, drawn.n_units)
    return _Counted(wave, own, drawn, again, disclosure, refusal, modes_of(columns, wanted))


def _own(measure: Measure, one: _Counted) -> Measure | None:
    """The measure as that wave's version has it, under the weights of the latest; None where it lacks it."""
    figure: Figure = _figure_of(measure)
    own = {each.key: each for each in measures_of(one.definition, figure)}.get(measure.key)
    return None if own is None else comparable.measure_under(measure, own)


def _figure_of(measure: Measure) -> Figure:
    if measure.kind == "gap":
        return "gap"
    return (
        "importance" if measure.pair is not None and measure.column == measure.pair.first else "performance"
    )


def _spread(measure: Measure, one: _Counted) -> Spread | None:
    own = _own(measure, one)
    return None if own is None else one.sample.spread(own)


def _points(
    session: Session,
    counted: Sequence[_Counted],
    measure: Measure,
    reference: Definition,
    zone: ZoneInfo,
    wanted: Filter,
) -> list[Point]:
    found: list[Point] = []
    before: tuple[_Counted, Spread] | None = None
    for one in counted:
        spread = _spread(measure, one)
        if spread is None:
            continue
        year = one.wave.opens_at.astimezone(zone).year
        point = Point(
            label=one.wave.period or one.wave.name,
            year=year,
            estimate=shown(spread, one.disclosure, one.refusal),
            values=() if one.refusal else single_values(spread, one.disclosure),
            wave=one.wave,
            n_responses=0 if one.refusal else one.sample.n_responses,
            target=targets_in(session, year).of(measure, wanted or Filter()),
            as_reported=_as_reported(measure, one, spread),
        )
        found.append(point if before is None else _changed(point, measure, one, spread, before))
        before = (one, spread)
    return _corrected(found)


def _changed(
    point: Point, measure: Measure, one: _Counted, spread: Spread, before: tuple[_Counted, Spread]
) -> Point:
    """The point with its change against the wave before."""
    last, old = before
    breaks = comparable.breaks_of(measure, comparable.Versions.of(last.definition, one.definition))
    moved = max(
        (abs(one.modes.get(k, 0) - last.modes.get(k, 0)) for k in {*one.modes, *last.modes}), default=0
    )
    point = replace(point, breaks=breaks, mode_moved=moved > MODE_SHIFT)
    if breaks or one.refusal or last.refusal:
        return point
    places = differences.places(one.sample, last.sample)
    k = max(one.disclosure.k, last.disclosure.k)
    return replace(
        point,
        apart=differences.apart(
            measure, spread, old, (one.disclosure, one.wave.unit), (last.disclosure, last.wave.unit)
        ),
        paired=None if places is None else differences.within(measure, spread, old, places, k),
    )


def _corrected(points: list[Point]) -> list[Point]:
    """The points with Holm's correction over the changes from wave to wave."""
    apart = holm([None if one.apart is None else one.apart.p for one in points])
    paired = holm([None if one.paired is None else one.paired.p for one in points])
    return [
        replace(
            one,
            apart=None if one.apart is None else replace(one.apart, p_adjusted=p),
            paired=None if one.paired is None else replace(one.paired, p_adjusted=q),
        )
        for one, p, q in zip(points, apart, paired, strict=True)
    ]


def _as_reported(measure: Measure, one: _Counted, spread: Spread) -> Estimate | None:
    if measure.kind != "degree" or one.refusal is not None:
        return None
    own = {each.key: each for each in measures_of(one.definition)}[measure.key]
    reported = one.own_sample.spread(own)
    same = reported.moments.mean == spread.moments.mean
    return None if same else shown(reported, one.disclosure)


def _totals(
    session: Session, questionnaire: str, measure: Measure, wanted: Filter | None
) -> Sequence[EarlierTotal]:
    """Earlier totals of the whole company: none belongs to a filtered trend, nor to another figure of an item."""
    if wanted or _figure_of(measure) != "performance":
        return ()
    return earlier.earlier_totals(session, measure=measure.key, questionnaire=questionnaire)


def _entered(session: Session, total: EarlierTotal, measure: Measure) -> Point:
    period = Period(total.year, total.part or 1, "half" if total.part else "year")
    estimate = Estimate(total.value, None, None, total.n or 0, reason=TOTAL)
    return Point(
        period.label,
        total.year,
        estimate,
        total=total,
        target=targets_in(session, total.year).of(measure, Filter()),
    )


def _series(measure: Measure, counted: Sequence[_Counted]) -> Series:
    none = Estimate(None, None, None, 0, reason=comparable.NEW_ITEM)
    return Series(
        measure,
        tuple(
            none if (spread := _spread(measure, one)) is None else shown(spread, one.disclosure, one.refusal)
            for one in counted
        ),
    )
