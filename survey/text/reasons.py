"""An interview note → suggested codes of the reason tree, ranked, with the words that decided.

A suggestion is never an assignment: a person decides. `Z` (ended by us) has no words and is never given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from survey.text.phrases import Found, Phrases, lexicon
from survey.text.reading import SuggestedReason
from survey.text.vocabulary import Dimension, Polarity, Reason, first_level

__all__ = ["Cause", "NotedClause", "denied_reasons", "reason_phrases", "suggest"]

_DENIED: Final = re.compile(r"(?:不是因为|并不是|并非|不是|不在于|不关|没有因为|与|跟|和)$")
_PRAISED: Final = re.compile(
    r"^(?:没问题|没有问题|都没问题|也没问题|无关|不是主要|不是问题|倒是其次|是其次|还可以|不错|很好|都好|没变)"
)
_MAIN: Final = re.compile(r"主要|根本|关键|最后|最终|决定|真正|最大|第一|导致|才|所以|因此|核心")
_LEAF, _FIRST, _FROM_DIMENSION, _STRESS = 1.0, 0.6, 0.5, 1.6
_LIMIT: Final = 5

Cause = tuple[str, str]
"""A code and the partner its phrase needs later in the clause ("" for none)."""

_BY_DIMENSION: Final = {
    Dimension.PRODUCT: Reason.B1,
    Dimension.DELIVERY: Reason.B2,
    Dimension.SERVICE: Reason.B3,
    Dimension.AFTER_SALES: Reason.B3,
    Dimension.COMPLAINT: Reason.B4,
    Dimension.PRICE: Reason.B5,
    Dimension.CHANNEL: Reason.B6,
    Dimension.COMMITMENT: Reason.B7,
    Dimension.RELATIONSHIP: Reason.B9,
    Dimension.POLICY: Reason.B10,
}


@dataclass(slots=True)
class _Evidence:
    """What speaks for one first-level reason."""

    total: float = 0.0
    leaves: dict[str, float] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)

    def add(self, code: str, weight: float, words: Iterable[str]) -> None:
        self.total += weight
        if "." in code:
            self.leaves[code] = self.leaves.get(code, 0.0) + weight
        self.words.update(dict.fromkeys(words))


class NotedClause(NamedTuple):
    """A clause as this module needs it."""

    start: int
    end: int
    polarity: Polarity
    dimensions: tuple[tuple[Dimension, Polarity], ...]
    causes: Sequence[Found[tuple[Cause, ...]]]


def suggest(text: str, parts: Sequence[NotedClause]) -> tuple[SuggestedReason, ...]:
    """At most five codes, the likeliest first, one for each first-level reason found."""
    evidence: dict[Reason, _Evidence] = {}
    for part in parts:
        _collect(text, part, evidence)
    total = sum(found.total for found in evidence.values())
    ranked = sorted(evidence.items(), key=lambda pair: -pair[1].total)[:_LIMIT]
    return tuple(
        SuggestedReason(_best_code(reason, found), found.total / total, tuple(found.words))
        for reason, found in ranked
    )


def _collect(text: str, part: NotedClause, evidence: dict[Reason, _Evidence]) -> None:
    stress = _STRESS if _MAIN.search(text, part.start, part.end) else 1.0
    for hit in part.causes:
        if _is_denied(text, hit.start, hit.end, part.start):
            continue
        for code, partner in _applicable(text, hit, part):
            words = (hit.text,) if not partner else (hit.text, partner)
            if part.polarity is Polarity.POS and code.startswith("B") and not code.startswith("B8"):
                continue
            weight = (_LEAF if "." in code or code in _SINGLE else _FIRST) * stress * _length_weight(words)
            evidence.setdefault(first_level(code), _Evidence()).add(code, weight, words)
    for key, polarity in part.dimensions:
        if polarity is Polarity.NEG and key in _BY_DIMENSION:
            evidence.setdefault(_BY_DIMENSION[key], _Evidence()).add("", _FROM_DIMENSION * stress, ())


def _applicable(text: str, hit: Found[tuple[Cause, ...]], part: NotedClause) -> list[Cause]:
    """The codes the phrase speaks for here; a leaf found puts general words aside (报价 in 报价慢)."""
    whole = [
        (code, partner)
        for code, partner in hit.value
        if not partner or text.find(partner, hit.end, part.end) >= 0
    ]
    leaves = [(code, partner) for code, partner in whole if "." in code]
    return leaves or whole


def denied_reasons(text: str, causes: Sequence[Found[tuple[Cause, ...]]]) -> frozenset[Reason]:
    """The first-level reasons the text says it was not: 不是价格高，而是交期不准."""
    return frozenset(
        first_level(code)
        for hit in causes
        if _is_denied(text, hit.start, hit.end, 0)
        for code, _ in hit.value
    )


def _length_weight(words: Sequence[str]) -> float:
    """A long phrase says more than a short one."""
    return 0.6 + 0.15 * min(6, sum(map(len, words)))


def _is_denied(text: str, start: int, end: int, least: int) -> bool:
    before = text[max(least, start - 5) : start]
    return bool(_DENIED.search(before) and not before.endswith("而是")) or bool(
        _PRAISED.match(text[end : end + 6])
    )


def _best_code(reason: Reason, found: _Evidence) -> str:
    if not found.leaves:
        return reason.value
    return max(found.leaves, key=lambda code: found.leaves[code])


_SINGLE: Final = frozenset({"B11", "B12", "B13", "C"})


@cache
def reason_phrases() -> Phrases[tuple[Cause, ...]]:
    """Each phrase with the codes it speaks for."""
    entries: dict[str, tuple[Cause, ...]] = {}
    for code, words in lexicon("reasons").items():
        for word in words:
            phrase, _, partner = word.partition("+")
            entries[phrase] = (*entries.get(phrase, ()), (code, partner))
    return Phrases(entries)
