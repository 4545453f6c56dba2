"""Our reading of a comment: rules and a business lexicon first, SnowNLP's Bayes where they are silent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from survey.text.aspects import aspect_phrases, polarity_of
from survey.text.bayes import word_weights
from survey.text.clauses import Clause, clauses
from survey.text.kind import is_non_answer, looks_factual, looks_like_question
from survey.text.normalise import normalise
from survey.text.phrases import Found
from survey.text.reading import Reading, non_answer
from survey.text.rules import Judged, Judgement, judge, judging_phrases
from survey.text.segment import Segmenter
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.text.weighing import SURE, Piece, Token, bayes_log_odds, whole

__all__ = ["LiushengEngine"]
_ATTACHED: Final = frozenset("很太真挺最更较没非有是也都还了的得着越来")
"""A judging character counts inside a longer dictionary word only beside these: 很慢, 太贵, 不快."""


class LiushengEngine:
    """The engine of rules alone; `liusheng-2` reads with it before its models revise."""

    name = "liusheng-1"
    version = "1"

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter

    def read(self, text: str | None, dimension: Dimension | None = None) -> Reading:
        """The reading of the comment; never fails, and its work is bounded by the length cap."""
        normal = normalise(text)
        if normal.is_mojibake or is_non_answer(normal.text):
            return non_answer(normal.note)
        tokens = self._tokens(normal.text)
        pieces = _pieces(normal.text, tokens)
        if not pieces:
            return non_answer(normal.note)
        return whole(normal, pieces, tokens, dimension)

    def _tokens(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        weights = word_weights()
        place = 0
        for word in self._segmenter.cut(text):
            end = place + len(word)
            tokens.append(Token(place, end, weights.known(word)))
            place = end
        return tokens


def _pieces(text: str, tokens: Sequence[Token]) -> list[Piece]:
    pieces: list[Piece] = []
    starts = [token.start for token in tokens]
    wished = False
    for clause in clauses(text):
        inside = tokens[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]
        piece = _piece(text, clause, inside, wished)
        pieces.append(piece)
        wished = piece.judged.is_wish and not clause.ends_sentence and not clause.is_contrast
    return pieces


def _piece(text: str, clause: Clause, inside: Sequence[Token], wished: bool) -> Piece:
    said = text[clause.start : clause.end]
    hits = _standing_alone(text, judging_phrases().find(text, clause.start, clause.end), inside)
    judged = judge(text, hits, clause.start, clause.end, wished=wished)
    bayes = bayes_log_odds([token.weight for token in inside])
    kind = _kind(said, clause, judged)
    topics = aspect_phrases().find(text, clause.start, clause.end)
    return Piece(clause, judged, bayes, kind, _polarity(kind, judged, bayes), tuple(topics))


def _kind(said: str, clause: Clause, judged: Judged) -> Kind:
    if is_non_answer(said):
        return Kind.NON_ANSWER
    if judged.is_wish:
        return Kind.OPINION if judged.score > 0.5 else Kind.SUGGESTION
    if not judged.votes and not judged.is_middling:
        if looks_like_question(said, asked=clause.is_asked):
            return Kind.QUESTION
        if looks_factual(said):
            return Kind.FACTUAL
    return Kind.OPINION


def _polarity(kind: Kind, judged: Judged, bayes: float) -> Polarity:
    if kind is Kind.NON_ANSWER:
        return Polarity.NONE
    if judged.votes:
        weights = [vote.weight for vote in judged.votes]
        if min(weights) <= -0.5 and max(weights) >= 0.5 and abs(judged.score) < 0.5:
            return Polarity.MIXED
        return polarity_of(judged.score)
    if kind is not Kind.OPINION or judged.is_middling:
        return Polarity.NEUTRAL
    if abs(bayes) < SURE:
        return Polarity.NEUTRAL
    return Polarity.POS if bayes > 0 else Polarity.NEG


def _standing_alone(
    text: str, hits: Sequence[Found[Judgement]], inside: Sequence[Token]
) -> list[Found[Judgement]]:
    """The hits without single characters that are only part of a longer dictionary word (快 in 快递)."""
    if all(hit.end - hit.start > 1 for hit in hits):
        return list(hits)
    holders = {place: token for token in inside for place in range(token.start, token.end)}
    singles = {hit.start for hit in hits if hit.end - hit.start == 1}
    return [
        hit
        for hit in hits
        if hit.start not in singles or _is_free(text, hit.start, holders.get(hit.start), singles)
    ]


def _is_free(text: str, place: int, holder: Token | None, singles: set[int]) -> bool:
    """Whether the rest of its dictionary word only negates, grades or judges too."""
    if holder is None:
        return True
    return all(
        other == place or other in singles or text[other] in _ATTACHED
        for other in range(holder.start, holder.end)
    )
