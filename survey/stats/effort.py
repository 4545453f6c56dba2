"""Customer effort: how easy it was to get something done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Values, floats
from survey.stats.clustered import Clusters, clustered_mean_interval
from survey.stats.estimate import Estimate
from survey.stats.index import share_satisfied
from survey.stats.intervals import mean_interval

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


def ces(scores: Values, variant: Variant = "share", *, clusters: Clusters | None = None) -> Ces:
    """CES 2.0 on 1–7 (7 = very easy): the share (0–1) of 5–7 with Wilson's interval, or the mean with t's.

    The two are not comparable, so the name goes with the figure. Source: Dixon, Toman & DeLisi 2013.
    Missing answers are left out. `clusters` has the number of each answer's customer. InvalidInput outside 1–7.
    """
    if variant not in NAMES:
        raise InvalidInput(m("CES 的算法 %(variant)s 无效，可用 share 或 mean", variant=str(variant)))
    each = floats(scores)
    if ((each < 1) | (each > 7)).any():
        raise InvalidInput(m("省力程度的评分应在 1 到 7 之间"))
    if variant == "share":
        score = share_satisfied(each, satisfied_from=EASY_FROM, clusters=clusters)
    elif clusters is None:
        score = mean_interval(each).within(1, 7)
    else:
        score = clustered_mean_interval(each, clusters).within(1, 7)
    return Ces(score, int((each >= EASY_FROM).sum()), NAMES[variant])
