"""Builds the competitor report of a wave for one filter and one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.listing import sees_competitors
from survey.errors import Conflict
from survey.fieldwork.models import Wave
from survey.instrument.competitors import Asked
from survey.instrument.competitors import asked as asked_in
from survey.instrument.definition import Definition
from survey.language import m
from survey.reports.competing.accounts import accounts_of
from survey.reports.competing.comparison import Direct
from survey.reports.competing.names import POURING_IN, Names, with_names
from survey.reports.competing.ratings import best_ratings, clusters_of, competitor_ratings, rates_any
from survey.reports.competing.reckoning import Ratings, compared, directly, shares
from survey.reports.competing.report import Competitor, CompetitorReport, letter_of
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.figures import values_of
from survey.reports.counting.filters import Filter
from survey.reports.wave_report import Reading, read
from survey.stats import Estimate, hidden, suppress_small, undefined

__all__ = ["LISTED", "asks_competitors", "build"]

LISTED = 5
"""How many competitors are told of one by one."""
Rows = NDArray[np.bool_]


def asks_competitors(definition: Definition) -> bool:
    """Whether the questionnaire asks anything about competitors."""
    return bool(asked_in(definition))


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> CompetitorReport:
    """Us beside competitors in a wave, as `actor` may see it; raises Forbidden for salespeople.

    Competitors' names are for those with the right to them, everyone else reads 竞争者 A, B …
    """
    reading, names = _read(session, store, wave, actor, wanted)
    about = asked_in(reading.definition)
    if reading.withheld or not about:
        return _empty(reading, about)
    rows = best_ratings(reading.columns, reading.units, wave.unit, about)
    competitors, unlisted = _competitors(reading, about, names, rows, named=sees_competitors(actor))
    joins = reading.disclosure.names and wave.unit == "customer"
    return CompetitorReport(
        **reading.head(),
        asked=True,
        items=compared(rows, reading.disclosure),
        competitors=competitors,
        direct=_direct(reading, about),
        rating=_rating(reading, about),
        unlisted=unlisted,
        accounts=accounts_of(session, reading.columns, reading.units, about, rows) if joins else (),
    )


def _read(
    session: Session, store: ColumnStore, wave: Wave, actor: Actor, wanted: Filter | None
) -> tuple[Reading, Names]:
    columns, names = with_names(session, store, wave)
    reading = read(session, store, wave, actor, wanted)
    if reading.columns.stamp != columns.stamp:
        raise Conflict(POURING_IN)
    return reading, names


def _empty(reading: Reading, about: Asked) -> CompetitorReport:
    nothing = hidden(reading.withheld) if reading.withheld else undefined(m("问卷没有问到竞争者"))
    return CompetitorReport(
        **reading.head(),
        asked=bool(about),
        items=(),
        competitors=(),
        direct=(),
        rating=nothing,
        unlisted=None,
        accounts=(),
    )


def _competitors(
    reading: Reading, about: Asked, names: Names, everybody: list[Ratings], *, named: bool
) -> tuple[tuple[Competitor, ...], int | None]:
    """The competitors named by most, and the units that rate another one or none by name (None: withheld).

    Holm's correction is over all items of all that are listed. Where groups under k are withheld, so are
    those from which they would follow, as a whole and item by item.
    """
    meant = [_meant(reading, names, place) for place in range(min(LISTED, len(names.labels)))]
    raters = [rates_any(reading.units, about, one) for one in meant]
    sizes = [int(one.sum()) for one in raters]
    shut = _shut([*sizes, _outside(reading, about, raters)], reading)
    shown = [place for place, n in enumerate(sizes) if n and not shut[place]]
    given = reading.columns, reading.units, reading.wave.unit, about
    groups = [competitor_ratings(*given, meant[place]) for place in shown]
    groups = _item_by_item(groups, everybody, reading) if groups else groups
    told = compared([row for rows in groups for row in rows], reading.disclosure)
    width = len(about.rated)
    found = tuple(
        Competitor(
            letter_of(place),
            names.labels[place] if named else "",
            sizes[place],
            told[number * width : (number + 1) * width],
        )
        for number, place in enumerate(shown)
    )
    unlisted = _outside(reading, about, [raters[place] for place in shown])
    return found, None if 0 < unlisted < reading.disclosure.k else unlisted


def _outside(reading: Reading, about: Asked, groups: list[Rows]) -> int:
    """How many units rate a competitor and are in none of the groups."""
    return int((rates_any(reading.units, about) & ~_together(groups, reading.units.n)).sum())


def _together(groups: list[Rows], n: int) -> Rows:
    found: Rows = np.logical_or.reduce([np.zeros(n, dtype=np.bool_), *groups])
    return found


def _meant(reading: Reading, names: Names, place: int) -> Mapping[str, Rows]:
    """Section → which counted responses rate the competitor at `place` there."""
    return {block: codes[reading.units.rows] == place for block, codes in names.codes.items()}


def _item_by_item(
    groups: list[list[Ratings]], everybody: list[Ratings], reading: Reading
) -> list[list[Ratings]]:
    """The ratings, those shut from which a group of fewer than k would follow on their item."""
    shut = []
    for whole, *rows in zip(everybody, *groups, strict=True):
        told = _together([~np.isnan(row.own) for row in rows], reading.units.n)
        shut.append(_shut([*(row.n for row in rows), max(0, whole.n - int(told.sum()))], reading))
    return [
        [replace(row, shut=shut[item][number]) for item, row in enumerate(rows)]
        for number, rows in enumerate(groups)
    ]


def _shut(counts: list[int], reading: Reading) -> list[bool]:
    k = reading.disclosure.k
    if not k:
        return [False] * len(counts)
    return [bool(each) for each in suppress_small(counts, k).cells]


def _direct(reading: Reading, about: Asked) -> tuple[Direct, ...]:
    units = reading.units
    rows = [
        (
            one.key,
            one.label,
            units.rolled(values_of(units.codes(one.column))) - one.middle,
            one.scale.values[-1] - one.middle,
        )
        for one in about.compared
    ]
    return directly(rows, clusters_of(reading.columns, units, reading.wave.unit), reading.disclosure)


def _rating(reading: Reading, about: Asked) -> Estimate:
    """The share of all counted units that rate or compare a competitor."""
    clusters = clusters_of(reading.columns, reading.units, reading.wave.unit)
    return shares(rates_any(reading.units, about), clusters, reading.disclosure)
