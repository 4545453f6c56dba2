"""The default engine: rules and word lists find, fitted models weigh, and the words that carried it are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from survey.text.agreeing import agreed
from survey.text.findings import Findings
from survey.text.grams import grams
from survey.text.grounds import Grounded, grounds
from survey.text.judging import findings
from survey.text.kind import Silence, silence
from survey.text.normalise import LENGTH_CAP, NormalText, normalise
from survey.text.reading import Reading, non_answer
from survey.text.segment import Segmenter
from survey.text.signals import signals
from survey.text.verdict import Outputs, Verdict, heard_silence, outputs_of, verdict
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.text.weights import Weights, shipped

__all__ = ["Comment", "LiushengEngine"]

Comment = tuple[str | None, Dimension | None]
"""A text, and the dimension of the item it stands under."""
_COVERED: Final = 0.7
"""The share of telling characters in words of the lists from which the rules decide: on the fitting half."""
_SHARE: Final = 8_000
"""Characters of the comments that the models are asked for at once."""
_MOST: Final = 500
_SAYS_NOTHING: Final = frozenset("的地方了吧呢啊")


class _Begun(NamedTuple):
    """A comment that says something by the rules, before the models are asked."""

    normal: NormalText
    found: Findings
    ends: list[int]
    """Where its words end."""
    asked: Dimension | None


class LiushengEngine:
    """Reads comments, the models asked for many at once; the work on each is bounded by the length cap."""

    name = "liusheng-3"
    version = "2"

    def __init__(self, segmenter: Segmenter, weights: Weights | None = None) -> None:
        self._segmenter = segmenter
        self._weights = weights

    def read_all(self, comments: Iterable[Comment]) -> Iterator[Reading]:
        """The readings of the comments in their order; never fails. No more is held than one share of them."""
        for share in _shares(comments):
            begun = [self._begun(text, asked) for text, asked in share]
            weighed = iter(self._weighed([one for one in begun if isinstance(one, _Begun)]))
            for one in begun:
                yield next(weighed) if isinstance(one, _Begun) else one

    def _begun(self, text: str | None, asked: Dimension | None) -> _Begun | Reading:
        normal = normalise(text)
        if normal.is_mojibake:
            return non_answer(normal.note)
        silent = silence(normal.text)
        if silent is not None:
            return _non_answer(normal, silent)
        ends = self._segmenter.ends(normal.text)
        found = findings(normal.text, ends)
        if found is None or found.kind is Kind.NON_ANSWER:
            return _non_answer(normal, None)
        return _Begun(normal, found, ends, asked)

    def _weighed(self, comments: Sequence[_Begun]) -> list[Reading]:
        if not comments:
            return []
        weights = self._weights or shipped()
        outputs = outputs_of(weights)
        sequences = grams([one.normal.text for one in comments])
        heard = weights.known(sequences)
        general: list[float] = heard.general.tolist()
        scores = weights.scores(
            heard,
            [
                signals(one.found, len(one.normal.text), tone)
                for one, tone in zip(comments, general, strict=True)
            ],
        )
        said = [
            _judged(one, weights, of_one, tone)
            for one, of_one, tone in zip(comments, scores, general, strict=True)
        ]
        carried = grounds(
            [
                Grounded(one.normal.text, one.ends, one.found, _shown(outputs, judged))
                for one, judged in zip(comments, said, strict=True)
            ],
            sequences,
            heard,
            weights,
        )
        return [
            agreed(one.normal, one.found, judged, ground)
            if isinstance(judged, Verdict)
            else _non_answer(one.normal, judged)
            for one, judged, ground in zip(comments, said, carried, strict=True)
        ]


def _judged(one: _Begun, weights: Weights, scores: Sequence[float], general: float) -> Verdict | Silence:
    """What is said of the comment, or how the models hear that it says nothing."""
    covered = _is_covered(one.found, one.normal.text)
    if not covered and (silent := heard_silence(one.found, scores, weights, len(one.normal.text))):
        return silent
    return verdict(one.found, scores, weights, general=general, covered=covered, asked=one.asked)


def _shown(outputs: Outputs, said: Verdict | Silence) -> list[int]:
    """The outputs whose grounds are shown: the two sides, the verdict's dimensions, then its reasons."""
    shown = [outputs.positive, outputs.negative]
    if isinstance(said, Verdict):
        shown += [outputs.dimensions[key] for key in said.dimensions]
        shown += [reason.output for reason in said.reasons]
    return shown


def _shares(comments: Iterable[Comment]) -> Iterator[list[Comment]]:
    """The comments parted so that the models' figures for a share stay in the processor's cache."""
    share: list[Comment] = []
    length = 0
    for comment in comments:
        share.append(comment)
        length += min(len(comment[0] or ""), LENGTH_CAP)
        if length >= _SHARE or len(share) >= _MOST:
            yield share
            share, length = [], 0
    if share:
        yield share


def _non_answer(normal: NormalText, silent: Silence | None) -> Reading:
    return non_answer(normal.note, normal.original if silent is Silence.REFUSAL else "")


def _is_covered(found: Findings, text: str) -> bool:
    """Whether the rules account for most of the comment: then they add up negations better than any model."""
    if found.polarity is Polarity.NEUTRAL or not found.votes:
        return False
    if found.polarity is Polarity.MIXED and any(piece.clause.is_excepted for piece in found.pieces):
        return True  # 除了价格，其他都满意 says both whatever the words are
    telling = sum([one.isalnum() and one not in _SAYS_NOTHING for one in text])
    places: set[int] = set()
    for vote in found.votes:
        places.update(range(vote.start, vote.end))
    for piece in found.pieces:
        for hit in piece.topics:
            places.update(range(hit.start, hit.end))
    if len(places) < _COVERED * telling:
        return False
    return sum([text[place] not in _SAYS_NOTHING for place in places]) >= _COVERED * telling
