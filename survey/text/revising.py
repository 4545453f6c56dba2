"""The engine `liusheng-2`: the rules read first, then fitted models revise what they found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from survey.text.aspects import aspect_phrases
from survey.text.grams import grams
from survey.text.judging import LiushengEngine
from survey.text.normalise import LENGTH_CAP, NormalText, normalise
from survey.text.reading import ClauseReading, Reading, SuggestedReason
from survey.text.reasons import denied_reasons
from survey.text.segment import Segmenter
from survey.text.signals import log_odds, signals
from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Polarity, Reason, first_level
from survey.text.weights import Weights, shipped

__all__ = ["RevisingEngine"]

_NAMED_FROM: Final = -1.3
"""Log-odds from which a dimension counts as spoken of: by cross-validation on the fitting half."""
_REASON_FROM: Final = -3.5
_NAMED_OUTRIGHT: Final = 2.0
"""What words of the reason tree add to its log-odds: they are rare, and right more often than the model."""
_LEAF_FROM: Final = -4.0
_REASONS: Final = 5
_LOG_ODDS_CAP: Final = 5.0
_LEAST_SURE: Final = 0.51
_COVERED: Final = 0.7
_SAYS_NOTHING: Final = frozenset("的地方了吧呢啊")
_CLEAR: Final = frozenset({Polarity.POS, Polarity.NEG})

Scores = Mapping[str, float]
Dimensions = tuple[tuple[Dimension, Polarity], ...]


class RevisingEngine:
    """The default engine."""

    name = "liusheng-2"
    version = "1"

    def __init__(self, segmenter: Segmenter, weights: Weights | None = None) -> None:
        self._rules = LiushengEngine(segmenter)
        self._weights = weights

    def read(self, text: str | None, dimension: Dimension | None = None) -> Reading:
        """The reading of the comment; never fails, and its work is bounded by the length cap."""
        plain = self._rules.read(text)
        if plain.is_non_answer or plain.probability is None:
            return plain
        asked = plain if dimension is None else self._rules.read(text, dimension)
        weights = self._weights or shipped()
        even = normalise(text)
        normal = even.text
        found = grams(normal)
        general = weights.general_log_odds(found)
        scores = weights.scores(found, signals(plain, len(normal), general))
        leaning = scores["polarity pos"] - scores["polarity neg"]
        total = weights.log_odds(general, leaning, log_odds(plain.probability))
        if _is_covered(plain, even):
            return replace(asked, reasons=_reasons(asked, scores, plain.polarity, denied_reasons(normal)))
        polarity = _polarity(plain, scores, total)
        spoken = _dimensions(asked, scores, polarity, dimension)
        return replace(
            asked,
            polarity=polarity,
            probability=_agreeing(_probability(total), polarity),
            dimensions=spoken,
            clauses=_clauses(asked, polarity, spoken),
            reasons=_reasons(asked, scores, polarity, denied_reasons(normal)),
        )


def _probability(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-_LOG_ODDS_CAP, min(_LOG_ODDS_CAP, total))))


def _is_covered(reading: Reading, normal: NormalText) -> bool:
    """Whether the rules account for most of the comment: then they add up negations better than any model.

    On the fitting half they are right in four of five such comments.
    """
    if reading.polarity is Polarity.NEUTRAL or not reading.words:
        return False
    places = {place for word in reading.words for place in range(word.start, word.end)}
    for hit in aspect_phrases().find(normal.text):
        places.update(range(*normal.span(hit.start, hit.end)))
    said = normal.original[:LENGTH_CAP]
    telling = {place for place, one in enumerate(said) if one.isalnum() and one not in _SAYS_NOTHING}
    return len(places & telling) >= _COVERED * max(1, len(telling))


def _polarity(reading: Reading, scores: Scores, total: float) -> Polarity:
    """Mixed or neutral where the domain model finds that likelier than either side; else the likelier side."""
    side = max(scores["polarity pos"], scores["polarity neg"])
    unclear = max((Polarity.NEUTRAL, Polarity.MIXED), key=lambda one: scores[f"polarity {one}"])
    if scores[f"polarity {unclear}"] > side and not _is_praise_with_a_wish(reading):
        return unclear
    return Polarity.POS if total > 0 else Polarity.NEG


def _is_praise_with_a_wish(reading: Reading) -> bool:
    """Whether the rules found praise, a wish and no blame: 质量不错，希望价格再优惠一点."""
    return (
        reading.is_suggestion
        and reading.polarity is Polarity.POS
        and all(word.polarity is Polarity.POS for word in reading.words)
    )


def _agreeing(probability: float, polarity: Polarity) -> float:
    """The probability kept on the side of the polarity that is shown beside it."""
    if polarity is Polarity.POS:
        return max(probability, _LEAST_SURE)
    if polarity is Polarity.NEG:
        return min(probability, 1.0 - _LEAST_SURE)
    return probability


def _dimensions(reading: Reading, scores: Scores, polarity: Polarity, asked: Dimension | None) -> Dimensions:
    """The dimensions the domain model hears, at least one; under an item, where nothing else is named, that item's."""
    heard = sorted(Dimension, key=lambda key: -scores[f"dimension {key}"])
    named = [key for key in heard if scores[f"dimension {key}"] > _NAMED_FROM]
    ruled = dict(reading.dimensions)
    if asked is not None and set(ruled) == {asked}:
        named = [asked]
    return tuple((key, _sign(polarity, ruled.get(key), reading)) for key in named or heard[:1])


