"""From clauses to the whole comment: its probability, polarity, dimensions, reasons and deciding words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

from survey.text.aspects import Topic, dimensions_of, merged
from survey.text.clauses import Clause
from survey.text.normalise import NormalText
from survey.text.phrases import Found
from survey.text.reading import ClauseReading, Reading, Word
from survey.text.reasons import NotedClause, suggest
from survey.text.rules import Judged, Vote
from survey.text.vocabulary import Dimension, Kind, Polarity

__all__ = ["SURE", "Piece", "Token", "bayes_log_odds", "whole"]

_RULE_WEIGHT: Final = 1.2
"""Log-odds of one plain judging word. These weights were set by hand, not fitted."""
_RULES_DAMPED: Final = 3.0
_BAYES_WEIGHT: Final = 0.6
_BAYES_BESIDE_RULES: Final = 0.8
_BAYES_DAMPED: Final = 4.0
"""From this many words on, Bayes' sum grows with the root of their number: they are not independent."""
_CONTRAST: Final = 1.5
SURE: Final = 1.1
"""Log-odds (.75) from which Bayes alone may call a clause positive or negative."""
_LOG_ODDS_CAP: Final = 5.0
_MIXED_SHARE: Final = 0.34
_WISH_LOG_ODDS: Final = -0.4
"""A bare wish leans to dissatisfaction: what is wished for is missing."""
_BAYES_WORDS_SHOWN: Final = 3
_LEAST_SURE: Final = 0.55
_OUTWEIGHS: Final = 0.5

Dimensions = tuple[tuple[Dimension, Polarity], ...]


class Token(NamedTuple):
    """A word of the segmentation at its place, with SnowNLP's log-odds for it."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause with what was found in it."""

    clause: Clause
    judged: Judged
    bayes: float
    kind: Kind
    polarity: Polarity
    topics: tuple[Found[tuple[Topic, ...]], ...]


def bayes_log_odds(weights: Sequence[float]) -> float:
    """The tempered log-odds of these words being positive."""
    total = sum(weights)
    return _BAYES_WEIGHT * total / math.sqrt(max(1.0, len(weights) / _BAYES_DAMPED))


def whole(
    normal: NormalText, pieces: Sequence[Piece], tokens: Sequence[Token], dimension: Dimension | None
) -> Reading:
    """The reading of the comment whose clauses are `pieces`."""
    pieces = _opposed(pieces)
    found = _passed_on([_dimensions(piece) for piece in pieces], pieces, dimension)
    kind = _kind(pieces)
    log_odds = _log_odds(pieces, tokens, kind)
    polarity = _polarity(pieces, kind, log_odds)
    probability = _agreeing(1.0 / (1.0 + math.exp(-log_odds)), polarity)
    words = tuple(word for piece in pieces for word in _rule_words(normal, piece))
    if not words:
        words = _bayes_words(normal, tokens, log_odds, kind)
    return Reading(
        kind=kind,
        polarity=polarity,
        probability=probability,
        dimensions=merged(found),
        clauses=tuple(_clause(normal, piece, parts) for piece, parts in zip(pieces, found, strict=True)),
        is_suggestion=any(piece.kind is Kind.SUGGESTION for piece in pieces),
        reasons=suggest(
            normal.text, [_noted(piece, parts) for piece, parts in zip(pieces, found, strict=True)]
        ),
        words=words,
        note=normal.note,
    )


def _opposed(pieces: Sequence[Piece]) -> list[Piece]:
    """The clauses with 除了价格 blamed where 都满意 follows, and the other way round."""
    opposite = {Polarity.POS: Polarity.NEG, Polarity.NEG: Polarity.POS}
    turned = list(pieces)
    for place, (piece, after) in enumerate(pairwise(pieces)):
        if piece.clause.is_excepted and piece.topics and not piece.judged.votes and after.judged.votes:
            polarity = opposite.get(after.polarity, Polarity.NEUTRAL)
            weight = {Polarity.POS: 0.7, Polarity.NEG: -0.7}.get(polarity, 0.0)
            vote = Vote(piece.topics[0].start, piece.topics[-1].end, weight)
            turned[place] = replace(
                piece,
                polarity=polarity,
                kind=Kind.OPINION,
                judged=Judged((vote,), is_wish=False, is_middling=False),
            )
    return turned


def _dimensions(piece: Piece) -> Dimensions:
    if piece.kind is Kind.NON_ANSWER:
        return ()
    return dimensions_of(piece.topics, piece.judged.votes, piece.polarity)


def _passed_on(
    found: list[Dimensions], pieces: Sequence[Piece], dimension: Dimension | None
) -> list[Dimensions]:
    """A clause that judges without a subject takes that of the clause before, and lends it its judgement."""
    found = list(found)
    for place, piece in enumerate(pieces):
        if piece.polarity in {Polarity.NEUTRAL, Polarity.NONE} and not piece.judged.votes:
            continue
        before = place - 1
        while before >= 0 and pieces[before].clause.is_listed and pieces[before].polarity is Polarity.NEUTRAL:
            found[before] = _with(found[before], piece.polarity)
            before -= 1
        if found[place] or not piece.judged.votes:
            continue
        if place and pieces[place - 1].polarity is Polarity.NEUTRAL and found[place - 1]:
            found[place - 1] = found[place] = _with(found[place - 1], piece.polarity)
        elif dimension is not None:
            found[place] = ((dimension, piece.polarity),)
    if dimension is not None and not any(found):
        # The comment was born under an item: with nothing else named, it speaks of that item's dimension.
        found = [
            ((dimension, piece.polarity),) if piece.kind is not Kind.NON_ANSWER else () for piece in pieces
        ]
    return found


