"""How the answers to every item are distributed, as counts with what was not asked and not answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition, Section
from survey.language import Message
from survey.questions import NOT_ANSWERED, NOT_APPLICABLE, NOT_ASKED, Column, Item
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.sample import Sample, sample

__all__ = ["ColumnCounts", "Distributions", "ItemCounts", "build"]


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """One column counted: (label by language, k, share of the answered) for each code it offers."""

    column: Column
    counts: tuple[tuple[Mapping[str, str] | str, int, float | None], ...]
    n: int
    """Answered with one of the codes."""
    na: int
    not_answered: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """One item with its columns."""

    item: Item
    columns: tuple[ColumnCounts, ...]


@dataclass(frozen=True, slots=True)
class Distributions:
    """All items that can be counted, by section; nothing when the group is too small to be shown."""

    wave: Wave
    definition: Definition
    wanted: Filter
    n_responses: int
    n_units: int
    sections: tuple[tuple[Section, tuple[ItemCounts, ...]], ...]
    withheld: Message | None


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> Distributions:
    """The distributions of a wave for one filter, as `actor` may see them. Responses are counted, not customers."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    drawn = sample(columns, definition, wanted, unit=wave.unit)
    refusal = for_reader(wave, actor).refusal(columns, wanted, drawn.n_units)
    return Distributions(
        wave=wave,
        definition=definition,
        wanted=wanted,
        n_responses=0 if refusal else drawn.n_responses,
        n_units=0 if refusal else drawn.n_units,
        sections=() if refusal else _sections(definition, drawn),
        withheld=refusal,
    )


def _sections(definition: Definition, drawn: Sample) -> tuple[tuple[Section, tuple[ItemCounts, ...]], ...]:
    by_item: dict[str, list[Column]] = {}
    for column in definition.columns:
        by_item.setdefault(column.item, []).append(column)
    found = []
    for section in definition.sections:
        items = tuple(
            ItemCounts(item, tuple(_counted(drawn, column) for column in by_item[item.key]))
            for item in section.items
            if item.key in by_item
        )
        if items:
            found.append((section, items))
    return tuple(found)


def _counted(drawn: Sample, column: Column) -> ColumnCounts:
    codes = drawn.counts(column.key)
    n = sum(int(codes[code]) for code in column.labels)
    return ColumnCounts(
        column=column,
        counts=tuple(
            (label, int(codes[code]), int(codes[code]) / n if n else None)
            for code, label in column.labels.items()
        ),
        n=n,
        na=int(codes[NOT_APPLICABLE]),
        not_answered=int(codes[NOT_ANSWERED]),
        not_asked=int(codes[NOT_ASKED]),
    )
