"""Putting the company's name or an earlier answer into a text, by fixed names only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from survey.instrument.definition import Definition
from survey.questions import Item, Json, get

__all__ = ["answer_values", "fill", "placeholders"]

_PLACEHOLDER: Final = re.compile(r"\{((?:answer:)?[a-z][a-z0-9_]{0,59})\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with `{company}` or `{answer:role}` replaced where `values` has them, else left as written.

    Replaced once, so that a value that looks like a placeholder is printed as it is.
    """
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the placeholders in `text`, in order."""
    return tuple(_PLACEHOLDER.findall(text))


def answer_values(definition: Definition, answers: Mapping[str, Json], language: str) -> dict[str, str]:
    """`answer:key` → the answer as a person reads it, for every item answered."""
    return {
        f"answer:{item.key}": _readable(definition, item, answers, language)
        for item in definition.items()
        if answers.get(item.key) is not None
    }


def _readable(definition: Definition, item: Item, answers: Mapping[str, Json], language: str) -> str:
    return get(item.type).readable(item, answers, definition.scale_by_key, language)
