"""Which comments a document prints: the negative ones of each dimension, each comment once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding import queries as coding
from survey.coding.queries import Comment, CommentFilter, Verdict
from survey.fieldwork.models import Wave
from survey.reports.counting.filters import Filter
from survey.text.vocabulary import Dimension

__all__ = ["MOST_QUOTED", "Quoted", "Words", "gather_words"]

MOST_QUOTED: Final = 8
"""Comments printed of one dimension; all of them are on the page of comments."""
UNHAPPY: Final = ("neg", "mixed")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The comments printed of one dimension, of `total` negative ones."""

    dimension: Dimension
    total: int
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """All comments as they count, and those that are printed."""

    verdicts: tuple[Verdict, ...]
    quoted: tuple[Quoted, ...]


def gather_words(session: Session, wave: Wave, wanted: Filter, actor: Actor) -> Words:
    """The comments of the wave as `actor` may read them: those of confidential waves only their owner."""
    chosen = CommentFilter(
        wave_ids=(wave.id,),
        class_key=wanted.value("class"),
        region=wanted.value("region"),
        mode=wanted.value("mode"),
    )
    found = coding.verdicts(session, chosen, confidential=actor.may("quality"))
    picked = _picked(found)
    every = [verdict for _, _, verdicts in picked for verdict in verdicts]
    texts = {one.ref: one for one in coding.details(session, every, names=actor.sees_customers)}
    return Words(
        tuple(found),
        tuple(
            Quoted(dimension, total, tuple(texts[verdict.ref] for verdict in verdicts))
            for dimension, total, verdicts in picked
        ),
    )


def _picked(found: Sequence[Verdict]) -> list[tuple[Dimension, int, list[Verdict]]]:
    picked = []
    taken: set[str] = set()
    for dimension in Dimension:
        unhappy = [
            verdict
            for verdict in found
            if verdict.ref not in taken
            and verdict.kind != "non_answer"
            and any(key == dimension and tone in UNHAPPY for key, tone in verdict.dimensions)
        ]
        if unhappy:
            shown = unhappy[:MOST_QUOTED]
            taken |= {verdict.ref for verdict in shown}
            picked.append((dimension, len(unhappy), shown))
    return picked
