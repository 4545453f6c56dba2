"""What the rules and word lists find in a comment, clause by clause, before any model is asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from survey.text.aspects import aspect_phrases, polarity_of
from survey.text.clauses import Clause, clauses
from survey.text.concepts import concept_phrases
from survey.text.findings import Findings, Piece, found_in
from survey.text.kind import (
    fact_phrases,
    is_non_answer,
    looks_factual,
    looks_like_question,
    question_phrases,
    silent_phrases,
)
from survey.text.phrases import Found, Scanner
from survey.text.reasons import reason_phrases
from survey.text.rules import Judged, Judgement, judge, judging_phrases
from survey.text.vocabulary import Kind, Polarity

__all__ = ["findings"]

_ATTACHED: Final = frozenset("很太真挺最更较没非有是也都还了的得着越来")
"""A judging character counts inside a longer dictionary word only beside these: 很慢, 太贵, 不快."""

Hits = Sequence[Found[Any]]


@cache
def _scanner() -> Scanner:
    return Scanner(
        [
            judging_phrases(),
            aspect_phrases(),
            reason_phrases(),
            concept_phrases(),
            question_phrases(),
            fact_phrases(),
            silent_phrases(),
        ]
    )


def findings(text: str, ends: Sequence[int]) -> Findings | None:
    """What was found in a normalised text whose words end at `ends`; None where it holds no clause."""
    parts = clauses(text)
    if not parts:
        return None
    judging, topics, causes, concepts, questions, facts, silent = _scanner().find(text)
    judging = _standing_alone(text, judging, ends)
    parted = [_parted(hits, parts) for hits in (judging, topics, causes, questions, facts, silent)]
    pieces: list[Piece] = []
    wished = False
    for place, clause in enumerate(parts):
        votes, named, told, asking, fact, quiet = [hits.get(place, ()) for hits in parted]
        judged = judge(text, votes, clause.start, clause.end, wished=wished)
        kind = _kind(text[clause.start : clause.end], clause, judged, asking, fact, quiet)
        wished = judged.is_wish and not clause.ends_sentence and not clause.is_contrast
        pieces.append(Piece(clause, judged, kind, _polarity(kind, judged), named, told))
    return found_in(text, pieces, concepts, silent)


def _parted(hits: Hits, parts: Sequence[Clause]) -> dict[int, list[Found[Any]]]:
    """The place of a clause → its hits, those over its edges left out."""
    parted: dict[int, list[Found[Any]]] = {}
    place, last = 0, len(parts) - 1
    for hit in hits:
        start, end, _, _ = hit
        while place < last and parts[place].end <= start:
            place += 1
        if parts[place].start <= start and end <= parts[place].end:
            parted.setdefault(place, []).append(hit)
    return parted


def _kind(said: str, clause: Clause, judged: Judged, questions: Hits, facts: Hits, silent: Hits) -> Kind:
    if silent and not judged.votes and is_non_answer(said):
        return Kind.NON_ANSWER
    if judged.is_wish:
        return Kind.OPINION if judged.score > 0.5 else Kind.SUGGESTION
    if not judged.votes and not judged.is_middling:
        if looks_like_question(said, asked=clause.is_asked, words=bool(questions)):
            return Kind.QUESTION
        if looks_factual(said, words=bool(facts)):
            return Kind.FACTUAL
    return Kind.OPINION


def _polarity(kind: Kind, judged: Judged) -> Polarity:
    if kind is Kind.NON_ANSWER:
        return Polarity.NONE
    if len(judged.votes) > 1 and abs(judged.score) < 0.5:
        weights = [vote.weight for vote in judged.votes]
        if min(weights) <= -0.5 and max(weights) >= 0.5:
            return Polarity.MIXED
    return polarity_of(judged.score)


def _standing_alone(
    text: str, hits: Sequence[Found[Judgement]], ends: Sequence[int]
) -> list[Found[Judgement]]:
    """The hits without single characters that are only part of a longer dictionary word (快 in 快递)."""
    singles = {hit.start for hit in hits if hit.end - hit.start == 1}
    if not singles:
        return list(hits)
    return [hit for hit in hits if hit.start not in singles or _is_free(text, hit.start, ends, singles)]


def _is_free(text: str, place: int, ends: Sequence[int], singles: set[int]) -> bool:
    """Whether the rest of its dictionary word only negates, grades or judges too."""
    word = bisect_left(ends, place + 1)
    start = ends[word - 1] if word else 0
    if ends[word] - start == 1:
        return True
    return all(
        other == place or other in singles or text[other] in _ATTACHED for other in range(start, ends[word])
    )
