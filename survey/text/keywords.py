"""The words that tell a group of comments from the rest: log-odds with an informative Dirichlet prior."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from survey.text.normalise import normalise
from survey.text.phrases import lexicon

__all__ = ["Cutter", "DistinctiveWord", "distinctive_counts", "distinctive_words", "keywords"]

_Z_95: Final = 1.96
_PRIOR_SIZE: Final = 100.0
"""Imagined mentions behind the prior: they keep a word said twice in ten comments from leading the list."""

_DEGREES: Final = frozenset("太很真挺更最超好特")
_BEFORE: Final = frozenset("对把给跟和让与就是")
_FIGURE: Final = re.compile(
    r"第?[\d.一二三四五六七八九十百千万两几多半好]+[次个批年月日天号点块元台套件人家条份周回趟倍成吨]*"
)


class Cutter(Protocol):
    """What parts a text into words: a `Segmenter`, with the company's dictionary in it."""

    def cut(self, text: str) -> list[str]:
        """The words of the text, in order."""


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """A word with how much likelier it is in the group; `n` and `n_rest` count comments that say it.

    `log_odds` is the natural logarithm of the odds ratio after the prior, `z` that divided by its standard error.
    """

    word: str
    log_odds: float
    z: float
    n: int
    n_rest: int


def distinctive_words(
    group: Iterable[str | None],
    rest: Iterable[str | None],
    cutter: Cutter,
    *,
    prior: Mapping[str, float] | None = None,
    prior_size: float = _PRIOR_SIZE,
    least: int = 2,
    least_z: float = _Z_95,
) -> tuple[DistinctiveWord, ...]:
    """The words said in more of the `group`'s comments than chance and the `rest` explain, the clearest first.

    `prior` are word counts of a background; by default those of both sides together, scaled to `prior_size`
    mentions. A word counts once a comment, so that nobody leads the list by repeating himself. Words in fewer
    than `least` comments of the group, or with z below `least_z`, are left out; nothing corrects for the
    number of words compared. With an empty side there is nothing to compare, and nothing is returned.
    ValueError unless `prior_size` > 0.

    Monroe, Colaresi & Quinn 2008, Fightin' Words, Political Analysis 16, equations 15–22.
    """
    return distinctive_counts(
        _counts(group, cutter),
        _counts(rest, cutter),
        prior=prior,
        prior_size=prior_size,
        least=least,
        least_z=least_z,
    )


def distinctive_counts(
    here: Counter[str],
    there: Counter[str],
    *,
    prior: Mapping[str, float] | None = None,
    prior_size: float = _PRIOR_SIZE,
    least: int = 2,
    least_z: float = _Z_95,
) -> tuple[DistinctiveWord, ...]:
    """`distinctive_words` of comments that were cut before: word → in how many comments it is said."""
    if not prior_size > 0:
        raise ValueError(f"prior_size must be above 0, not {prior_size}")
    n_here, n_there = here.total(), there.total()
    if not n_here or not n_there:
        return ()
    background: Mapping[str, float] = prior if prior is not None else here + there
    unit = prior_size / (sum(background.values()) or 1.0)
    floor = min((count for count in background.values() if count > 0), default=1.0)
    found = []
    for word, n in here.items():
        if n < least:
            continue
        alpha = unit * (background.get(word) or floor)
        delta = _log_odds(n, n_here, alpha, prior_size) - _log_odds(there[word], n_there, alpha, prior_size)
        z = delta / math.sqrt(1.0 / (n + alpha) + 1.0 / (there[word] + alpha))
        if z >= least_z:
            found.append(DistinctiveWord(word, delta, z, n, there[word]))
    return tuple(sorted(found, key=lambda one: (-one.z, one.word)))


def keywords(text: str | None, cutter: Cutter) -> Iterator[str]:
    """The words of one comment that may stand in a list: no stop words, a negation joined to what it negates."""
    kept, stop, negations = _kept(), _stop(), _negations()
    negated = ""
    for word in cutter.cut(normalise(text).text):
        if word in negations:
            negated += word
            continue
        word = _bare(word)
        if not word:
            if negated:
                yield negated
            negated = ""
            continue
        if negated and word not in stop:
            yield negated + word
            negated = ""
        elif word in kept or (word not in stop and len(word) > 1):
            yield word
    if negated:
        yield negated


def _bare(word: str) -> str:
    """The word without what the cutter left on it (太贵 → 贵, 对交期 → 交期); nothing of figures (三次, 2024)."""
    if _FIGURE.fullmatch(word) or not any(character.isalpha() for character in word):
        return ""
    grown = (word[0] in _DEGREES and word[1:] in _kept()) or (word[0] in _BEFORE and word[1:] in _topics())
    return word[1:] if grown else word


def _counts(texts: Iterable[str | None], cutter: Cutter) -> Counter[str]:
    return Counter(word for text in texts for word in dict.fromkeys(keywords(text, cutter)))


def _log_odds(n: int, total: int, alpha: float, alpha_total: float) -> float:
    return math.log((n + alpha) / (total + alpha_total - n - alpha))


@cache
def _stop() -> frozenset[str]:
    return frozenset(lexicon("keywords")["stop"]) - _kept()


@cache
def _kept() -> frozenset[str]:
    return frozenset(lexicon("keywords")["kept"])


@cache
def _topics() -> frozenset[str]:
    return frozenset(word for words in lexicon("aspects").values() for word in words)


@cache
def _negations() -> frozenset[str]:
    return frozenset(lexicon("keywords")["not"])
