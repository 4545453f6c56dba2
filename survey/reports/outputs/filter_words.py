"""A filter in words, as captions and documents print it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m
from survey.reports.counting.filters import Filter
from survey.reports.outputs.voice import Voice
from survey.text.vocabulary import Mode

__all__ = ["SEGMENT_NAMES", "filter_terms", "segment_value"]

SEGMENT_NAMES: Final[Mapping[str, Message]] = {
    "class": m("客户类别"),
    "region": m("地区"),
    "industry": m("行业"),
    "product_line": m("产品线"),
    "mode": m("调查方式"),
    "month": m("月份"),
}


def segment_value(segment: str, value: str, classes: Mapping[str, str], voice: Voice) -> str:
    """A segment's value as people read it: the company's word for a class, the label of a mode."""
    if segment == "class":
        return classes.get(value) or value
    return voice.word(Mode, value) if segment == "mode" else value


def filter_terms(wanted: Filter, classes: Mapping[str, str], voice: Voice) -> tuple[str, ...]:
    """One term for each segment and for the months that narrow; () for all responses."""
    terms = [
        voice.say(
            m(
                "%(label)s：%(value)s",
                label=SEGMENT_NAMES[name],
                value=segment_value(name, value, classes, voice),
            )
        )
        for name, value in wanted.where
    ]
    if wanted.month_from or wanted.month_to:
        terms.append(f"{wanted.month_from or '…'} – {wanted.month_to or '…'}")
    return tuple(terms)
