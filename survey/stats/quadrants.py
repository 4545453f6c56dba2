"""Importance–performance quadrants: where to work first, with points that cannot be placed marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import fmean, median

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.estimate import Estimate

__all__ = ["Axis", "Quadrant", "QuadrantPoint", "Quadrants", "ipa_quadrants"]

Axis = str | float
"""Where an axis line stands: "mean", "median", "middle" (of the scale), or a figure （a target, the 满意 point）."""

LEAST_SPAN_OF_FIVE = 0.5
INDISTINCT = m("重要程度区分不开")


class Quadrant(Enum):
    """The four fields; the value is the key in files and CSS."""

    CONCENTRATE = "concentrate"
    KEEP_UP = "keep_up"
    LOW_PRIORITY = "low_priority"
    OVERKILL = "overkill"

    @property
    def title(self) -> Message:
        """The field's name for people."""
        return _TITLES[self]


_TITLES = {
    Quadrant.CONCENTRATE: m("优先改进"),
    Quadrant.KEEP_UP: m("继续保持"),
    Quadrant.LOW_PRIORITY: m("次要关注"),
    Quadrant.OVERKILL: m("可能投入过多"),
}


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """One item: its two estimates and its field, None when a mean is missing.

    `undecided`: an interval crosses an axis line, or is missing, so that the field is not certain.
    """

    item: int
    importance: Estimate
    performance: Estimate
    quadrant: Quadrant | None
    undecided: bool


@dataclass(frozen=True, slots=True)
class Quadrants:
    """The points with the two axis lines and how they were chosen (`axes`), which is printed with the chart.

    `indistinct` is 重要程度区分不开 when stated importance cannot carry the axis; None otherwise.
    An axis is None when there is nothing to take it from.
    """

    points: tuple[QuadrantPoint, ...]
    importance_axis: float | None
    performance_axis: float | None
    axes: tuple[Axis, Axis]
    indistinct: Message | None


def ipa_quadrants(
    importance: Sequence[Estimate],
    performance: Sequence[Estimate],
    axes: Axis | tuple[Axis, Axis] = ("mean", 4.0),
    *,
    scale: tuple[float, float] = (1.0, 5.0),
    importance_scale: tuple[float, float] | None = None,
) -> Quadrants:
    """The items of an importance–performance analysis in their fields (Martilla & James 1977).

    `axes` chooses both lines at once or (importance, performance) apart; by default importance at the mean,
    performance at the "satisfied" point. Concentrate: I ≥ c_I and P < c_P. `scale` is lowest and highest
    point. `indistinct` when the importance means span less than half a point of five (an eighth of the
    scale) or all exceed 4 of 5 (three quarters of it). `importance_scale` are the ends of an importance that
    is no rating (derived, or a share who name it): it cannot run into a ceiling and is never `indistinct`.
    """
    if len(importance) != len(performance):
        raise InvalidInput(m("重要程度与满意程度的项目数不一致"))
    chosen: tuple[Axis, Axis] = axes if isinstance(axes, tuple) else (axes, axes)
    c_i = _line(chosen[0], importance, importance_scale or scale)
    c_p = _line(chosen[1], performance, scale)
    points = tuple(
        _point(item, i, p, c_i, c_p) for item, (i, p) in enumerate(zip(importance, performance, strict=True))
    )
    return Quadrants(points, c_i, c_p, chosen, None if importance_scale else _indistinct(importance, scale))


def _line(axis: Axis, estimates: Sequence[Estimate], scale: tuple[float, float]) -> float | None:
    if not isinstance(axis, str):
        return float(axis)
    if axis == "middle":
        return sum(scale) / 2
    values = [estimate.value for estimate in estimates if estimate.value is not None]
    if axis not in ("mean", "median"):
        raise InvalidInput(m("坐标轴的取法 %(axis)s 无效，可用 mean、median、middle 或数值", axis=axis))
    if not values:
        return None
    return fmean(values) if axis == "mean" else float(median(values))


def _point(
    item: int, importance: Estimate, performance: Estimate, c_i: float | None, c_p: float | None
) -> QuadrantPoint:
    if importance.value is None or performance.value is None or c_i is None or c_p is None:
        return QuadrantPoint(item, importance, performance, None, True)
    important, good = importance.value >= c_i, performance.value >= c_p
    if important:
        field = Quadrant.KEEP_UP if good else Quadrant.CONCENTRATE
    else:
        field = Quadrant.OVERKILL if good else Quadrant.LOW_PRIORITY
    undecided = _crosses(importance, c_i) or _crosses(performance, c_p)
    return QuadrantPoint(item, importance, performance, field, undecided)


def _crosses(estimate: Estimate, line: float) -> bool:
    """Whether the interval has points on both sides; an end on the line belongs to the upper side."""
    if estimate.low is None or estimate.high is None:
        return True
    return estimate.low < line <= estimate.high


def _indistinct(importance: Sequence[Estimate], scale: tuple[float, float]) -> Message | None:
    values = [estimate.value for estimate in importance if estimate.value is not None]
    if not values:
        return None
    unit = (scale[1] - scale[0]) / 4
    narrow = max(values) - min(values) < LEAST_SPAN_OF_FIVE * unit - 1e-9
    at_the_ceiling = min(values) > scale[0] + 3 * unit
    return INDISTINCT if narrow or at_the_ceiling else None
