"""Answers that are a rating in all but name: 非常不满意 … 非常满意, written in either direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from survey.instrument.formats.sketch import Choice, Question

__all__ = ["as_rating", "low_first"]

_SHORTEST: Final = 3
_NOT_APPLICABLE: Final = re.compile(
    r"^(不了解|不清楚|不知道|不适用|没有?接触|未接触|未使用过?|n/?a|not applicable|don'?t know)\s*([/／（(].*)?$",
    re.I,
)
_NEUTRAL: Final = re.compile(r"^(一般|中立|不确定|普通|说不清|neutral|neither\b.*)$", re.I)
_CHINESE: Final = re.compile(
    r"^(?P<strong>非常|很|十分|极其|极|完全|特别)?(?P<weak>比较|较|有点|基本|还算)?"
    r"(?P<no>不)?(?P<hardly>太|怎么|大)?(?P<word>满意|同意|赞同|认同|符合|重要|愿意|可能|好)$"
)
_ENGLISH: Final = re.compile(
    r"^(?:(?P<strong>very|extremely|strongly|completely)|(?P<weak>somewhat|slightly|moderately))?\s*"
    r"(?P<no>dis|un|not )?(?P<word>satisfied|agree|likely|important)$",
    re.I,
)
_WEAK, _PLAIN, _STRONG = 1, 2, 3


def as_rating(question: Question) -> bool:
    """Makes a single choice over a ladder of words a rating, from low to high; says whether it did."""
    if question.type != "single_choice" or any(option.other for option in question.options):
        return False
    steps, rest = _apart(question.options)
    ordered = _ordered(steps)
    if ordered is None or len(rest) > 1:
        return False
    question.type, question.points, question.options = "rating", ordered, []
    question.na = rest[0].label if rest else {}
    return True


def low_first(question: Question) -> None:
    """Brings the points of a rating or matrix from low to high and sets “不了解” apart from them."""
    steps, rest = _apart(question.points)
    if len(rest) == 1 and len(steps) > 1:
        question.points, question.na = steps, rest[0].label
    question.points = _ordered(question.points) or question.points


def _apart(choices: Sequence[Choice]) -> tuple[list[Choice], list[Choice]]:
    """The steps of a ladder, and the answers beside it."""
    rest = [one for one in choices if _NOT_APPLICABLE.match(_label(one))]
    return [one for one in choices if one not in rest], rest


def _ordered(steps: Sequence[Choice]) -> list[Choice] | None:
    """The steps from low to high when they are a ladder, in either direction."""
    read = [_step(_label(one)) for one in steps]
    words = {word for word, _ in read if word}
    heights = [height for _, height in read if height is not None]
    if len(words) != 1 or not _SHORTEST <= len(heights) == len(steps) or not min(heights) < 0 < max(heights):
        return None
    if len(set(heights)) < len(heights) or heights not in (sorted(heights), sorted(heights, reverse=True)):
        return None
    return list(steps) if heights[0] < heights[-1] else list(reversed(steps))


def _step(label: str) -> tuple[str, int | None]:
    """What the answer speaks of, and how far above or below the middle it is; None for other words."""
    if _NEUTRAL.match(label):
        return "", 0
    found = _CHINESE.match(label.replace("差", "不好")) or _ENGLISH.match(label)
    if found is None:
        return "", None
    named = found.groupdict()
    height = _STRONG if named["strong"] else _WEAK if named["weak"] or named.get("hardly") else _PLAIN
    return named["word"].lower(), -height if named["no"] else height


def _label(choice: Choice) -> str:
    return choice.label.get("zh", "").strip()
