"""Reads of the register of touchpoint checks: lists, a year in figures, lines for a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.actions.models import TouchpointCheck
from survey.actions.touchpoint_words import ANSWERS, POINTS, TOUCHPOINTS, WAYS
from survey.language import Message, m
from survey.paging import Page, count, place
from survey.sheets import Cell
from survey.stats import Estimate, mean_interval, wilson

__all__ = ["HEADERS", "CheckFilter", "Figures", "all_for", "figures", "page", "rows_of", "years"]

HEADERS: Final[tuple[Message, ...]] = (
    m("编号"),
    m("检查日期"),
    m("触点"),
    m("方式"),
    m("检查人"),
    m("面对客户的部门"),
    *POINTS.values(),
    m("评分（1–5）"),
    m("等待（分钟）"),
    m("发现"),
)


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which checks a list shows; empty fields do not narrow."""

    view: str = "all"
    """all | short | withdrawn"""
    year: int | None = None
    touchpoint: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The checks of a year in figures, withdrawn ones left out; shares of 0–1, the score of 1–5."""

    n: int
    in_order: Estimate
    """Checks at which everything looked at was done ÷ checks at which anything was looked at."""
    points: Mapping[str, Estimate]
    score: Estimate
    waiting_min: float | None
    """Median, of those with a time."""
    timed: int
    by_touchpoint: Mapping[str, int]


def page(session: Session, wanted: CheckFilter, number: int = 1) -> Page[TouchpointCheck]:
    """Page `number` of the checks, the newest first."""
    chosen = _chosen(wanted)
    at = place(count(session, chosen), number)
    return Page(session.scalars(at.cut(chosen)).all(), at)


def all_for(session: Session, wanted: CheckFilter) -> Sequence[TouchpointCheck]:
    """All checks of the filter, the newest first."""
    return session.scalars(_chosen(wanted)).all()


def years(session: Session) -> list[int]:
    """The years with checks, the newest first."""
    days = session.scalars(sa.select(TouchpointCheck.checked_on).distinct())
    return sorted({day.year for day in days}, reverse=True)


def figures(session: Session, year: int) -> Figures:
    """The year's checks in figures."""
    found = all_for(session, CheckFilter(year=year))
    looked = [one for one in found if one.points]
    waits = [one.waiting_min for one in found if one.waiting_min is not None]
    return Figures(
        n=len(found),
        in_order=wilson(sum("no" not in one.points.values() for one in looked), len(looked)),
        points={key: _share([one.points.get(key, "") for one in found]) for key in POINTS},
        score=mean_interval([one.score for one in found]).within(1, 5),
        waiting_min=float(median(waits)) if waits else None,
        timed=len(waits),
        by_touchpoint={key: n for key in TOUCHPOINTS if (n := sum(one.touchpoint == key for one in found))},
    )


def rows_of(checks: Sequence[TouchpointCheck]) -> list[list[Cell]]:
    """The checks as lines under `HEADERS`, in Chinese."""
    return [
        [
            one.record_no,
            one.checked_on,
            str(TOUCHPOINTS[one.touchpoint]),
            str(WAYS[one.way]),
            one.tester,
            one.department,
            *(str(ANSWERS[answer]) if (answer := one.points.get(key)) else "" for key in POINTS),
            one.score,
            one.waiting_min,
            one.finding,
        ]
        for one in checks
    ]


def _share(answers: Sequence[str]) -> Estimate:
    given = [one for one in answers if one]
    return wilson(sum(one == "yes" for one in given), len(given))


def _chosen(wanted: CheckFilter) -> sa.Select[TouchpointCheck]:
    withdrawn = TouchpointCheck.withdrawn_at.is_not(None)
    chosen = sa.select(TouchpointCheck).where(withdrawn if wanted.view == "withdrawn" else ~withdrawn)
    if wanted.view == "short":
        chosen = chosen.where(TouchpointCheck.short)
    if wanted.year is not None:
        chosen = chosen.where(
            TouchpointCheck.checked_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31))
        )
    if wanted.touchpoint:
        chosen = chosen.where(TouchpointCheck.touchpoint == wanted.touchpoint)
    if wanted.text:
        chosen = chosen.where(
            sa.or_(
                *(
                    column.icontains(wanted.text, autoescape=True)
                    for column in (
                        TouchpointCheck.record_no,
                        TouchpointCheck.tester,
                        TouchpointCheck.department,
                        TouchpointCheck.finding,
                    )
                )
            )
        )
    return chosen.order_by(TouchpointCheck.checked_on.desc(), TouchpointCheck.id.desc())
