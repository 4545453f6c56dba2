"""What is held of each verbatim: a person's word where there is one, the machine's else. Small rows, for counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.models import Correction, Reading
from survey.customers.persons import masker
from survey.fieldwork.models import Wave
from survey.responses.models import Verbatim

__all__ = ["UNCERTAIN", "CommentFilter", "Verdict", "polarity_by_dimension", "verdicts"]

UNCERTAIN: Final = (0.2, 0.8)
"""Probabilities between these call for a person's look."""


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """Which comments are wanted; empty fields do not narrow."""

    wave_ids: tuple[int, ...] = ()
    source: str = "response"
    class_key: str = ""
    region: str = ""
    product_line: str = ""
    mode: str = ""
    item_key: str = ""
    source_ref: str = ""
    interviews: frozenset[str] | None = None
    """The only interviews whose words may be read; None for all of them."""
    ref: str = ""
    dimension: str = ""
    polarity: str = ""
    kind: str = ""
    text: str = ""
    uncertain: bool = False
    corrected: bool = False
    unchecked: bool = False
    """Those no person has judged, in an order of chance: a sample to measure agreement with."""

    @property
    def segment(self) -> bool:
        """Whether it picks a group of customers, and not only what they say."""
        return bool(self.class_key or self.region or self.product_line or self.mode)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verbatim as it counts."""

    id: int
    ref: str
    source_ref: str
    item_key: str
    wave_id: int | None
    customer_id: int | None
    class_key: str
    region: str
    written_on: date
    kind: str
    polarity: str
    """'' while it has not been read."""
    probability: float | None
    dimensions: tuple[tuple[str, str], ...]
    """(dimension, polarity), most certain first."""
    engine: str
    corrected: frozenset[str]

    @property
    def uncertain(self) -> bool:
        """Whether the machine was not sure and nobody has looked yet."""
        low, high = UNCERTAIN
        return (
            "polarity" not in self.corrected
            and self.probability is not None
            and low <= self.probability <= high
        )


def verdicts(session: Session, wanted: CommentFilter, *, confidential: bool = True) -> list[Verdict]:
    """The comments that `wanted` describes, newest first.

    `confidential` says whether the reader may read comments of confidential waves (their owner may). Words
    are looked for in texts as they are shown, so that a hidden telephone number cannot be guessed.
    """
    statement = _statement(wanted)
    if not confidential:
        statement = statement.where(sa.or_(Wave.privacy.is_(None), Wave.privacy != "confidential"))
    rows = session.execute(statement).all()
    if wanted.text:
        hide = masker(session)
        rows = [row for row in rows if wanted.text.lower() in hide(row.text).lower()]
    corrections = _corrections(session, [row.id for row in rows] if len(rows) < MANY else None)
    found = (_verdict(row, corrections.get(row.id, {})) for row in rows)
    return [verdict for verdict in found if _fits(verdict, wanted)]


def polarity_by_dimension(found: Iterable[Verdict]) -> dict[str, Counter[str]]:
    """Dimension → polarity → number of comments; a comment counts once under each of its dimensions."""
    table: dict[str, Counter[str]] = {}
    for verdict in found:
        for dimension, polarity in verdict.dimensions:
            table.setdefault(dimension, Counter())[polarity] += 1
    return table


MANY: Final = 500
"""From here on all corrections are fetched at once: there are never as many as comments."""


def _statement(wanted: CommentFilter) -> sa.Select[Any]:
    columns: list[Any] = [
        Verbatim.id,
        Verbatim.ref,
        Verbatim.source_ref,
        Verbatim.item_key,
        Verbatim.wave_id,
        Verbatim.customer_id,
        Verbatim.class_key,
        Verbatim.region,
        Verbatim.dimension,
        Verbatim.written_on,
        Reading.kind,
        Reading.polarity,
        Reading.probability,
        Reading.dimensions,
        Reading.engine,
    ]
    if wanted.text:
        columns.append(Verbatim.text)
    chance = wanted.unchecked  # refs are random: their order is one of chance, and the same for everybody
    order = (Verbatim.ref,) if chance else (Verbatim.written_on.desc(), Verbatim.ref)
    statement = (
        sa.select(*columns)
        .outerjoin(Reading, Reading.verbatim_id == Verbatim.id)
        .outerjoin(Wave, Wave.id == Verbatim.wave_id)
        .where(Verbatim.gone.is_(False))
        .order_by(*order)
    )
    if wanted.interviews is not None:
        statement = statement.where(
            sa.or_(Verbatim.source != "interview", Verbatim.source_ref.in_(wanted.interviews))
        )
    if wanted.source:
        statement = statement.where(Verbatim.source == wanted.source)
    if wanted.wave_ids:
        statement = statement.where(Verbatim.wave_id.in_(wanted.wave_ids))
    for column, value in (
        (Verbatim.class_key, wanted.class_key),
        (Verbatim.region, wanted.region),
        (Verbatim.product_line, wanted.product_line),
        (Verbatim.mode, wanted.mode),
        (Verbatim.item_key, wanted.item_key),
        (Verbatim.source_ref, wanted.source_ref),
        (Verbatim.ref, wanted.ref),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.text:
        statement = statement.where(Verbatim.text.icontains(wanted.text, autoescape=True))
    return statement


def _corrections(session: Session, ids: Sequence[int] | None) -> dict[int, dict[str, list[Any]]]:
    statement = sa.select(Correction.verbatim_id, Correction.aspect, Correction.value)
    if ids is not None:
        statement = statement.where(Correction.verbatim_id.in_(ids))
    found: dict[int, dict[str, list[Any]]] = {}
    for verbatim_id, aspect, value in session.execute(statement):
        found.setdefault(verbatim_id, {})[aspect] = value
    return found


def _verdict(row: sa.Row[Any], corrections: Mapping[str, list[Any]]) -> Verdict:
    polarity = corrections["polarity"][0] if "polarity" in corrections else row.polarity or ""
    return Verdict(
        id=row.id,
        ref=row.ref,
        source_ref=row.source_ref,
        item_key=row.item_key,
        wave_id=row.wave_id,
        customer_id=row.customer_id,
        class_key=row.class_key,
        region=row.region,
        written_on=row.written_on,
        kind=row.kind or "",
        polarity=polarity,
        probability=row.probability,
        dimensions=_dimensions(row, polarity, corrections),
        engine=row.engine or "",
        corrected=frozenset(corrections),
    )


def _dimensions(
    row: sa.Row[Any], polarity: str, corrections: Mapping[str, list[Any]]
) -> tuple[tuple[str, str], ...]:
    """A person's word first; else the dimension it was born with; else the machine's."""
    read = tuple((str(dimension), str(tone)) for dimension, tone in row.dimensions or ())
    tones = dict(read)
    if "dimensions" in corrections:
        return tuple((dimension, tones.get(dimension, polarity)) for dimension in corrections["dimensions"])
    if "polarity" in corrections:
        read = tuple((dimension, polarity) for dimension, _ in read)
        tones = dict(read)
    if row.dimension and row.kind and row.kind != "non_answer":
        rest = tuple(pair for pair in read if pair[0] not in {row.dimension, "other"})
        return ((row.dimension, tones.get(row.dimension, polarity)), *rest)
    return read


def _fits(verdict: Verdict, wanted: CommentFilter) -> bool:
    if wanted.kind and verdict.kind != wanted.kind:
        return False
    if wanted.uncertain and not verdict.uncertain:
        return False
    if (wanted.corrected and not verdict.corrected) or (wanted.unchecked and verdict.corrected):
        return False
    if wanted.dimension:
        tones = [tone for dimension, tone in verdict.dimensions if dimension == wanted.dimension]
        return bool(tones) and (not wanted.polarity or wanted.polarity in tones)
    return not wanted.polarity or verdict.polarity == wanted.polarity
