"""What reading a comment gives: frozen values, JSON-safe, with the words that decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from survey.language import Message
from survey.text.vocabulary import Dimension, Kind, Polarity, Reason

__all__ = ["ClauseReading", "Reading", "SuggestedReason", "Word", "non_answer"]


@dataclass(frozen=True, slots=True)
class Word:
    """A deciding word: where it stands in the original text and which way it counted."""

    text: str
    start: int
    end: int
    polarity: Polarity

    def to_dict(self) -> dict[str, Any]:
        """The word for JSON."""
        return {"text": self.text, "start": self.start, "end": self.end, "polarity": self.polarity.value}


@dataclass(frozen=True, slots=True)
class SuggestedReason:
    """A reason code proposed to a person, with its strength (0–1 of all found) and its words."""

    code: str
    score: float
    words: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The suggestion for JSON."""
        return {"code": self.code, "score": round(self.score, 4), "words": list(self.words)}


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """One clause: its place in the original text, what it says and about which dimensions."""

    text: str
    start: int
    end: int
    kind: Kind
    polarity: Polarity
    dimensions: tuple[tuple[Dimension, Polarity], ...]
    words: tuple[Word, ...]

    def to_dict(self) -> dict[str, Any]:
        """The clause for JSON."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.kind.value,
            "polarity": self.polarity.value,
            "dimensions": [[key.value, polarity.value] for key, polarity in self.dimensions],
            "words": [word.to_dict() for word in self.words],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole comment: `probability` is that of being positive, None where there is nothing to judge."""

    kind: Kind
    polarity: Polarity
    probability: float | None
    dimensions: tuple[tuple[Dimension, Polarity], ...] = ()
    clauses: tuple[ClauseReading, ...] = ()
    is_suggestion: bool = False
    is_non_answer: bool = False
    reasons: tuple[SuggestedReason, ...] = ()
    words: tuple[Word, ...] = ()
    dimension_words: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    """For each dimension the words by which it was heard."""
    note: Message | None = None

    def to_dict(self) -> dict[str, Any]:
        """The reading for JSON; the note in the source language."""
        probability = self.probability
        return {
            "kind": self.kind.value,
            "polarity": self.polarity.value,
            "probability": None if probability is None else round(probability, 4),
            "dimensions": [[key.value, polarity.value] for key, polarity in self.dimensions],
            "clauses": [clause.to_dict() for clause in self.clauses],
            "is_suggestion": self.is_suggestion,
            "is_non_answer": self.is_non_answer,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "words": [word.to_dict() for word in self.words],
            "dimension_words": [[key.value, list(words)] for key, words in self.dimension_words],
            "note": None if self.note is None else str(self.note),
        }


def non_answer(note: Message | None = None, refusal: str = "") -> Reading:
    """The reading of a comment that says nothing; a `refusal` to tell the reason is itself coded so."""
    reasons = (SuggestedReason(Reason.C.value, 1.0, (refusal,)),) if refusal else ()
    return Reading(Kind.NON_ANSWER, Polarity.NONE, None, is_non_answer=True, reasons=reasons, note=note)
