"""Reads of the coding room: how far reading has come, and comments as they are shown, particulars hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding.models import Reading, ReadingClaim
from survey.coding.rereading import is_stale, underway
from survey.coding.verdicts import CommentFilter, Verdict, polarity_by_dimension, verdicts
from survey.customers.models import Customer
from survey.customers.persons import masker, names_at
from survey.fieldwork.models import Wave
from survey.responses.models import Verbatim

__all__ = [
    "Comment",
    "CommentFilter",
    "Progress",
    "Verdict",
    "comments",
    "details",
    "may_unmask",
    "polarity_by_dimension",
    "progress",
    "verdicts",
]


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
class Comment:
    """One verbatim ready to be shown; `text` has personal particulars hidden unless asked for otherwise."""

    verdict: Verdict
    text: str
    masked: bool
    """Whether something in the text is hidden."""
    customer: str
    """The customer's name; '' where it may not be shown or is not known."""
    words: tuple[tuple[int, int], ...]
    """Spans of the words that decided."""
    detail: dict[str, Any]
    """The machine's reading as JSON; {} while it has not been read."""

    @property
    def ref(self) -> str:
        return self.verdict.ref

    @property
    def polarity(self) -> str:
        return self.verdict.polarity

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        return self.verdict.dimensions

    @property
    def corrected(self) -> frozenset[str]:
        return self.verdict.corrected

    @property
    def engine(self) -> str:
        return self.verdict.engine

    @property
    def confirmed(self) -> bool:
        """Whether a person looked and found every aspect as the machine had said."""
        said = {
            "polarity": self.detail.get("polarity") == self.polarity,
            "dimensions": {pair[0] for pair in self.detail.get("dimensions", ())}
            == {key for key, _ in self.dimensions},
        }
        return bool(self.corrected) and all(said[aspect] for aspect in self.corrected)

    @property
    def dimension_words(self) -> list[tuple[str, list[str]]]:
        """The dimensions it counts under, each with the words by which the machine heard it; none without words."""
        heard = dict(self.detail.get("dimension_words", ()))
        return [(key, heard[key]) for key, _ in self.dimensions if heard.get(key)]

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


def may_unmask(actor: Actor) -> bool:
    """Whether the person may see what is hidden: the same right as to names and telephone numbers."""
    return actor.may("quality")


def comments(
    session: Session, wanted: CommentFilter, *, names: bool, confidential: bool = True
) -> list[Comment]:
    """`details` of all `verdicts` that `wanted` describes."""
    return details(session, verdicts(session, wanted, confidential=confidential), names=names)


def details(
    session: Session, found: Sequence[Verdict], *, names: bool, unmasked: bool = False
) -> list[Comment]:
    """These verdicts with their texts, in the same order.

    `names` says whether the reader may see which customer wrote them; even then only those of named
    waves (and interviews) carry a name. `unmasked` shows personal particulars: whoever asks for it logs it.
    """
    rows = {
        row.id: row
        for start in range(0, len(found), 500)
        for row in _rows(session, found[start : start + 500])
    }
    contacts = names_at(session, {one.customer_id for one in found if one.customer_id is not None})
    hide = masker(session)
    shown = []
    for verdict in found:
        row = rows[verdict.id]
        own = [name for name in contacts.get(verdict.customer_id or 0, ()) if len(name) > 1]
        covered = hide(row.text, own)
        detail = row.detail or {}
        shown.append(
            Comment(
                verdict=verdict,
                text=row.text if unmasked else covered,
                masked=covered != row.text,
                customer=(row.name or "") if names else "",
                words=tuple(sorted((word["start"], word["end"]) for word in detail.get("words", ()))),
                detail=detail if unmasked else _covered(detail, row.text, covered),
            )
        )
    return shown


def _rows(session: Session, found: Sequence[Verdict]) -> Sequence[sa.Row[Any]]:
    # A name goes along only where the notice said that the answer stands under it.
    name = sa.case(
        (sa.or_(Verbatim.source == "interview", Wave.privacy == "named"), Customer.name), else_=sa.null()
    )
    return session.execute(
        sa.select(Verbatim.id, Verbatim.text, Reading.detail, name.label("name"))
        .outerjoin(Reading, Reading.verbatim_id == Verbatim.id)
        .outerjoin(Customer, Customer.id == Verbatim.customer_id)
        .outerjoin(Wave, Wave.id == Verbatim.wave_id)
        .where(Verbatim.id.in_([one.id for one in found]))
    ).all()


def _covered(detail: dict[str, Any], raw: str, text: str) -> dict[str, Any]:
    """The reading with its quotations of the raw text covered as the text is."""

    def kept(words: Iterable[str]) -> list[str]:
        return [word for word in words if word not in raw or word in text]

    parts = {
        name: [{**one, "text": text[one["start"] : one["end"]]} for one in detail.get(name, ())]
        for name in ("clauses", "words")
    }
    for clause in parts["clauses"]:
        clause["words"] = [
            {**one, "text": text[one["start"] : one["end"]]} for one in clause.get("words", ())
        ]
    reasons = [{**one, "words": kept(one["words"])} for one in detail.get("reasons", ())]
    topics = [[key, kept(words)] for key, words in detail.get("dimension_words", ())]
    return {**detail, **parts, "reasons": reasons, "dimension_words": topics}
