"""From the clauses' votes to what the rules say of the whole comment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from survey.text.aspects import Topic, dimensions_of, merged
from survey.text.clauses import Clause
from survey.text.phrases import Found
from survey.text.reading import SuggestedReason
from survey.text.reasons import Cause, NotedClause, denied_reasons, suggest
from survey.text.rules import Judged, Vote
from survey.text.vocabulary import Dimension, Kind, Polarity, Reason

__all__ = ["Dimensions", "Findings", "Piece", "found_in"]

_RULE_WEIGHT: Final = 1.2
"""Log-odds of one plain judging word. These weights were set by hand; the blend is fitted on top of them."""
_RULES_DAMPED: Final = 3.0
_CONTRAST: Final = 1.5
_LOG_ODDS_CAP: Final = 5.0
_MIXED_SHARE: Final = 0.34
_WISH_LOG_ODDS: Final = -0.4
"""A bare wish leans to dissatisfaction: what is wished for is missing."""
_MIDDLING_LOG_ODDS: Final = -0.2
_LEAST_SAID: Final = 0.3

Dimensions = tuple[tuple[Dimension, Polarity], ...]


class Piece(NamedTuple):
    """One clause with what was found in it."""

    clause: Clause
    judged: Judged
    kind: Kind
    polarity: Polarity
    topics: Sequence[Found[tuple[Topic, ...]]]
    causes: Sequence[Found[tuple[Cause, ...]]]
    dimensions: Dimensions = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules make of a comment; `log_odds` is that of being positive, by the votes alone."""

    pieces: tuple[Piece, ...]
    kind: Kind
    polarity: Polarity
    log_odds: float
    dimensions: Dimensions
    is_suggestion: bool
    reasons: tuple[SuggestedReason, ...]
    denied: frozenset[Reason]
    concepts: tuple[Found[tuple[str, ...]], ...]
    silent: tuple[Found[str], ...]
    """Words of those who say nothing, wherever they stand."""

    @property
    def votes(self) -> list[Vote]:
        """All votes that count."""
        return [vote for piece in self.pieces for vote in piece.judged.votes if vote.weight]


def found_in(
    text: str,
    pieces: Sequence[Piece],
    concepts: Sequence[Found[tuple[str, ...]]],
    silent: Sequence[Found[str]],
) -> Findings:
    """The findings of the comment whose clauses are `pieces`."""
    pieces = _opposed(pieces)
    spoken = _passed_on([_dimensions(piece) if piece.topics else () for piece in pieces], pieces)
    pieces = [
        piece._replace(dimensions=parts) if parts else piece
        for piece, parts in zip(pieces, spoken, strict=True)
    ]
    kind = _kind(pieces)
    log_odds = _log_odds(pieces, kind)
    return Findings(
        pieces=tuple(pieces),
        kind=kind,
        polarity=_polarity(pieces, kind, log_odds),
        log_odds=log_odds,
        dimensions=merged(spoken),
        is_suggestion=Kind.SUGGESTION in [piece.kind for piece in pieces],
        reasons=suggest(text, [_noted(piece) for piece in pieces if piece.causes or piece.dimensions]),
        denied=denied_reasons(text, [hit for piece in pieces for hit in piece.causes]),
        concepts=tuple(concepts),
        silent=tuple(silent),
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
            turned[place] = piece._replace(
                polarity=polarity,
                kind=Kind.OPINION,
                judged=Judged((vote,), is_wish=False, is_middling=False, score=weight),
            )
    return turned


def _dimensions(piece: Piece) -> Dimensions:
    if piece.kind is Kind.NON_ANSWER:
        return ()
    return dimensions_of(piece.topics, piece.judged.votes, piece.polarity)


def _passed_on(found: list[Dimensions], pieces: Sequence[Piece]) -> list[Dimensions]:
    """A clause that judges without a subject takes that of the clause before, and lends it its judgement."""
    for place, piece in enumerate(pieces):
        if not piece.judged.votes:
            continue
        before = place - 1
        while before >= 0 and pieces[before].clause.is_listed and pieces[before].polarity is Polarity.NEUTRAL:
            found[before] = _with(found[before], piece.polarity)
            before -= 1
        if not found[place] and place and pieces[place - 1].polarity is Polarity.NEUTRAL and found[place - 1]:
            found[place - 1] = found[place] = _with(found[place - 1], piece.polarity)
    return found


def _with(parts: Dimensions, polarity: Polarity) -> Dimensions:
    return tuple((key, polarity) for key, _ in parts)


def _kind(pieces: Sequence[Piece]) -> Kind:
    kinds = {piece.kind for piece in pieces if piece.kind is not Kind.NON_ANSWER}
    if not kinds:
        return Kind.NON_ANSWER
    if [piece for piece in pieces if piece.judged.votes and piece.kind is Kind.OPINION]:
        return Kind.OPINION
    for kind in (Kind.SUGGESTION, Kind.QUESTION):
        if kind in kinds:
            return kind
    return Kind.FACTUAL if Kind.OPINION not in kinds else Kind.OPINION


def _log_odds(pieces: Sequence[Piece], kind: Kind) -> float:
    count = sum([len(piece.judged.votes) for piece in pieces])
    if count:
        rules = sum(
            [piece.judged.score * (_CONTRAST if piece.clause.is_contrast else 1.0) for piece in pieces]
        )
        total = _RULE_WEIGHT * rules / math.sqrt(max(1.0, count / _RULES_DAMPED))
        return max(-_LOG_ODDS_CAP, min(_LOG_ODDS_CAP, total))
    if kind is Kind.SUGGESTION:
        return _WISH_LOG_ODDS
    return _MIDDLING_LOG_ODDS if any(piece.judged.is_middling for piece in pieces) else 0.0


def _polarity(pieces: Sequence[Piece], kind: Kind, log_odds: float) -> Polarity:
    if kind is Kind.NON_ANSWER:
        return Polarity.NONE
    votes = [vote.weight for piece in pieces for vote in piece.judged.votes]
    praise, blame = sum([vote for vote in votes if vote > 0]), -sum([vote for vote in votes if vote < 0])
    if min(praise, blame) > _MIXED_SHARE * max(praise, blame) > 0:
        return Polarity.MIXED
    if max(praise, blame) >= _LEAST_SAID:
        return Polarity.POS if log_odds > 0 else Polarity.NEG
    return Polarity.NEUTRAL


def _noted(piece: Piece) -> NotedClause:
    """Only praise that was voted for keeps a clause from being a reason."""
    polarity = piece.polarity if piece.judged.votes else Polarity.NEUTRAL
    return NotedClause(piece.clause.start, piece.clause.end, polarity, piece.dimensions, piece.causes)
