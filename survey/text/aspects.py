"""What a clause is about: words of the lexicon → the fixed dimension keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Final

from survey.text.phrases import Found, Phrases, lexicon
from survey.text.rules import Vote
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["aspect_phrases", "dimensions_of", "merged", "polarity_of"]

_PLACE: Final = itemgetter(0, 1)
Topic = tuple[Dimension, bool]
"""A dimension and whether it is only implied."""


@cache
def aspect_phrases() -> Phrases[tuple[Topic, ...]]:
    """The lexicon of aspects; a phrase may point at more than one dimension."""
    entries: dict[str, tuple[Topic, ...]] = {}
    for heading, words in lexicon("aspects").items():
        key, _, implied = heading.partition(" ")
        topic = (Dimension(key), bool(implied))
        for word in words:
            entries[word] = (*entries.get(word, ()), topic)
    return Phrases(entries)


def polarity_of(score: float) -> Polarity:
    """The polarity of a sum of votes; below a quarter of a plain word it is neutral."""
    if score > 0.25:
        return Polarity.POS
    if score < -0.25:
        return Polarity.NEG
    return Polarity.NEUTRAL


def dimensions_of(
    found: Sequence[Found[tuple[Topic, ...]]], votes: Sequence[Vote], fallback: Polarity
) -> tuple[tuple[Dimension, Polarity], ...]:
    """Each dimension named with the polarity of the votes that stand by it, else `fallback`."""
    groups = _groups(found, votes)
    if not groups:
        return ()
    scores: dict[Dimension, list[float]] = {}
    for topics, weights in groups:
        for key in topics:
            scores.setdefault(key, []).extend(weights)
    return tuple((key, _summed(weights) if weights else fallback) for key, weights in scores.items())


def merged(parts: Sequence[tuple[tuple[Dimension, Polarity], ...]]) -> tuple[tuple[Dimension, Polarity], ...]:
    """The dimensions of several clauses as those of the whole comment."""
    seen: dict[Dimension, set[Polarity]] = {}
    for part in parts:
        for key, polarity in part:
            seen.setdefault(key, set()).add(polarity)
    return tuple((key, _joined(polarities)) for key, polarities in seen.items())


def _joined(polarities: set[Polarity]) -> Polarity:
    clear = polarities - {Polarity.NEUTRAL, Polarity.NONE}
    if not clear:
        return Polarity.NEUTRAL
    return clear.pop() if len(clear) == 1 else Polarity.MIXED


def _summed(weights: Sequence[float]) -> Polarity:
    if min(weights) < -0.25 and max(weights) > 0.25 and abs(sum(weights)) < 0.25:
        return Polarity.MIXED
    return polarity_of(sum(weights))


def _groups(
    found: Sequence[Found[tuple[Topic, ...]]], votes: Sequence[Vote]
) -> list[tuple[list[Dimension], list[float]]]:
    """Runs of aspects unparted by a vote, each with the votes after it (the first also those before)."""
    marks: list[tuple[int, int, object]] = [(hit.start, 0, hit.value) for hit in found]
    marks += [(vote.end - 1, 1, vote.weight) for vote in votes]
    groups: list[tuple[list[Topic], list[float]]] = []
    early: list[float] = []
    for _, _, value in sorted(marks, key=_PLACE):
        if isinstance(value, float):
            (groups[-1][1] if groups else early).append(value)
        elif isinstance(value, tuple):
            if not groups or (groups[-1][1] and not _only_implied(value)):
                groups.append(([], []))
            groups[-1][0].extend(value)
    if groups:
        groups[0][1].extend(early)
    return [(_named(topics), weights) for topics, weights in groups]


def _only_implied(topics: tuple[Topic, ...]) -> bool:
    return all(implied for _, implied in topics)


def _named(topics: Sequence[Topic]) -> list[Dimension]:
    outright = [key for key, implied in topics if not implied]
    return list(dict.fromkeys(outright or (key for key, _ in topics)))
