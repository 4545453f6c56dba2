"""What the models and the rules together say of a comment: its polarity, dimensions and reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Final, NamedTuple

from survey.text.findings import Findings
from survey.text.kind import Silence
from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Kind, Polarity, Reason, first_level
from survey.text.weights import Weights

__all__ = ["Outputs", "RankedReason", "Verdict", "heard_silence", "outputs_of", "verdict"]

_NAMED_FROM: Final = -0.6
"""Log-odds from which a dimension counts as spoken of: by cross-validation on the fitting half."""
_REASON_FROM: Final = -4.0
_FAILING_IN_PRAISE_FROM: Final = -2.0
"""Log-odds from which a reason is worth showing; a person chooses, so rather one more than one too few."""
_NAMED_OUTRIGHT: Final = 1.0
"""What words of the reason tree add to its log-odds: they are rare, and right more often than the model."""
_LEAF_FROM: Final = -4.0
_REASONS: Final = 5
_LOG_ODDS_CAP: Final = 3.0
"""No comment is called surer than .95: on reviews of unknown kinds more would be overconfident."""
_LEAST_SURE: Final = 0.51
_SILENT_FROM: Final = -0.25
_SILENT_AHEAD: Final = 2.5
"""How far it must be ahead of every side: what is taken for nothing is lost, so rather miss one."""
_SILENT_UP_TO: Final = 30
"""Longer comments always say something."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where each thing stands among the domain model's outputs."""

    polarity: tuple[tuple[Polarity, int], ...]
    positive: int
    negative: int
    mixed: int
    neutral: int
    silent: int
    dimensions: dict[Dimension, int]
    reasons: tuple[tuple[Reason, int], ...]
    failings: frozenset[Reason]
    """The reasons that blame us."""
    leaves: dict[Reason, tuple[tuple[str, int], ...]]


class RankedReason(NamedTuple):
    """A code, its strength among those ranked, the words the rules found and the output the model spoke by."""

    code: str
    score: float
    words: tuple[str, ...]
    output: int


class Verdict(NamedTuple):
    """The whole comment as it will be shown."""

    polarity: Polarity
    probability: float
    dimensions: tuple[Dimension, ...]
    reasons: tuple[RankedReason, ...]


@cache
def _outputs(names: tuple[str, ...]) -> Outputs:
    places = {name: place for place, name in enumerate(names)}
    leaves: dict[Reason, list[tuple[str, int]]] = {}
    for name, place in places.items():
        if name.startswith("leaf "):
            code = name.removeprefix("leaf ")
            leaves.setdefault(first_level(code), []).append((code, place))
    return Outputs(
        polarity=tuple((one, places[f"polarity {one}"]) for one in Polarity),
        positive=places["polarity pos"],
        negative=places["polarity neg"],
        mixed=places["polarity mixed"],
        neutral=places["polarity neutral"],
        silent=places["polarity none"],
        dimensions={key: places[f"dimension {key}"] for key in Dimension},
        reasons=tuple(
            (one, places[f"reason {one}"])
            for one in Reason
            if one not in NEVER_SUGGESTED and f"reason {one}" in places
        ),
        failings=frozenset(one for one in Reason if one.value.startswith("B")),
        leaves={reason: tuple(found) for reason, found in leaves.items()},
    )


def outputs_of(weights: Weights) -> Outputs:
    """Where each thing stands among the outputs of these weights."""
    return _outputs(weights.domain.outputs)


def verdict(
    found: Findings,
    scores: Sequence[float],
    weights: Weights,
    *,
    general: float,
    covered: bool,
    asked: Dimension | None,
) -> Verdict:
    """The verdict on a comment that says something.

    `covered`: the rules account for most of the text; then they add up negations better than any model.
    `asked` is the dimension of the item the comment stands under.
    """
    outputs = outputs_of(weights)
    leaning = scores[outputs.positive] - scores[outputs.negative]
    total = weights.log_odds(general, leaning, found.log_odds)
    polarity = found.polarity if covered else _polarity(found, scores, outputs, total)
    probability = _agreeing(_probability(found.log_odds if covered else total), polarity)
    return Verdict(
        polarity=polarity,
        probability=probability,
        dimensions=_dimensions(found, scores, outputs, asked),
        reasons=_reasons(found, scores, outputs, polarity),
    )


