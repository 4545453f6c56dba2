"""Customer effort: how easy it was to get something done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Values, answered
from survey.stats.estimate import Estimate
from survey.stats.intervals import mean_interval, wilson

__all__ = ["Ces", "ces"]

EASY_FROM = 5

Variant = Literal["share", "mean"]
NAMES: dict[str, Message] = {
    "share": m("CES 2.0：评 5–7 分的占比"),
    "mean": m("CES 2.0：1–7 分的平均值"),
}


@dataclass(frozen=True, slots=True)
class Ces:
    """The effort score with its interval, how many found it easy (5–7), and the name of the variant."""

    score: Estimate
    easy: int
    name: Message


def ces(scores: Values, variant: Variant = "share") -> Ces:
    """CES 2.0 on 1–7 (7 = very easy): the share (0–1) of 5–7 with Wilson's interval, or the mean with t's.

    The two are not comparable, so the name goes with the figure. Source: Dixon, Toman & DeLisi 2013.
    Missing answers are left out. InvalidInput outside 1–7.
    """
    if variant not in NAMES:
        raise InvalidInput(m("CES 的算法 %(variant)s 无效，可用 share 或 mean", variant=str(variant)))
    there = answered(scores)
    if ((there < 1) | (there > 7)).any():
        raise InvalidInput(m("省力程度的评分应在 1 到 7 之间"))
    easy = int((there >= EASY_FROM).sum())
    score = wilson(easy, int(there.size)) if variant == "share" else mean_interval(there).within(1, 7)
    return Ces(score, easy, NAMES[variant])