def _sign(whole: Polarity, ruled: Polarity | None, reading: Reading) -> Polarity:
    """How a dimension is judged: a one-sided comment judges all alike, a mixed one as the rules found."""
    if whole is not Polarity.MIXED:
        return ruled if ruled is Polarity.NEUTRAL and len(reading.dimensions) > 1 else whole
    if ruled in _CLEAR:
        return ruled
    others = {polarity for _, polarity in reading.dimensions if polarity in _CLEAR}
    if others == {Polarity.POS}:
        return Polarity.NEG
    return Polarity.POS if others == {Polarity.NEG} else Polarity.MIXED


def _clauses(reading: Reading, polarity: Polarity, spoken: Dimensions) -> tuple[ClauseReading, ...]:
    """A comment of a single clause reads as its clause does."""
    if len(reading.clauses) != 1:
        return reading.clauses
    return (replace(reading.clauses[0], polarity=polarity, dimensions=spoken),)


def _reasons(
    reading: Reading, scores: Scores, polarity: Polarity, denied: frozenset[Reason]
) -> tuple[SuggestedReason, ...]:
    """The likeliest first-level reasons, each with its likeliest leaf; plain praise gives no further ones."""
    if polarity is Polarity.POS:
        return reading.reasons
    words: dict[Reason, tuple[str, ...]] = {
        first_level(reason.code): reason.words for reason in reading.reasons
    }
    leaves: dict[Reason, str] = {first_level(one.code): one.code for one in reading.reasons}
    told = {first_level(one.code): one.score for one in reading.reasons if one.words}
    heard: list[tuple[float, Reason]] = []
    for reason in Reason:
        score = scores.get(f"reason {reason}")
        if reason in NEVER_SUGGESTED or score is None:
            continue
        if reason not in leaves and (score < _REASON_FROM or reason in denied):
            continue
        heard.append((score + _NAMED_OUTRIGHT * told.get(reason, 0.0), reason))
    heard.sort(key=lambda pair: (-pair[0], pair[1]))
    strengths = [1.0 / (1.0 + math.exp(-score)) for score, _ in heard[:_REASONS]]
    total = sum(strengths)
    return tuple(
        SuggestedReason(_leaf(reason, scores, leaves.get(reason)), strength / total, words.get(reason, ()))
        for strength, (_, reason) in zip(strengths, heard, strict=False)
    )


def _leaf(reason: Reason, scores: Scores, ruled: str | None) -> str:
    """The likeliest leaf of the reason, or the reason itself where none is likely."""
    prefix = f"leaf {reason}."
    known = [(score, name) for name, score in scores.items() if name.startswith(prefix)]
    best = max(known, default=(-math.inf, ""))
    if best[0] > _LEAF_FROM:
        return best[1].removeprefix("leaf ")
    return ruled or reason.value
