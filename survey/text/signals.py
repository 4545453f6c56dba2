"""What the rules and word lists found in a comment, as named figures the fitted models weigh."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from survey.text.findings import Findings
from survey.text.vocabulary import first_level

__all__ = ["CONCEPT_VALUE", "concept_signal", "signals"]

CONCEPT_VALUE: Final = 1.0
"""How far the domain model may lean on a group of words: by cross-validation on the fitting half."""
_FIRST_VALUE: Final = 0.7
"""What a comment begins with says more of its subject than what follows."""
_MOST_CLAUSES: Final = 4
_SHORT: Final = 30
"""Up to this many characters a comment may be a refusal to answer."""


def signals(found: Findings, length: int, general: float) -> dict[str, float]:
    """Names and values; `general` is the log-odds of the general model, `length` counts characters."""
    told = {
        "": 1.0,
        f"polarity {found.polarity.value}": 1.0,
        f"kind {found.kind.value}": 1.0,
        "general": general / 2.0,
        "rules": found.log_odds / 2.0,
        "length": math.log1p(length) / 3.0,
        "clauses": min(len(found.pieces), _MOST_CLAUSES) / _MOST_CLAUSES,
    }
    if found.is_suggestion:
        told["wish"] = 1.0
    for key, polarity in found.dimensions:
        told[f"dimension {key.value}"] = 1.0
        told[f"dimension {key.value} {polarity.value}"] = 1.0
    for reason in found.reasons:
        told[f"reason {reason.code}"] = 1.0
        told[f"reason of {first_level(reason.code).value}"] = reason.score
    for piece in found.pieces:
        told[f"clause {piece.polarity.value}"] = 1.0
    told[f"last {found.pieces[-1].polarity.value}"] = 1.0
    if length <= _SHORT:
        told["short"] = 1.0 - length / _SHORT
        share = sum([hit.end - hit.start for hit in found.silent]) / length
        told["silent"] = share * share * 2.0
        for word in found.silent:
            told[f"silent {word.value}"] = share
    for hit in found.concepts:
        for name in hit.value:
            told[concept_signal(name)] = CONCEPT_VALUE
    for hit in found.concepts[:1]:
        for name in hit.value:
            told[f"first {name}"] = _FIRST_VALUE
    return told


@cache
def concept_signal(name: str) -> str:
    """The signal of a group of words."""
    return f"concept {name}"