def heard_silence(found: Findings, scores: Sequence[float], weights: Weights, length: int) -> Silence | None:
    """How a short comment says nothing in a way the word lists do not know; None where it says something."""
    outputs = outputs_of(weights)
    if length > _SILENT_UP_TO or found.kind in {Kind.SUGGESTION, Kind.QUESTION}:
        return None
    silent = scores[outputs.silent]
    sides = (scores[place] for polarity, place in outputs.polarity if polarity is not Polarity.NONE)
    if silent < max(_SILENT_FROM, max(sides) + _SILENT_AHEAD):
        return None
    refuses = any(reason is Reason.C and scores[place] > 0.0 for reason, place in outputs.reasons)
    return Silence.REFUSAL if refuses else Silence.NOTHING


def _probability(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-_LOG_ODDS_CAP, min(_LOG_ODDS_CAP, total))))


def _polarity(found: Findings, scores: Sequence[float], outputs: Outputs, total: float) -> Polarity:
    """Mixed or neutral where the domain model finds that likelier than either side; else the likelier side."""
    side = max(scores[outputs.positive], scores[outputs.negative])
    mixed, neutral = scores[outputs.mixed], scores[outputs.neutral]
    if max(mixed, neutral) > side and not _is_praise_with_a_wish(found):
        return Polarity.MIXED if mixed > neutral else Polarity.NEUTRAL
    return Polarity.POS if total > 0 else Polarity.NEG


def _is_praise_with_a_wish(found: Findings) -> bool:
    """Whether the rules found praise, a wish and no blame: 质量不错，希望价格再优惠一点."""
    return (
        found.is_suggestion
        and found.polarity is Polarity.POS
        and all(vote.weight > 0 for vote in found.votes)
    )


def _agreeing(probability: float, polarity: Polarity) -> float:
    """The probability kept on the side of the polarity that is shown beside it."""
    if polarity is Polarity.POS:
        return max(probability, _LEAST_SURE)
    if polarity is Polarity.NEG:
        return min(probability, 1.0 - _LEAST_SURE)
    return probability


def _dimensions(
    found: Findings, scores: Sequence[float], outputs: Outputs, asked: Dimension | None
) -> tuple[Dimension, ...]:
    """The dimensions heard, the clearest first, at least one; under an item, where no other is named, that item's."""
    ruled = [key for key, _ in found.dimensions]
    if asked is not None and not ruled:
        return (asked,)
    heard = [(scores[place], key) for key, place in outputs.dimensions.items()]
    named = sorted([one for one in heard if one[0] > _NAMED_FROM], key=itemgetter(0), reverse=True)
    return tuple([key for _, key in named or [max(heard, key=itemgetter(0))]])


def _reasons(
    found: Findings, scores: Sequence[float], outputs: Outputs, polarity: Polarity
) -> tuple[RankedReason, ...]:
    """The likeliest first-level reasons, each with its likeliest leaf; in praise only plain failings."""
    ruled = {first_level(one.code): one for one in found.reasons}
    failing_from = _FAILING_IN_PRAISE_FROM if polarity is Polarity.POS else _REASON_FROM
    ranked: list[tuple[float, Reason, int]] = []
    for reason, place in outputs.reasons:
        score, named = scores[place], ruled.get(reason)
        if named is not None:
            score += _NAMED_OUTRIGHT * named.score if named.words else 0.0
        elif score < (failing_from if reason in outputs.failings else _REASON_FROM) or reason in found.denied:
            continue
        ranked.append((score, reason, place))
    ranked.sort(key=itemgetter(0), reverse=True)
    del ranked[_REASONS:]
    strengths = [1.0 / (1.0 + math.exp(-score)) for score, _, _ in ranked]
    total = sum(strengths)
    said: list[RankedReason] = []
    for strength, (_, reason, place) in zip(strengths, ranked, strict=True):
        named = ruled.get(reason)
        code, words = (named.code, named.words) if named is not None else (reason.value, ())
        said.append(RankedReason(_leaf(reason, scores, outputs, code), strength / total, words, place))
    return tuple(said)


def _leaf(reason: Reason, scores: Sequence[float], outputs: Outputs, ruled: str) -> str:
    """The likeliest leaf of the reason; where none is likely what the rules said, or the reason itself."""
    known = outputs.leaves.get(reason, ())
    if not known:
        return ruled
    code, place = max(known, key=lambda pair: scores[pair[1]])
    return code if scores[place] > _LEAF_FROM else ruled
