"""Conversion tables: what a point of a scale is worth out of 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Floats, Values, floats

__all__ = [
    "ENTERPRISE",
    "LINEAR_5",
    "LINEAR_7",
    "LINEAR_10",
    "LINEAR_11",
    "Conversion",
    "conversion_table",
    "linear",
]

_MOST_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Conversion:
    """A named table from scale points to scores of 0–100; part of the approved revision of a questionnaire."""

    key: str
    name: Message
    points: tuple[tuple[float, float], ...]

    def convert(self, values: Values | Floats) -> Floats:
        """The scores of the answers, in the answers' shape; None and NaN stay NaN.

        InvalidInput for an answer that is not a point of the scale: codes for "not applicable" are left
        out before, never converted. Convert first, average afterwards: a table need not be linear.
        """
        answers = np.asarray(values, dtype=np.float64)
        scores = np.full(answers.shape, np.nan)
        known = np.isnan(answers)
        for point, score in self.points:
            here = answers == point
            scores[here] = score
            known |= here
        if not known.all():
            stray = float(answers[~known].flat[0])
            raise InvalidInput(m("%(value)g 不在评分等级之内", value=stray))
        return scores

    @property
    def lowest(self) -> float:
        """The least score that can be had."""
        return min(score for _, score in self.points)

    @property
    def highest(self) -> float:
        """The greatest score that can be had."""
        return max(score for _, score in self.points)


def conversion_table(key: str, name: Message, points: dict[float, float]) -> Conversion:
    """A company's own table; InvalidInput with fewer than two points or scores outside 0–100."""
    if len(points) < 2 or not all(0 <= score <= 100 for score in points.values()):
        raise InvalidInput(m("折算表至少有两个等级，分值应在 0 到 100 之间"))
    return Conversion(key, name, tuple(sorted((float(p), float(s)) for p, s in points.items())))


def linear(lowest: int, highest: int) -> Conversion:
    """线性折算 of a scale of at most 1,001 levels: 100·(x − lowest)/(highest − lowest)."""
    if highest <= lowest:
        raise InvalidInput(m("评分等级的最高分应大于最低分"))
    if highest - lowest > _MOST_STEPS:
        raise InvalidInput(m("评分等级太多，最多 1001 级"))
    steps = range(lowest, highest + 1)
    points = tuple((float(x), 100.0 * (x - lowest) / (highest - lowest)) for x in steps)
    return Conversion(f"linear_{lowest}_{highest}", m("线性折算"), points)


ENTERPRISE = Conversion(
    "enterprise", m("企业折算"), ((1.0, 20.0), (2.0, 40.0), (3.0, 60.0), (4.0, 80.0), (5.0, 100.0))
)
LINEAR_5 = linear(1, 5)
LINEAR_7 = linear(1, 7)
LINEAR_10 = linear(1, 10)
LINEAR_11 = linear(0, 10)


def converted(values: Values, conversion: Conversion) -> Floats:
    """One column of answers in scores of 0–100."""
    return conversion.convert(floats(values))
