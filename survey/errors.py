"""Everything that can be refused, each with a sentence a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey.language import Message, m

__all__ = [
    "Closed",
    "Conflict",
    "Forbidden",
    "ImportRefused",
    "InvalidAnswer",
    "InvalidDefinition",
    "InvalidInput",
    "Misconfigured",
    "NotFound",
    "NotIdentified",
    "RowProblem",
    "SurveyError",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "too_long",
]


class SurveyError(Exception):
    """The base of our own errors; `message` says what happened, what is kept, what to do next."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotFound(SurveyError):
    """Nothing has that name, or the reader may not know whether it exists."""


class Conflict(SurveyError):
    """The state of things does not allow this now."""


class NotIdentified(SurveyError):
    """Nobody we know: no token, or one that is wrong, revoked or over."""


class Forbidden(SurveyError):
    """The person may not do this."""


class Closed(SurveyError):
    """The wave takes no answers now (not yet open, closed, paused)."""


class TooLarge(SurveyError):
    """More than we take: bytes, fields, rows."""


class TooMany(SurveyError):
    """Too many tries; `retry_after` seconds until the next one is heard."""

    def __init__(self, message: Message, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(SurveyError):
    """The store is busy or full for the moment; nothing was lost, trying again helps."""


class Misconfigured(SurveyError):
    """The settings cannot work; names the setting."""


class InvalidInput(SurveyError):
    """What was typed or sent cannot be taken; `problems` maps a field name to its sentence."""

    def __init__(self, message: Message, problems: Mapping[str, Message] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})


class InvalidAnswer(InvalidInput):
    """Answers that cannot be taken; `problems` maps an item key to its sentence."""


class InvalidDefinition(SurveyError):
    """A questionnaire that cannot be published; `findings` says all of what is wrong, with places."""

    def __init__(self, message: Message, findings: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong in an imported file: the row as a spreadsheet numbers it, the column's heading."""

    row: int
    column: str
    message: Message


class ImportRefused(SurveyError):
    """An import of which nothing was stored; `problems` are its row-numbered reasons."""

    def __init__(self, message: Message, problems: Sequence[RowProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def too_long(details: object, longest: Mapping[str, int]) -> dict[str, Message]:
    """A problem for every text of `details` that has more characters than `longest` allows it."""
    return {
        name: m("最多 %(n)d 个字。", n=most)
        for name, most in longest.items()
        if len(getattr(details, name)) > most
    }
