"""Reads of the coding room: what is read, what waits, what people said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.models import Correction, Reading, ReadingClaim
from survey.coding.rereading import is_stale, underway
from survey.customers.models import Customer
from survey.fieldwork.models import Wave
from survey.responses.models import Verbatim

__all__ = ["Comment", "CommentFilter", "Progress", "comments", "polarity_by_dimension", "progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading has come: verbatims in all, read as wanted now, given up, read otherwise before."""

    total: int
    read: int
    failed: int
    older: int = 0
    """Read by an earlier engine or with an earlier dictionary."""
    again: bool = False
    """Whether a person asked for the older ones to be read again."""

    @property
    def waiting(self) -> int:
        return self.total - self.read - self.failed - (0 if self.again else self.older)

    @property
    def done(self) -> bool:
        return self.waiting <= 0


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """Which comments are wanted; empty fields do not narrow."""

    wave_ids: tuple[int, ...] = ()
    source: str = "response"
    class_key: str = ""
    region: str = ""
    mode: str = ""
    item_key: str = ""
    dimension: str = ""
    polarity: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """One verbatim with what is known of it; people's corrections already outrank the machine."""

    id: int
    ref: str
    text: str
    item_key: str
    wave_id: int | None
    customer: str
    """The customer's name; '' where it may not be shown or is not known."""
    class_key: str
    born_dimension: str
    written_on: Any
    kind: str
    polarity: str
    """'' while it has not been read."""
    probability: float | None
    dimensions: tuple[tuple[str, str], ...]
    """(dimension, polarity), most certain first."""
    words: tuple[tuple[int, int], ...]
    """Spans of the words that decided."""
    engine: str
    corrected: frozenset[str]
    source_ref: str

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text cut into pieces for showing: (piece, whether it decided)."""
        pieces: list[tuple[str, bool]] = []
        at = 0
        for start, end in self.words:
            if start < at or end > len(self.text):
                continue
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        pieces.append((self.text[at:], False))
        return [piece for piece in pieces if piece[0]]


def progress(session: Session, engine: str, wave_ids: Sequence[int] = ()) -> Progress:
    """How far `engine` has come with the verbatims of these waves (none named: with all)."""
    wanted = [Verbatim.gone.is_(False)]
    if wave_ids:
        wanted.append(Verbatim.wave_id.in_(wave_ids))
    older = is_stale(engine)
    row = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(Reading.id).filter(~older),
            sa.func.count().filter(Reading.id.is_(None), ReadingClaim.failed != ""),
            sa.func.count(Reading.id).filter(older),
        )
        .select_from(Verbatim)
        .outerjoin(Reading, Reading.verbatim_id == Verbatim.id)
        .outerjoin(ReadingClaim, ReadingClaim.verbatim_id == Verbatim.id)
        .where(*wanted)
    ).one()
    return Progress(*row, again=underway(session) is not None)


def comments(
    session: Session, wanted: CommentFilter, *, names: bool, confidential: bool = True
) -> list[Comment]:
    """The comments that `wanted` describes, newest first.

    `confidential` says whether the reader may read comments of confidential waves (their owner may).

    `names` says whether the reader may see which customer wrote them; even then only those of named
    waves (and interviews) carry a name.
    """
    statement = _statement(wanted)
    if not confidential:
        statement = statement.where(sa.or_(Wave.privacy.is_(None), Wave.privacy != "confidential"))
    rows = session.execute(statement).all()
    corrections = _corrections(session, [row.Verbatim.id for row in rows])
    found = [
        _comment(row.Verbatim, row.Reading, row.name if names else None, corrections.get(row.Verbatim.id, {}))
        for row in rows
    ]
    return [comment for comment in found if _fits(comment, wanted)]


def polarity_by_dimension(found: Iterable[Comment]) -> dict[str, Counter[str]]:
    """Dimension → polarity → number of comments; a comment counts once under each of its dimensions."""
    table: dict[str, Counter[str]] = {}
    for comment in found:
        for dimension, polarity in comment.dimensions:
            table.setdefault(dimension, Counter())[polarity] += 1
    return table


def _statement(wanted: CommentFilter) -> sa.Select[Any]:
    # A name goes along only where the notice said that the answer stands under it.
    name = sa.case(
        (sa.or_(Verbatim.source == "interview", Wave.privacy == "named"), Customer.name), else_=sa.null()
    )
    statement = (
        sa.select(Verbatim, Reading, name.label("name"))
        .outerjoin(Reading, Reading.verbatim_id == Verbatim.id)
        .outerjoin(Customer, Customer.id == Verbatim.customer_id)
        .outerjoin(Wave, Wave.id == Verbatim.wave_id)
        .where(Verbatim.gone.is_(False), Verbatim.source == wanted.source)
        .order_by(Verbatim.written_on.desc(), Verbatim.ref)
    )
    if wanted.wave_ids:
        statement = statement.where(Verbatim.wave_id.in_(wanted.wave_ids))
    for column, value in (
        (Verbatim.class_key, wanted.class_key),
        (Verbatim.region, wanted.region),
        (Verbatim.mode, wanted.mode),
        (Verbatim.item_key, wanted.item_key),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.text:
        statement = statement.where(Verbatim.text.icontains(wanted.text, autoescape=True))
    return statement


def _corrections(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[Any]]]:
    found: dict[int, dict[str, list[Any]]] = {}
    for start in range(0, len(ids), 500):
        rows = session.scalars(
            sa.select(Correction).where(Correction.verbatim_id.in_(ids[start : start + 500]))
        )
        for row in rows:
            found.setdefault(row.verbatim_id, {})[row.aspect] = row.value
    return found


def _comment(
    verbatim: Verbatim, reading: Reading | None, name: str | None, corrections: dict[str, list[Any]]
) -> Comment:
    polarity = (
        corrections["polarity"][0] if "polarity" in corrections else reading.polarity if reading else ""
    )
    return Comment(
        id=verbatim.id,
        ref=verbatim.ref,
        text=verbatim.text,
        item_key=verbatim.item_key,
        wave_id=verbatim.wave_id,
        customer=name or "",
        class_key=verbatim.class_key,
        born_dimension=verbatim.dimension,
        written_on=verbatim.written_on,
        kind=reading.kind if reading else "",
        polarity=polarity,
        probability=reading.probability if reading else None,
        dimensions=_dimensions(verbatim, reading, polarity, corrections),
        words=tuple(sorted((word["start"], word["end"]) for word in reading.detail.get("words", ())))
        if reading
        else (),
        engine=reading.engine if reading else "",
        corrected=frozenset(corrections),
        source_ref=verbatim.source_ref,
    )


def _dimensions(
    verbatim: Verbatim, reading: Reading | None, polarity: str, corrections: dict[str, list[Any]]
) -> tuple[tuple[str, str], ...]:
    """A person's word first; else the dimension it was born with; else the machine's."""
    read = tuple((str(dimension), str(tone)) for dimension, tone in (reading.dimensions if reading else ()))
    tones = dict(read)
    if "dimensions" in corrections:
        return tuple((dimension, tones.get(dimension, polarity)) for dimension in corrections["dimensions"])
    if "polarity" in corrections:
        read = tuple((dimension, polarity) for dimension, _ in read)
        tones = dict(read)
    if verbatim.dimension and reading and reading.kind != "non_answer":
        rest = tuple(pair for pair in read if pair[0] not in {verbatim.dimension, "other"})
        return ((verbatim.dimension, tones.get(verbatim.dimension, polarity)), *rest)
    return read


def _fits(comment: Comment, wanted: CommentFilter) -> bool:
    if wanted.kind and comment.kind != wanted.kind:
        return False
    if wanted.dimension:
        tones = [tone for dimension, tone in comment.dimensions if dimension == wanted.dimension]
        return bool(tones) and (not wanted.polarity or wanted.polarity in tones)
    return not wanted.polarity or comment.polarity == wanted.polarity
