"""A reading whose parts agree: clauses, dimensions and highlighted words bear out the verdict that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from survey.text.findings import Dimensions, Findings, Piece
from survey.text.grounds import Grounds, Span
from survey.text.normalise import NormalText
from survey.text.reading import ClauseReading, Reading, SuggestedReason, Word
from survey.text.verdict import Verdict
from survey.text.vocabulary import Dimension, Kind, Polarity

__all__ = ["agreed"]

_POSITIVE, _NEGATIVE, _FIRST_DIMENSION = 0, 1, 2
"""The outputs that `Grounds` holds: the two sides, the dimensions of the verdict, then its reasons."""
_VOTE: Final = 1.5
"""Log-odds a vote of the rules adds to its clause beside what the models say of it."""
_CLEAR_FROM: Final = 0.3
_WORDS_A_CLAUSE, _WORDS_A_DIMENSION, _WORDS_A_REASON = 2, 2, 3
_CLEAR: Final = frozenset({Polarity.POS, Polarity.NEG})
_OPPOSITE: Final = {Polarity.POS: Polarity.NEG, Polarity.NEG: Polarity.POS}


def agreed(normal: NormalText, found: Findings, said: Verdict, carried: Grounds) -> Reading:
    """The reading that shows `said`, with its grounds."""
    sides = _sides(found, said.polarity, carried)
    homes = [_home(key, place, found, carried) for place, key in enumerate(said.dimensions)]
    spoken = _spoken(found, said, sides, homes)
    told: dict[int, list[tuple[Dimension, Polarity]]] = {}
    for pair, home in zip(spoken, homes, strict=True):
        told.setdefault(home, []).append(pair)
    clauses = tuple(
        _clause(normal, piece, side, tuple(told.get(place, ())), carried)
        for place, (piece, side) in enumerate(zip(found.pieces, sides, strict=True))
    )
    return Reading(
        kind=found.kind,
        polarity=said.polarity,
        probability=said.probability,
        dimensions=spoken,
        clauses=clauses,
        is_suggestion=found.is_suggestion,
        reasons=_reasons(normal, said, carried),
        words=tuple([word for clause in clauses for word in clause.words]),
        dimension_words=tuple(
            (key, _topic_words(normal, found, key, place, carried))
            for place, key in enumerate(said.dimensions)
        ),
        note=normal.note,
    )


def _span(piece: Piece) -> Span:
    return piece.clause.start, piece.clause.end


def _sides(found: Findings, whole: Polarity, carried: Grounds) -> list[Polarity]:
    """Each clause's polarity so that together they give the whole's."""
    said = [piece.kind is not Kind.NON_ANSWER for piece in found.pieces]
    quiet = [Polarity.NEUTRAL if one else Polarity.NONE for one in said]
    if whole not in _CLEAR and whole is not Polarity.MIXED:
        return quiet
    leanings = [
        added[_POSITIVE] + _VOTE * piece.judged.score
        for piece, added in zip(found.pieces, carried.clauses, strict=True)
    ]
    sides = [
        _side(piece, leaning) if one else Polarity.NONE
        for piece, leaning, one in zip(found.pieces, leanings, said, strict=True)
    ]
    speaking = [place for place, one in enumerate(said) if one]
    if whole is Polarity.MIXED:
        return _both(sides, leanings, speaking)
    sides = [one if one in {whole, Polarity.NONE} else Polarity.NEUTRAL for one in sides]
    if whole not in sides and speaking:
        strongest = max(speaking, key=lambda place: leanings[place] * (1 if whole is Polarity.POS else -1))
        sides[strongest] = whole
    return sides


def _side(piece: Piece, leaning: float) -> Polarity:
    """What the rules voted, or what the models hear where nothing was voted for."""
    if piece.judged.votes and piece.polarity is not Polarity.NEUTRAL:
        return piece.polarity
    if abs(leaning) < _CLEAR_FROM:
        return Polarity.NEUTRAL
    return Polarity.POS if leaning > 0 else Polarity.NEG


def _both(sides: list[Polarity], leanings: Sequence[float], speaking: Sequence[int]) -> list[Polarity]:
    """A mixed comment has praise in one clause and blame in another, or both in one."""
    if len(speaking) == 1:
        sides[speaking[0]] = Polarity.MIXED
    if Polarity.MIXED in sides or set(sides) >= _CLEAR or not speaking:
        return sides
    ranked = sorted(speaking, key=lambda place: leanings[place])
    for wanted, order in ((Polarity.POS, ranked[::-1]), (Polarity.NEG, ranked)):
        if wanted not in sides:
            free = [place for place in order if sides[place] not in _CLEAR]
            sides[free[0] if free else order[0]] = wanted if free else Polarity.MIXED
    return sides


def _home(key: Dimension, place: int, found: Findings, carried: Grounds) -> int:
    """The clause a dimension is spoken of in: where the rules named it, else where the model heard it most."""
    if len(found.pieces) == 1:
        return 0
    named = [at for at, piece in enumerate(found.pieces) if key in dict(piece.dimensions)]
    return max(
        named or range(len(found.pieces)),
        key=lambda at: carried.clauses[at][_FIRST_DIMENSION + place],
    )


def _spoken(found: Findings, said: Verdict, sides: Sequence[Polarity], homes: Sequence[int]) -> Dimensions:
    """How each dimension is judged: a one-sided comment judges all alike, a mixed one as rules and clauses say."""
    ruled = dict(found.dimensions)
    if said.polarity is not Polarity.MIXED:
        keep_neutral = len(found.dimensions) > 1
        return tuple(
            (key, Polarity.NEUTRAL if keep_neutral and ruled.get(key) is Polarity.NEUTRAL else said.polarity)
            for key in said.dimensions
        )
    tones = [
        tone if (tone := ruled.get(key)) in _CLEAR else sides[home]
        for key, home in zip(said.dimensions, homes, strict=True)
    ]
    tones = [Polarity.NEUTRAL if tone is None or tone is Polarity.NONE else tone for tone in tones]
    clear = set(tones) & _CLEAR
    if Polarity.MIXED not in tones and len(clear) < len(_CLEAR):
        # One side is told of nothing named: a dimension that is not judged yet takes it, or one takes both.
        free = [place for place, tone in enumerate(tones) if tone not in _CLEAR]
        if free and clear:
            tones[free[-1]] = _OPPOSITE[next(iter(clear))]
        else:
            tones[0] = Polarity.MIXED
    return tuple(zip(said.dimensions, tones, strict=True))


def _clause(
    normal: NormalText, piece: Piece, side: Polarity, parts: Dimensions, carried: Grounds
) -> ClauseReading:
    start, end = normal.span(*_span(piece))
    words = _clause_words(normal, piece, side, carried)
    return ClauseReading(normal.original[start:end], start, end, piece.kind, side, parts, words)


def _clause_words(normal: NormalText, piece: Piece, side: Polarity, carried: Grounds) -> tuple[Word, ...]:
    """The rules' words that bear out the clause's side; for a side they did not see, the models' words."""
    if side is Polarity.MIXED:
        praise, blame = (_bearing(piece, one, carried) for one in (Polarity.POS, Polarity.NEG))
        told = sorted([(span, Polarity.POS) for span in praise] + [(span, Polarity.NEG) for span in blame])
    elif side in _CLEAR:
        told = [(span, side) for span in sorted(_bearing(piece, side, carried))]
    else:
        return ()
    words = []
    for (start, end), one in told:
        first, last = normal.span(start, end)
        words.append(Word(normal.original[first:last], first, last, one))
    return tuple(words)


