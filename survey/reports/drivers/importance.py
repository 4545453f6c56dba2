"""What drives satisfaction: what customers say is important, beside what goes with their overall rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import Scale
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import SINGLE_VALUES_BELOW, Disclosure
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units, flags, remembered
from survey.reports.drivers.importance_report import Driver, ImportanceReport, Ranked
from survey.reports.drivers.predictors import Predictor, outcome_of, predictors_of, values_by_unit
from survey.reports.wave_report import Reading, read
from survey.stats import (
    FEWEST_FOR_DRIVERS,
    FEWEST_PER_DRIVER,
    Correlation,
    DriversInterval,
    Estimate,
    drivers_interval,
    hidden,
    mean_interval,
    pearson,
    undefined,
    wilson,
)
from survey.stats.arrays import Floats
from survey.stats.lmg import MOST_ITEMS

__all__ = ["LEVELS", "Level", "build", "degree_target"]

Level = Literal["item", "dimension"]
LEVELS: Final[Mapping[Level, Message]] = {"item": m("按评价项目"), "dimension": m("按维度")}
NO_OVERALL = m("问卷没有总体满意度这道题，不能推导重要程度")
TOO_FEW_PREDICTORS = m("至少要有两个评价项目（或维度），才能比较各自的影响")
NOT_STATED = m("问卷没有询问这一项的重要程度")


def build(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    wanted: Filter | None = None,
    level: Level | None = None,
) -> ImportanceReport:
    """Stated and derived importance of a wave for one filter, as `actor` may see it.

    `level` None chooses: items where they are few enough for the answers there are, else dimensions.
    """
    reading = read(session, store, wave, actor, wanted)
    withheld = reading.withheld
    chosen = level or _fitting_level(reading)
    drivers, interval = remembered(
        reading.columns, f"drivers:{chosen}", reading.wanted, lambda: _derived(reading, chosen)
    )
    return ImportanceReport(
        **reading.head(),
        level=chosen,
        scale=_scale(reading.definition),
        outcome=outcome_of(reading.definition),
        drivers=tuple(_shown(driver, reading) for driver in drivers),
        r2=hidden(withheld) if withheld else interval.r2,
        method=interval.method,
        resamples=interval.resamples,
        n_complete=0 if withheld else interval.n,
        least=least_for(len(drivers)),
        refused=withheld or _refusal(wave, interval, len(drivers)),
        ranked=() if withheld else _ranked(reading),
    )


def degree_target(session: Session, wave: Wave) -> float | None:
    """The company's 满意度 target of the wave's year (0–100); None without one."""
    company = session.get(Company, 1)
    zone = ZoneInfo(company.time_zone if company else "Asia/Shanghai")
    target = queries.target_for(session, wave.opens_at.astimezone(zone).year, "degree")
    return target.value if target else None


def least_for(p: int) -> int:
    """How many complete units deriving importance of `p` predictors asks for: 10 each and at least 50."""
    return max(FEWEST_FOR_DRIVERS, FEWEST_PER_DRIVER * p)


def _refusal(wave: Wave, interval: DriversInterval, p: int) -> Message | None:
    """Why importance was not derived, in the wave's unit."""
    least = least_for(p)
    if interval.reason is None or not interval.resamples or interval.n >= least:
        return interval.reason
    if wave.unit == "customer":
        return m(
            "推导 %(p)d 项的重要程度至少需要 %(least)d 家客户的完整评价，现有 %(n)d 家",
            p=p,
            least=least,
            n=interval.n,
        )
    return m(
        "推导 %(p)d 项的重要程度至少需要 %(least)d 份完整的答卷，现有 %(n)d 份",
        p=p,
        least=least,
        n=interval.n,
    )


def _fitting_level(reading: Reading) -> Level:
    """Items when no more than twelve and enough units rated them all; else dimensions, where there are two."""
    definition, units = reading.definition, reading.units
    items, dimensions = predictors_of(definition, "item"), predictors_of(definition, "dimension")
    outcome = outcome_of(definition)
    if len(dimensions) < 2 or outcome is None:
        return "item"
    if len(items) > MOST_ITEMS:
        return "dimension"

    def complete() -> int:
        rated = values_by_unit(items, units)
        y = units.table([outcome.column])[:, 0]
        return int((~(np.isnan(rated).any(axis=1) | np.isnan(y))).sum())

    enough = remembered(reading.columns, "drivers:complete", reading.wanted, complete) >= least_for(
        len(items)
    )
    return "item" if enough else "dimension"


