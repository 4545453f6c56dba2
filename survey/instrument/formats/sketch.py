"""A questionnaire between another system's file and ours: what each format's reader fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from survey.language import Message

__all__ = ["Choice", "Dropped", "Page", "Question", "Sketch", "Words"]

Words = dict[str, str]
"""A text by language; `zh` is the questionnaire's own."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something of the file that the questionnaire does not have: where it stood, and what it was."""

    where: str
    what: Message


@dataclass(slots=True)
class Choice:
    """An option, a row of a matrix, or a point of a scale; `value` is its name in the file."""

    label: Words
    value: str = ""
    other: bool = False
    exclusive: bool = False


@dataclass(slots=True)
class Question:
    """One thing asked. `type` is one of our question types; `points` go from low to high."""

    type: str
    text: Words
    name: str = ""
    """How the file calls it; conditions of other questions go by this."""
    help: Words = field(default_factory=dict)
    required: bool = False
    options: list[Choice] = field(default_factory=list)
    points: list[Choice] = field(default_factory=list)
    """Of a rating or matrix: the answers in order."""
    first: int = 1
    """The value of the first point."""
    ends: tuple[Words, Words] | None = None
    """The words at both ends of a scale of bare numbers."""
    na: Words = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    show_if: dict[str, Any] | None = None
    """A condition of ours in which items and options still have the file's names."""


@dataclass(slots=True)
class Page:
    """One section."""

    title: Words = field(default_factory=dict)
    intro: Words = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)


@dataclass(slots=True)
class Sketch:
    """The whole, with what could not be taken over."""

    title: Words = field(default_factory=dict)
    opening: Words = field(default_factory=dict)
    thanks: Words = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, where: str, what: Message) -> None:
        """Notes something that is left behind."""
        self.dropped.append(Dropped(where[:200], what))
