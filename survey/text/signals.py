"""What the rules and word lists found in a comment, as named figures the fitted models weigh."""

from __future__ import annotations

import math

from survey.text.reading import Reading
from survey.text.vocabulary import first_level

__all__ = ["log_odds", "signals"]

_MOST_CLAUSES = 4


def signals(reading: Reading, length: int, general: float) -> dict[str, float]:
    """Names and values; `general` is the log-odds of the general model, `length` counts characters."""
    found = {
        f"polarity {reading.polarity}": 1.0,
        f"kind {reading.kind}": 1.0,
        "wish": float(reading.is_suggestion),
        "general": general / 2.0,
        "length": math.log1p(length) / 3.0,
        "clauses": min(len(reading.clauses), _MOST_CLAUSES) / _MOST_CLAUSES,
    }
    if reading.probability is not None:
        found["rules"] = log_odds(reading.probability) / 2.0
    for key, polarity in reading.dimensions:
        found[f"dimension {key}"] = 1.0
        found[f"dimension {key} {polarity}"] = 1.0
    for reason in reading.reasons:
        found[f"reason {reason.code}"] = 1.0
        found[f"reason of {first_level(reason.code)}"] = reason.score
    for clause in reading.clauses:
        found[f"clause {clause.polarity}"] = 1.0
    return {name: value for name, value in found.items() if value}


def log_odds(probability: float) -> float:
    """The log-odds of a probability strictly between 0 and 1."""
    return math.log(probability / (1.0 - probability))
