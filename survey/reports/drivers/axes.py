"""Where the lines of the importance–performance quadrants stand: chosen by the reader, printed with the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, cast, get_args

import numpy as np

from survey.language import Message, m
from survey.questions import Scale
from survey.stats import Estimate, Quadrants, ipa_quadrants
from survey.stats.quadrants import Axis

__all__ = ["AXES", "AxisChoice", "axis_choice", "line_words", "quadrants_of"]

AxisChoice = Literal["default", "mean", "median", "middle", "target"]

AXES: Final[Mapping[AxisChoice, Message]] = {
    "default": m("平均重要程度 × 满意点"),
    "mean": m("平均值"),
    "median": m("中位数"),
    "middle": m("等级中点"),
    "target": m("平均重要程度 × 目标值"),
}


def axis_choice(asked: str | None) -> AxisChoice:
    """The choice asked for in a URL; the default for anything unknown."""
    return cast(AxisChoice, asked) if asked in get_args(AxisChoice) else "default"


def line_words(choice: AxisChoice) -> Message | None:
    """What the figure set for the performance line is; None where the line is taken from the data."""
    return {"default": m("“满意”等级"), "target": m("满意度目标值换算成等级")}.get(choice)


def quadrants_of(
    importance: Sequence[Estimate],
    performance: Sequence[Estimate],
    scale: Scale | None,
    choice: AxisChoice = "default",
    *,
    target: float | None = None,
    shares: bool = False,
) -> Quadrants:
    """The quadrants with the lines as chosen; `target` is the 满意度 target (0–100), needed for its choice.

    `shares`: importance is a share (derived, or named among the most valued), which has no middle of a scale.
    """
    span = (float(scale.values[0]), float(scale.values[-1])) if scale else (1.0, 5.0)
    good = float((scale.satisfied_from if scale else None) or span[1])
    lines: dict[AxisChoice, tuple[Axis, Axis]] = {
        "default": ("mean", good),
        "mean": ("mean", "mean"),
        "median": ("median", "median"),
        "middle": ("mean" if shares else "middle", "middle"),
        "target": ("mean", _point(scale, target) if scale and target is not None else good),
    }
    return ipa_quadrants(
        importance,
        performance,
        axes=lines[choice],
        scale=span,
        importance_scale=(0.0, 1.0) if shares else None,
    )


def _point(scale: Scale, target: float) -> float:
    """The point of the scale (between two of its points, too) whose conversion gives the target."""
    pairs = sorted((score, value) for value, score in scale.conversion().items())
    return float(np.interp(target, [score for score, _ in pairs], [value for _, value in pairs]))
