"""Loyalty: recommendation, satisfaction with single events, effort, the signs of a customer who stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import Column, Item, Scale, text_in
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.figures import scores_of
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import weights_of
from survey.reports.counting.sample import sample
from survey.reports.counting.units import Units, flags
from survey.reports.drivers.predictors import outcome_of
from survey.reports.gaps.gap import invited_whole
from survey.reports.leaving.reasons import ReasonFilter
from survey.reports.leaving.reasons_loyal import Loyal, satisfied_and_lost
from survey.reports.wave_report import Reading, WaveReport, read
from survey.stats import (
    Clusters,
    Estimate,
    ces,
    csat,
    hidden,
    nps,
    undefined,
)
from survey.stats.arrays import Floats

__all__ = ["COUNTS_FIRST_BELOW", "LoyaltyReport", "Score", "Sign", "build"]

COUNTS_FIRST_BELOW: Final = 30
"""Below so many units the counts are printed before a score."""
CSAT_TAGS: Final = ("csat", "handling")
EASE: Final = tuple(range(1, 8))

SIGNS: Final[Mapping[str, tuple[Message, frozenset[str]]]] = {
    "intent": (m("今后采购不减少"), frozenset({"increase_much", "increase", "same"})),
    "variety": (m("愿意试用其他产品"), frozenset({"try"})),
    "referred": (m("推荐过我们"), frozenset({"bought", "unknown"})),
    "resist": (m("面对低价仍先找我们"), frozenset({"stay", "talk_first"})),
    "suggested": (m("提过改进建议"), frozenset({"improved", "no_result"})),
}
"""Tag → the sign of loyalty and the options that show it （回购、接受新品、推荐、抗拒竞争者、提建议）."""


@dataclass(frozen=True, slots=True)
class Score:
    """One score （NPS, CSAT, CES） with the counts it is made of; points for NPS, a share (0–1) for the others."""

    kind: str
    name: Message
    key: str
    label: Mapping[str, str]
    estimate: Estimate
    counts: tuple[tuple[Message, int], ...]

    @property
    def counts_first(self) -> bool:
        """Whether the base is so small that the counts say more than the score."""
        return 0 < self.estimate.n < COUNTS_FIRST_BELOW

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": str(self.name),
            "item": self.key,
            "score": self.estimate.to_json(),
            "counts": {str(label): count for label, count in self.counts},
        }


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of loyalty: the question behind it and the share of units that show it."""

    tag: str
    title: Message
    key: str
    label: Mapping[str, str]
    options: tuple[Mapping[str, str], ...]
    """The answers that count as the sign."""
    share: Estimate
    count: int

    def to_json(self) -> dict[str, Any]:
        return {
            "sign": self.tag,
            "item": self.key,
            "options": [text_in(option) for option in self.options],
            "share": self.share.to_json(),
            "k": None if self.share.hidden else self.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyReport(WaveReport):
    """Everything the page and the JSON show; `overall` and `degree` are both of 0–100."""

    scores: tuple[Score, ...]
    signs: tuple[Sign, ...]
    overall: Estimate
    degree: Estimate
    loyal: Loyal
    """满意仍流失 over the whole register, whatever the filter."""

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report loyalty --json` prints it."""
        return {
            **self.counted(),
            "scores": [score.to_json() for score in self.scores],
            "signs": [sign.to_json() for sign in self.signs],
            "overall": self.overall.to_json(),
            "degree": self.degree.to_json(),
            "satisfied_but_left": self.loyal.to_json(),
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> LoyaltyReport:
    """The loyalty block of a wave for one filter, as `actor` may see it."""
    reading = read(session, store, wave, actor, wanted)
    definition, units = reading.definition, reading.units
    whole = invited_whole(session, wave)
    drawn = sample(reading.columns, definition, reading.wanted, unit=wave.unit, population=whole)
    degree = drawn.degree(weights_of(definition)).within(0, 100)
    return LoyaltyReport(
        **reading.head(),
        scores=tuple(_score_shown(one, reading) for one in _scores(definition, units)),
        signs=tuple(_sign_shown(one, reading) for one in _signs(definition, units)),
        overall=_allowed(_overall(definition, units), reading),
        degree=_allowed(degree, reading),
        loyal=satisfied_and_lost(session, store, ReasonFilter(), actor=actor),
    )


def _overall(definition: Definition, units: Units) -> Estimate:
    outcome = outcome_of(definition)
    if outcome is None or outcome.scale not in definition.scale_by_key:
        return undefined(m("问卷没有总体满意度这道题"))
    scale = definition.scale_by_key[outcome.scale]
    converted = units.table([outcome.column], lambda codes: scores_of(codes, scale))[:, 0]
    return units.mean(converted).within(0, 100)


def _scores(definition: Definition, units: Units) -> list[Score]:
    makers: tuple[tuple[Callable[[Item, Scale], bool], Callable[..., Score]], ...] = (
        (lambda item, scale: "nps" in item.tags and scale.values == tuple(range(11)), _nps),
        (lambda item, scale: _is_csat(definition, item), _csat),
        (lambda item, scale: "ces" in item.tags and scale.values == EASE, _ces),
    )
    by_item = {column.item: column for column in definition.columns if column.kind == "score"}
    found = []
    for item in definition.items():
        column = by_item.get(item.key)
        if column is None or column.scale is None or column.part:
            continue
        scale = definition.scale_by_key[column.scale]
        rated = units.table([column.key])[:, 0]
        found += [make(item, scale, rated, units.clusters) for fits, make in makers if fits(item, scale)]
    return found


def _is_csat(definition: Definition, item: Item) -> bool:
    """Questions on one event; in a pulse survey the overall question is one."""
    return bool(set(CSAT_TAGS) & set(item.tags)) or (definition.kind == "pulse" and "overall" in item.tags)


def _nps(item: Item, scale: Scale, values: Floats, clusters: Clusters | None) -> Score:
    found = nps(values, clusters=clusters)
    counts = ((m("推荐"), found.promoters), (m("中立"), found.passives), (m("贬损"), found.detractors))
    return Score("nps", m("净推荐值 NPS"), item.key, item.text, found.score, counts)


def _csat(item: Item, scale: Scale, values: Floats, clusters: Clusters | None) -> Score:
    share = csat(values, highest=scale.values[-1], clusters=clusters)
    top = round((share.value or 0.0) * share.n)
    counts = ((m("最高两级"), top), (m("其余"), share.n - top))
    return Score("csat", m("CSAT：最高两级的占比"), item.key, item.text, share, counts)


def _ces(item: Item, scale: Scale, values: Floats, clusters: Clusters | None) -> Score:
    found = ces(values, clusters=clusters)
    counts = ((m("省力（5–7 分）"), found.easy), (m("不省力"), found.score.n - found.easy))
    return Score("ces", found.name, item.key, item.text, found.score, counts)


def _signs(definition: Definition, units: Units) -> list[Sign]:
    by_item = {column.item: column for column in definition.columns if column.kind == "choice"}
    found = []
    for tag, (title, wanted) in SIGNS.items():
        item = next((one for one in definition.items() if tag in one.tags and one.key in by_item), None)
        if item is None:
            continue
        codes = [code for code, option in enumerate(item.options) if option.key in wanted]
        if not codes:
            continue
        found.append(_sign(tag, title, item, codes, by_item[item.key], units))
    return found


def _sign(tag: str, title: Message, item: Item, codes: list[int], column: Column, units: Units) -> Sign:
    """A customer shows a sign when at least half of its responses do."""
    shares = units.table([column.key], lambda given: flags(given, np.isin(given, codes)))[:, 0]
    shown = np.where(np.isnan(shares), np.nan, shares >= 0.5)
    options = tuple(item.options[code].label for code in codes)
    return Sign(tag, title, item.key, item.text, options, units.share(shown), int(np.nansum(shown)))


def _allowed(estimate: Estimate, reading: Reading) -> Estimate:
    if reading.withheld is not None:
        return hidden(reading.withheld)
    disclosure = reading.disclosure
    return hidden(disclosure.too_few) if disclosure.k and 0 < estimate.n < disclosure.k else estimate


def _score_shown(score: Score, reading: Reading) -> Score:
    estimate = _allowed(score.estimate, reading)
    return replace(score, estimate=estimate, counts=() if estimate.hidden else score.counts)


def _sign_shown(sign: Sign, reading: Reading) -> Sign:
    share = _allowed(sign.share, reading)
    return replace(sign, share=share, count=0 if share.hidden else sign.count)