def _bearing(piece: Piece, side: Polarity, carried: Grounds) -> list[Span]:
    """What was voted for this side, else the words that the models heard for it."""
    if side is Polarity.POS:
        voted = [(vote.start, vote.end) for vote in piece.judged.votes if vote.weight > 0]
        return voted or carried.words(_POSITIVE, _WORDS_A_CLAUSE, _span(piece))
    voted = [(vote.start, vote.end) for vote in piece.judged.votes if vote.weight < 0]
    return voted or carried.words(_NEGATIVE, _WORDS_A_CLAUSE, _span(piece))


def _topic_words(
    normal: NormalText, found: Findings, key: Dimension, place: int, carried: Grounds
) -> tuple[str, ...]:
    """The words by which a dimension was heard: those of its list, else those that spoke for it in the model."""
    listed = [
        (hit.start, hit.end) for piece in found.pieces for hit in piece.topics if key in dict(hit.value)
    ]
    return _texts(normal, listed or carried.words(_FIRST_DIMENSION + place, _WORDS_A_DIMENSION))


def _reasons(normal: NormalText, said: Verdict, carried: Grounds) -> tuple[SuggestedReason, ...]:
    """The reasons that words speak for; one that only the tone of the whole suggests is not worth showing."""
    begun = _FIRST_DIMENSION + len(said.dimensions)
    told = [
        (reason, words)
        for output, reason in enumerate(said.reasons, start=begun)
        if (words := reason.words or _texts(normal, carried.words(output, _WORDS_A_REASON)))
    ]
    total = sum(reason.score for reason, _ in told)
    return tuple(SuggestedReason(reason.code, reason.score / total, words) for reason, words in told)


def _texts(normal: NormalText, spans: Sequence[Span]) -> tuple[str, ...]:
    told = [normal.original[slice(*normal.span(start, end))] for start, end in spans]
    return tuple(dict.fromkeys(told))
