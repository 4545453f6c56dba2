"""Answers on a scale: reading a point, its code and column, and the short reason under a low one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import m
from survey.questions.base import (
    NA,
    NOT_ANSWERED,
    NOT_APPLICABLE,
    AnswerRefused,
    Answers,
    Column,
    Json,
    Raw,
    Verbatim,
    only,
)
from survey.questions.model import Item, Scale, text_in
from survey.questions.words import quoted, words

__all__ = [
    "WHY",
    "WHY_MAX",
    "code_of",
    "is_low",
    "point_values",
    "read_point",
    "read_why",
    "readable_point",
    "score_column",
    "why_of",
]

WHY: Final = "why"
WHY_MAX: Final = 500
_NA_LABEL: Final = {"zh": "不了解 / 未涉及", "en": "Don't know / not applicable"}


def read_point(raw: Raw, part: str, scale: Scale) -> int | str | None:
    """The point chosen for `part`: its value, `NA`, or None when nothing was sent.

    Compared as text, so that only the very figures offered are taken ("５", "5.0", "1_0" are not).
    """
    text = only(raw, part)
    if not text:
        return None
    if text == NA and scale.na is not None:
        return NA
    for point in scale.points:
        if text == str(point.value):
            return point.value
    raise AnswerRefused(m("“%(value)s”不是可以选择的等级。", value=quoted(text)))


def code_of(value: Json) -> int:
    """The packed code of one point."""
    if value is None:
        return NOT_ANSWERED
    return NOT_APPLICABLE if value == NA else int(value)


def score_column(item: Item, part: str, scale: Scale) -> Column:
    """The column of one scale of `item`."""
    return Column(
        key=f"{item.key}:{part}" if part else item.key,
        item=item.key,
        part=part,
        kind="score",
        labels={point.value: point.label for point in scale.points},
        scale=scale.key,
    )


def point_values(scale: Scale | None) -> frozenset[str | int] | None:
    """What a condition may compare an answer on `scale` with."""
    if scale is None:
        return None
    return frozenset(scale.values) | ({NA} if scale.na is not None else frozenset())


def readable_point(value: Json, scale: Scale | None, language: str) -> str:
    """The label of a point, in `language`."""
    if value is None:
        return "—"
    if value == NA:
        return text_in((scale.na if scale else None) or _NA_LABEL, language)
    point = scale.point(value) if scale else None
    return text_in(point.label, language) if point else str(value)


def is_low(value: Json, scale: Scale) -> bool:
    """Whether `value` is low enough for the short reason to be asked."""
    return isinstance(value, int) and scale.low_to is not None and value <= scale.low_to


def read_why(item: Item, raw: Raw, performance: Json, scale: Scale) -> Answers:
    """The short reason as an answer of its own; dropped where the rating is not low (any more)."""
    if not is_low(performance, scale):
        return {}
    text = words(raw, WHY, WHY_MAX)
    return {} if text is None else {f"{item.key}:{WHY}": text}


def why_of(item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
    """The short reason as the respondent's own words."""
    key = f"{item.key}:{WHY}"
    text = answers.get(key)
    return (Verbatim(key, text),) if text else ()
