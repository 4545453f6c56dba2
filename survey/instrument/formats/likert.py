"""Answers that are a rating in all but name: 非常不满意 … 非常满意 as the options of a single choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from survey.instrument.formats.sketch import Choice, Question

__all__ = ["as_rating"]

_LADDERS: Final = (
    ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    ("很不满意", "不满意", "一般", "满意", "很满意"),
    ("非常不满意", "比较不满意", "一般", "比较满意", "非常满意"),
    ("非常不同意", "不同意", "一般", "同意", "非常同意"),
    ("非常不同意", "比较不同意", "一般", "比较同意", "非常同意"),
    ("完全不同意", "不同意", "一般", "同意", "完全同意"),
    ("非常不符合", "不符合", "一般", "符合", "非常符合"),
    ("非常不重要", "不重要", "一般", "重要", "非常重要"),
    ("不重要", "不太重要", "一般", "比较重要", "非常重要"),
    ("非常不愿意", "不愿意", "一般", "愿意", "非常愿意"),
    ("不满意", "一般", "满意"),
    ("不满意", "一般", "满意", "非常满意"),
    ("很差", "差", "一般", "好", "很好"),
    ("非常差", "差", "一般", "好", "非常好"),
)
_NEUTRAL: Final = {"中立": "一般", "不确定": "一般", "基本满意": "一般", "普通": "一般"}
_NOT_APPLICABLE: Final = frozenset({"不了解", "不清楚", "不适用", "没有接触", "未接触", "不了解/未涉及"})


def as_rating(question: Question) -> bool:
    """Makes a single choice over a known ladder a rating, from low to high; says whether it did."""
    if question.type != "single_choice" or any(option.other for option in question.options):
        return False
    steps = [option for option in question.options if option.label.get("zh", "") not in _NOT_APPLICABLE]
    rest = [option for option in question.options if option not in steps]
    ordered = _ordered(steps)
    if ordered is None or len(rest) > 1:
        return False
    question.type, question.points, question.options = "rating", ordered, []
    question.na = rest[0].label if rest else {}
    return True


def _ordered(steps: Sequence[Choice]) -> list[Choice] | None:
    """The steps from low to high when they are a ladder, in either direction."""
    labels = tuple(_NEUTRAL.get(step.label.get("zh", ""), step.label.get("zh", "")) for step in steps)
    if labels in _LADDERS:
        return list(steps)
    return list(reversed(steps)) if tuple(reversed(labels)) in _LADDERS else None
