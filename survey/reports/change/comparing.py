"""Which comparison a page or a command asks for, and which ones a wave offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.errors import InvalidInput
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.change import compare
from survey.reports.change.comparison import Comparison
from survey.reports.counting.columns import SEGMENTS, ColumnStore
from survey.reports.counting.disclosure import for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import FIGURES, Figure

__all__ = ["Choice", "Offer", "build", "figure_of", "offer"]


def figure_of(name: str) -> Figure:
    """The figure of items that is asked for, 满意程度 by default; raises InvalidInput for one that is none."""
    for figure in FIGURES:
        if figure == (name or "performance"):
            return figure
    raise InvalidInput(m("没有“%(figure)s”这种数字。", figure=name))


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared with what: another wave, or two values of a segment; '' where not chosen."""

    other: str = ""
    by: str = ""
    first: str = ""
    second: str = ""
    figure: Figure = "performance"
    wanted: Filter = field(default_factory=Filter)

    @classmethod
    def from_mapping(cls, given: Mapping[str, str]) -> Choice:
        """The choice in URL arguments; raises InvalidInput for a figure that is none."""
        return cls(
            given.get("with", ""),
            given.get("by", ""),
            given.get("first", ""),
            given.get("second", ""),
            figure_of(given.get("figure", "")),
            Filter.from_mapping(given),
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """The other waves of the questionnaire (latest first) and the segments with at least two values."""

    waves: tuple[Wave, ...]
    segments: Mapping[str, tuple[str, ...]]


def offer(session: Session, store: ColumnStore, wave: Wave, *, actor: Actor) -> Offer:
    """What `wave` can be compared with; raises Forbidden for those who see no figures."""
    for_reader(wave, actor)
    columns = store.of(session, wave)
    others = [
        one
        for one in queries.waves(session, questionnaire=wave.version.questionnaire.key)
        if one.id != wave.id and one.state != "draft"
    ]
    known = {name: tuple(value for value in columns.values_of(name) if value) for name in SEGMENTS}
    return Offer(tuple(others), {name: values for name, values in known.items() if len(values) > 1})


def build(
    session: Session, store: ColumnStore, wave: Wave, choice: Choice, *, actor: Actor
) -> Comparison | None:
    """The comparison chosen, else with the wave before, else of the first two classes; None where nothing is."""
    offered = offer(session, store, wave, actor=actor)
    if choice.by:
        return _segments(session, store, wave, choice, offered, actor)
    other = _other(session, wave, choice, offered)
    if other is not None:
        return compare.of_waves(
            session, store, wave, other, actor=actor, wanted=choice.wanted, figure=choice.figure
        )
    by = next((name for name in SEGMENTS if name in offered.segments), "")
    if not by:
        return None
    filled = Choice("", by, choice.first, choice.second, choice.figure, choice.wanted)
    return _segments(session, store, wave, filled, offered, actor)


def _other(session: Session, wave: Wave, choice: Choice, offered: Offer) -> Wave | None:
    if choice.other:
        return queries.wave(session, choice.other)
    return next((one for one in offered.waves if one.opens_at < wave.opens_at), None)


def _segments(
    session: Session, store: ColumnStore, wave: Wave, choice: Choice, offered: Offer, actor: Actor
) -> Comparison:
    values = offered.segments.get(choice.by, ())
    if len(values) < 2:
        raise InvalidInput(m("这期调查里“%(by)s”没有两个可以对比的组。", by=choice.by))
    first = choice.first or next(value for value in values if value != choice.second)
    second = choice.second or next(value for value in values if value != first)
    return compare.of_segments(
        session,
        store,
        wave,
        actor=actor,
        by=choice.by,
        first=first,
        second=second,
        wanted=choice.wanted,
        figure=choice.figure,
    )
