"""One thing wrong or doubtful in a questionnaire, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.language import Message

__all__ = ["Finding", "error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong `where` (`item product_fit`, `sections[2].title`); an error forbids publishing."""

    severity: Literal["error", "warning"]
    where: str
    message: Message


def error(where: str, message: Message) -> Finding:
    """A finding that forbids publishing."""
    return Finding("error", where, message)


def warning(where: str, message: Message) -> Finding:
    """A finding to think about."""
    return Finding("warning", where, message)
