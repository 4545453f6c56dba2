"""The interviewer's script: what to say, what to ask, how to probe, when to climb the ladder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from survey.instrument.library import template
from survey.questions import Item, text_in

__all__ = ["GUIDE_KEYS", "SCREENING_KEYS", "Question", "Script", "script"]

Text = Mapping[str, str]
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the guide as the interviewer reads it out."""

    key: str
    number: int
    text: str
    probes: Sequence[str]
    note: str
    """What to write down."""
    ladder: bool
    """Whether the five whys hang on this question."""
    after_review: bool
    """Asked only once the mid-term review has agreed on draft improvements."""


@dataclass(frozen=True, slots=True)
class Script:
    """The whole guide in one language, with the company's names filled in."""

    rules: Sequence[str]
    openings: Mapping[str, str]
    screening: Sequence[Item]
    questions: Sequence[Question]
    five_whys: Sequence[tuple[str, str, str]]
    """(level, what to ask, what it is for)."""
    stop_rule: str
    price_ladder: Sequence[str]
    price_rule: str
    example: str
    closing: str


def script(language: str, names: Mapping[str, str]) -> Script:
    """The guide in `language`; what `names` does not fill is shown as ……."""
    guide = _guide()

    def say(text: Text) -> str:
        return _PLACEHOLDER.sub(lambda found: names.get(found[1]) or "……", text_in(text, language))

    return Script(
        rules=[say(rule) for rule in guide["rules"]],
        openings={key: say(text) for key, text in guide["openings"].items()},
        screening=_items("screening"),
        questions=[
            Question(
                key=item.key,
                number=number,
                text=say(item.text),
                probes=[say(probe) for probe in guide["probes"].get(item.key, ())],
                note=say(guide["notes"][item.key]) if item.key in guide["notes"] else "",
                ladder=item.key == guide["ladder_on"],
                after_review=item.key in guide["after_review"],
            )
            for number, item in enumerate(_items("guide"), start=1)
        ],
        five_whys=[(say(step["name"]), say(step["ask"]), say(step["aim"])) for step in guide["five_whys"]],
        stop_rule=say(guide["stop_rule"]),
        price_ladder=[say(step) for step in guide["price_ladder"]],
        price_rule=say(guide["price_rule"]),
        example=say(guide["example"]),
        closing=say(guide["closing"]),
    )


@cache
def _guide() -> dict[str, Any]:
    return template("exit_interview").guide


@cache
def _items(section: str) -> tuple[Item, ...]:
    sections = {one.key: one for one in template("exit_interview").sections}
    return tuple(sections[section].items)


SCREENING_KEYS: Final = tuple(item.key for item in _items("screening"))
GUIDE_KEYS: Final = tuple(item.key for item in _items("guide"))