def _with(parts: Dimensions, polarity: Polarity) -> Dimensions:
    return tuple((key, polarity) for key, _ in parts)


def _kind(pieces: Sequence[Piece]) -> Kind:
    kinds = [piece.kind for piece in pieces if piece.kind is not Kind.NON_ANSWER]
    if not kinds:
        return Kind.NON_ANSWER
    if any(piece.judged.votes and piece.kind is Kind.OPINION for piece in pieces):
        return Kind.OPINION
    for kind in (Kind.SUGGESTION, Kind.QUESTION):
        if kind in kinds:
            return kind
    return Kind.FACTUAL if Kind.OPINION not in kinds else Kind.OPINION


def _log_odds(pieces: Sequence[Piece], tokens: Sequence[Token], kind: Kind) -> float:
    rules = sum(_stressed(piece) for piece in pieces)
    count = sum(len(piece.judged.votes) for piece in pieces)
    bayes = bayes_log_odds([token.weight for token in _uncounted(pieces, tokens)])
    if count:
        ruled = _RULE_WEIGHT * rules / math.sqrt(max(1.0, count / _RULES_DAMPED))
        total = ruled + _BAYES_BESIDE_RULES * bayes
    elif kind is Kind.SUGGESTION:
        total = _WISH_LOG_ODDS
    elif any(piece.judged.is_middling for piece in pieces):
        total = -0.2
    else:
        total = bayes if kind is Kind.OPINION else bayes / 4
    return max(-_LOG_ODDS_CAP, min(_LOG_ODDS_CAP, total))


def _agreeing(probability: float, polarity: Polarity) -> float:
    """The probability kept on the side of the polarity that is shown beside it."""
    if polarity is Polarity.POS:
        return max(probability, _LEAST_SURE)
    if polarity is Polarity.NEG:
        return min(probability, 1.0 - _LEAST_SURE)
    return probability


def _uncounted(pieces: Sequence[Piece], tokens: Sequence[Token]) -> list[Token]:
    """The words the rules have not counted: of 从来没有延误 Bayes would only see the blame again."""
    counted = {
        place for piece in pieces for vote in piece.judged.votes for place in range(vote.start, vote.end)
    }
    return [token for token in tokens if token.start not in counted]


def _stressed(piece: Piece) -> float:
    return piece.judged.score * (_CONTRAST if piece.clause.is_contrast else 1.0)


def _polarity(pieces: Sequence[Piece], kind: Kind, log_odds: float) -> Polarity:
    if kind is Kind.NON_ANSWER:
        return Polarity.NONE
    votes = [vote.weight for piece in pieces for vote in piece.judged.votes]
    praise, blame = sum(vote for vote in votes if vote > 0), -sum(vote for vote in votes if vote < 0)
    if min(praise, blame) > _MIXED_SHARE * max(praise, blame) > 0:
        return Polarity.MIXED
    if votes and max(praise, blame) >= 0.3:
        # In a long comment Bayes may outweigh one stray judging word; the answer then follows the whole.
        leaning = log_odds if abs(log_odds) >= _OUTWEIGHS else praise - blame
        return Polarity.POS if leaning > 0 else Polarity.NEG
    if kind is not Kind.OPINION or any(piece.judged.is_middling for piece in pieces):
        return Polarity.NEUTRAL
    if abs(log_odds) < SURE / 2:
        return Polarity.NEUTRAL
    return Polarity.POS if log_odds > 0 else Polarity.NEG


def _clause(normal: NormalText, piece: Piece, parts: Dimensions) -> ClauseReading:
    start, end = normal.span(piece.clause.start, piece.clause.end)
    return ClauseReading(
        normal.original[start:end], start, end, piece.kind, piece.polarity, parts, _rule_words(normal, piece)
    )


def _rule_words(normal: NormalText, piece: Piece) -> tuple[Word, ...]:
    return tuple(
        _word(normal, vote.start, vote.end, vote.weight) for vote in piece.judged.votes if vote.weight
    )


def _bayes_words(
    normal: NormalText, tokens: Sequence[Token], log_odds: float, kind: Kind
) -> tuple[Word, ...]:
    """The words that weighed most on the side Bayes took."""
    if kind is not Kind.OPINION:
        return ()
    sign = math.copysign(1.0, log_odds)
    telling = sorted(
        (token for token in tokens if token.weight * sign > 0 and token.end - token.start > 1),
        key=lambda token: -token.weight * sign,
    )
    shown = sorted(telling[:_BAYES_WORDS_SHOWN])
    return tuple(_word(normal, token.start, token.end, token.weight) for token in shown)


def _word(normal: NormalText, start: int, end: int, weight: float) -> Word:
    first, last = normal.span(start, end)
    return Word(normal.original[first:last], first, last, Polarity.POS if weight > 0 else Polarity.NEG)


def _noted(piece: Piece, parts: Dimensions) -> NotedClause:
    """Only praise the rules found keeps a clause from being a reason; Bayes knows no interview notes."""
    polarity = piece.polarity if piece.judged.votes else Polarity.NEUTRAL
    return NotedClause(piece.clause.start, piece.clause.end, polarity, parts)
