"""What a company knows about its own words, applied to a reading after the engine has read.

The words themselves go into the segmenter (`reader(words=…)`); here their hints count: a dimension is
added, a reason proposed first, and where the engine heard no word of judgement the word's polarity decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from survey.text.normalise import NormalText, normalise
from survey.text.phrases import Found, Phrases
from survey.text.reading import ClauseReading, Reading, SuggestedReason, Word
from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Kind, Polarity, first_level

__all__ = ["HouseWord", "HouseWords"]

_OUTRIGHT: Final = 0.8
"""The probability given where a company's word alone decided; inside the band that a person should review."""
_NEGATED: Final = re.compile(r"(?:不|没|没有|无|未|别|非)$")
_OPPOSITE: Final = {Polarity.POS: Polarity.NEG, Polarity.NEG: Polarity.POS}
_WITHOUT_SIDE: Final = frozenset({Kind.SUGGESTION, Kind.QUESTION})
"""A wish or a question that names a product's fault need not complain of it."""
_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class HouseWord:
    """A word of the company's own; empty hints leave the engine its judgement."""

    word: str
    polarity: str = ""
    """pos | neg | ''"""
    dimension: str = ""
    reason: str = ""
    """A code of the reason tree; never one of our own ending a relation."""


class HouseWords:
    """The company's dictionary, ready to be looked for in comments."""

    def __init__(self, words: Iterable[HouseWord]) -> None:
        hinted = [one for one in words if one.polarity or one.dimension or one.reason]
        self._phrases = Phrases({normalise(one.word).text: one for one in hinted if normalise(one.word).text})

    def heed(self, reading: Reading, text: str) -> Reading:
        """The reading with the hints of the words that the text holds; the same one when it holds none."""
        if not len(self._phrases) or reading.is_non_answer:
            return reading
        even = normalise(text)
        for hit in self._phrases.find(even.text):
            reading = _judged(reading, even, hit)
            reading = _placed(reading, hit.value.dimension)
            reading = _reasoned(reading, hit.value)
        return reading


def _judged(reading: Reading, even: NormalText, hit: Found[HouseWord]) -> Reading:
    """Where no word of judgement was heard the word decides; negated, it says the opposite."""
    heard = reading.polarity is not Polarity.NEUTRAL and reading.words
    if not hit.value.polarity or heard or reading.kind in _WITHOUT_SIDE:
        return reading
    said = Polarity(hit.value.polarity)
    if _NEGATED.search(even.text[max(0, hit.start - 2) : hit.start]):
        said = _OPPOSITE[said]
    start, end = even.span(hit.start, hit.end)
    word = Word(even.original[start:end], start, end, said)
    return replace(
        reading,
        polarity=said,
        probability=_OUTRIGHT if said is Polarity.POS else 1.0 - _OUTRIGHT,
        dimensions=tuple(
            (key, said if tone in (Polarity.NEUTRAL, reading.polarity) else tone)
            for key, tone in reading.dimensions
        ),
        clauses=tuple(_clause(one, said, start, word) for one in reading.clauses),
        words=(*reading.words, word),
    )


def _clause(clause: ClauseReading, said: Polarity, start: int, word: Word) -> ClauseReading:
    if not clause.start <= start < clause.end:
        return clause
    tones = tuple(
        (key, said if tone in (Polarity.NEUTRAL, clause.polarity) else tone)
        for key, tone in clause.dimensions
    )
    return replace(clause, polarity=said, dimensions=tones, words=(*clause.words, word))


def _placed(reading: Reading, dimension: str) -> Reading:
    if not dimension or any(key == dimension for key, _ in reading.dimensions):
        return reading
    kept = tuple(pair for pair in reading.dimensions if pair[0] is not Dimension.OTHER)
    return replace(reading, dimensions=(*kept, (Dimension(dimension), reading.polarity)))


def _reasoned(reading: Reading, word: HouseWord) -> Reading:
    """The company's reason first, as strong as the strongest that was found; praise gives no reasons."""
    if not word.reason or reading.polarity is Polarity.POS or first_level(word.reason) in NEVER_SUGGESTED:
        return reading
    others = [one for one in reading.reasons if one.code != word.reason]
    scores = [max((one.score for one in others), default=1.0), *(one.score for one in others)][:_REASONS]
    total = sum(scores)
    first = SuggestedReason(word.reason, scores[0] / total, (word.word,))
    rest = (replace(one, score=score / total) for one, score in zip(others, scores[1:], strict=False))
    return replace(reading, reasons=(first, *rest))
