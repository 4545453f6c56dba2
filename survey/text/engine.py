"""The default engine: rules and word lists find, fitted models weigh, and the words that carried it are named."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from survey.text.agreeing import agreed
from survey.text.findings import Findings
from survey.text.grams import grams
from survey.text.grounds import grounds
from survey.text.judging import findings, word_places
from survey.text.kind import Silence, silence
from survey.text.normalise import NormalText, normalise
from survey.text.reading import Reading, non_answer
from survey.text.segment import Segmenter
from survey.text.signals import signals
from survey.text.verdict import heard_silence, outputs_of, verdict
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.text.weights import Weights, shipped

__all__ = ["LiushengEngine"]

_COVERED: Final = 0.7
"""The share of telling characters in words of the lists from which the rules decide: on the fitting half."""
_SAYS_NOTHING: Final = frozenset("的地方了吧呢啊")


class _Words:
    """The words of a text, cut when first asked for."""

    def __init__(self, segmenter: Segmenter, text: str) -> None:
        self._segmenter, self._text = segmenter, text

    @cached_property
    def ends(self) -> list[int]:
        return word_places(self._segmenter.cut(self._text))

    def __call__(self) -> list[int]:
        return self.ends


class LiushengEngine:
    """Reads a comment in one pass; its work is bounded by the length cap."""

    name = "liusheng-3"
    version = "1"

    def __init__(self, segmenter: Segmenter, weights: Weights | None = None) -> None:
        self._segmenter = segmenter
        self._weights = weights

    def read(self, text: str | None, dimension: Dimension | None = None) -> Reading:
        """The reading of the comment; never fails."""
        normal = normalise(text)
        if normal.is_mojibake:
            return non_answer(normal.note)
        silent = silence(normal.text)
        words = _Words(self._segmenter, normal.text)
        found = findings(normal.text, words) if silent is None else None
        if found is None or found.kind is Kind.NON_ANSWER:
            return _non_answer(normal, silent)
        weights = self._weights or shipped()
        sequences = grams(normal.text)
        heard = weights.known(sequences)
        scores = weights.scores(heard, signals(found, len(normal.text), heard.general))
        covered = _is_covered(found, normal.text)
        silent = None if covered else heard_silence(found, scores, weights, len(normal.text))
        if silent is not None:
            return _non_answer(normal, silent)
        said = verdict(found, scores, weights, general=heard.general, covered=covered, asked=dimension)
        outputs = outputs_of(weights)
        places = dict(outputs.dimensions)
        shown = [outputs.positive, outputs.negative, *(places[key] for key in said.dimensions)]
        shown += [one.output for one in said.reasons]
        carried = grounds(normal.text, words.ends, found, sequences, heard, weights, shown)
        return agreed(normal, found, said, carried)


def _non_answer(normal: NormalText, silent: Silence | None) -> Reading:
    return non_answer(normal.note, normal.original if silent is Silence.REFUSAL else "")


def _is_covered(found: Findings, text: str) -> bool:
    """Whether the rules account for most of the comment: then they add up negations better than any model."""
    if found.polarity is Polarity.NEUTRAL or not found.votes:
        return False
    if found.polarity is Polarity.MIXED and any(piece.clause.is_excepted for piece in found.pieces):
        return True  # 除了价格，其他都满意 says both whatever the words are
    telling = sum(one.isalnum() and one not in _SAYS_NOTHING for one in text)
    places: set[int] = set()
    for vote in found.votes:
        places.update(range(vote.start, vote.end))
    for piece in found.pieces:
        for hit in piece.topics:
            places.update(range(hit.start, hit.end))
    if len(places) < _COVERED * telling:
        return False
    return sum(text[place] not in _SAYS_NOTHING for place in places) >= _COVERED * telling
