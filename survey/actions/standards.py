"""The standards' lists of what tells of customers' perception: data, not code (`standards.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["OWN_SOURCES", "Source", "Standard", "standards"]


@dataclass(frozen=True, slots=True)
class Source:
    """One source of the list; `held` names what this system itself has of it."""

    key: str
    label: Mapping[str, str]
    held: tuple[str, ...]
    frequency: str
    """How often a record is expected, until the company says otherwise; a key of `words.FREQUENCIES`."""


OWN_SOURCES: Final = (
    Source(
        "touchpoints",
        {"zh": "触点检查（测试电话、神秘客户）", "en": "Touchpoint checks (test calls, mystery visits)"},
        ("touchpoint_checks",),
        "quarter",
    ),
)
"""What companies draw on beyond any edition's list: never missing unless they say that they do."""


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition of the standard, with the clause and its list of examples."""

    key: str
    name: Mapping[str, str]
    sources: tuple[Source, ...]


@cache
def standards() -> dict[str, Standard]:
    """Key → standard, the default first."""
    text = files("survey.actions").joinpath("standards.json").read_text(encoding="utf-8")
    return {
        one["key"]: Standard(
            one["key"],
            one["name"],
            tuple(
                Source(each["key"], each["label"], tuple(each["held"]), each["frequency"])
                for each in one["sources"]
            ),
        )
        for one in json.loads(text)
    }
