"""The labelled comments shipped with the reader, each in the half it belongs to for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["Half", "LabelledComment", "half_of", "independent_comments", "labelled_comments"]


class Half(StrEnum):
    """`FITTING` may be learnt from and looked at; `CHECKING` is only ever measured."""

    FITTING = "a"
    CHECKING = "b"


@dataclass(frozen=True, slots=True)
class LabelledComment:
    """One line of a labelled file."""

    trade: str
    text: str
    kind: str
    polarity: str
    dimensions: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]


def half_of(text: str) -> Half:
    """The half of a text, by its SHA-256: adding or moving lines never moves another."""
    return Half.CHECKING if hashlib.sha256(text.encode()).digest()[0] % 2 else Half.FITTING


@cache
def labelled_comments(half: Half | None = None) -> tuple[LabelledComment, ...]:
    """The comments of one half, or all: files by name, lines in their order."""
    lines = _lines((files("survey.text") / "labelled").iterdir())
    return tuple(line for line in lines if half is None or half_of(line.text) is half)


@cache
def independent_comments() -> tuple[LabelledComment, ...]:
    """Comments written and labelled apart from the others and only ever measured.

    Those that happen to stand among the others too (无, 满意) are left out.
    """
    others = {line.text for line in labelled_comments()}
    lines = _lines((files("survey.text") / "labelled" / "checking").iterdir())
    return tuple(line for line in lines if line.text not in others)


def _lines(entries: Iterable[Traversable]) -> Iterator[LabelledComment]:
    for entry in sorted(entries, key=lambda one: one.name):
        if not entry.name.endswith(".tsv"):
            continue
        for row in entry.read_text(encoding="utf-8").splitlines()[1:]:
            text, kind, polarity, dimensions, reasons = row.split("\t")
            yield LabelledComment(
                trade=entry.name.removesuffix(".tsv"),
                text=text,
                kind=kind,
                polarity=polarity,
                dimensions=tuple(_pair(part) for part in dimensions.split(";") if part),
                reasons=tuple(code for code in reasons.split(";") if code),
            )


def _pair(part: str) -> tuple[str, str]:
    key, _, sign = part.partition(":")
    return key, sign