def _derived(reading: Reading, level: Level) -> tuple[tuple[Driver, ...], DriversInterval]:
    definition, units = reading.definition, reading.units
    predictors = predictors_of(definition, level)
    rated = values_by_unit(predictors, units)
    outcome = outcome_of(definition)
    y = units.table([outcome.column])[:, 0] if outcome else np.full(units.n, np.nan)
    interval = _interval(y, rated, known=outcome is not None)
    stated = [_stated(predictor, units) for predictor in predictors]
    means = [mean_interval(values) for values in stated]
    places = _places(means)
    drivers = tuple(
        Driver(
            key=predictor.key,
            label=predictor.label,
            stated=means[i] if predictor.stated else undefined(NOT_STATED),
            place=places[i],
            performance=mean_interval(rated[:, i]).within(*predictor.span),
            correlation=pearson(rated[:, i], y) if outcome else Correlation(undefined(NO_OVERALL), None),
            share=interval.shares[i],
            part=interval.parts[i],
            significant=interval.significant[i],
            values=_few(stated[i]),
        )
        for i, predictor in enumerate(predictors)
    )
    return drivers, interval


def _scale(definition: Definition) -> Scale | None:
    """The scale of the ratings: that of the first item."""
    first = next(iter(predictors_of(definition, "item")), None)
    column = next((column for column in definition.columns if first and column.key == first.rated[0]), None)
    return definition.scale_by_key[column.scale] if column and column.scale else None


def _few(values: Floats) -> tuple[float, ...]:
    """The single values of so small a base that they may be printed one by one; () for a larger one."""
    there = values[~np.isnan(values)]
    return tuple(sorted(there.tolist())) if there.size < SINGLE_VALUES_BELOW else ()


def _interval(y: Floats, rated: Floats, *, known: bool) -> DriversInterval:
    p = rated.shape[1]
    reason = NO_OVERALL if not known else TOO_FEW_PREDICTORS if p < 2 else None
    if reason is not None:
        none = (undefined(reason),) * p
        return DriversInterval("lmg", none, none, undefined(reason), (False,) * p, 0, 0, reason)
    return drivers_interval(y, rated, "lmg" if p <= MOST_ITEMS else "relative_weights")


def _stated(predictor: Predictor, units: Units) -> Floats:
    """Each unit's stated importance (or expectation); a dimension's is the mean of its items'."""
    return values_by_unit([replace(predictor, rated=predictor.stated)], units)[:, 0]


def _places(stated: Sequence[Estimate]) -> list[int | None]:
    """The place of each in the order of the means, from 1; equal means share a place."""
    means = [None if one.value is None else round(one.value, 9) for one in stated]
    return [
        None if mean is None else 1 + sum(1 for other in means if other is not None and other > mean)
        for mean in means
    ]


def _ranked(reading: Reading) -> tuple[Ranked, ...]:
    """How many name each aspect among the few they value most; a customer by the majority of its answers."""
    definition, units, disclosure = reading.definition, reading.units, reading.disclosure
    item = next((item for item in definition.items() if "most_important" in item.tags), None)
    keys = [column.key for column in definition.columns if item and column.item == item.key]
    if item is None or not keys:
        return ()
    named = units.table(keys, lambda codes: flags(codes, codes > 0))
    first = units.table(keys, lambda codes: flags(codes, codes == 1))
    found = [
        Ranked(
            option.key, option.label, _majority(named[:, i], disclosure), _majority(first[:, i], disclosure)
        )
        for i, option in enumerate(item.options)
    ]
    return tuple(sorted(found, key=lambda each: -(each.named.value or 0.0)))


def _majority(shares: Floats, disclosure: Disclosure) -> Estimate:
    """The share of units at least half of whose responses say so; withheld for fewer than k."""
    there = shares[~np.isnan(shares)]
    found = wilson(int((there >= 0.5).sum()), int(there.size))
    return hidden(disclosure.too_few) if disclosure.k and 0 < found.n < disclosure.k else found


def _shown(driver: Driver, reading: Reading) -> Driver:
    """The driver as the reader may see it."""
    n = max(driver.stated.n, driver.performance.n)
    disclosure = reading.disclosure
    why = reading.withheld or (disclosure.too_few if disclosure.k and 0 < n < disclosure.k else None)
    if why is not None:
        nothing = hidden(why)
        return Driver(
            driver.key,
            driver.label,
            nothing,
            None,
            nothing,
            Correlation(nothing, None),
            nothing,
            nothing,
            False,
            (),
        )
    return driver if disclosure.prints_values(driver.stated.n) else replace(driver, values=())
