"""Whether a target was met, as far as the interval lets one say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from survey.language import Message, m
from survey.stats.estimate import Estimate

__all__ = ["Outcome", "Verdict", "verdict"]


class Outcome(Enum):
    """What can be said about a target; the value is the key in files and CSS."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"

    @property
    def title(self) -> Message:
        """达到， 未达到 or 不能肯定."""
        return _TITLES[self]


_TITLES = {Outcome.MET: m("达到"), Outcome.MISSED: m("未达到"), Outcome.UNDECIDED: m("不能肯定")}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, a sentence for it, and whether the figure itself is on the target's good side (None: no figure)."""

    outcome: Outcome
    message: Message
    figure_meets: bool | None


def verdict(estimate: Estimate, target: float, *, at_most: bool = False) -> Verdict:
    """达到 when the whole interval is at or beyond the target, 未达到 when none of it is, else 不能肯定.

    The target is a least value; `at_most=True` for one not to be exceeded （流失率）. Same unit as the estimate.
    """
    if estimate.hidden is not None:
        return Verdict(Outcome.UNDECIDED, estimate.hidden, None)
    if estimate.value is None:
        return Verdict(Outcome.UNDECIDED, m("没有数值，不能判断是否达到目标"), None)
    turn = -1.0 if at_most else 1.0
    meets = turn * (estimate.value - target) >= -1e-9
    if estimate.low is None or estimate.high is None:
        return Verdict(Outcome.UNDECIDED, m("没有区间，不能肯定是否达到目标"), meets)
    worst, best = sorted((turn * (estimate.low - target), turn * (estimate.high - target)))
    if worst >= -1e-9:
        return Verdict(Outcome.MET, m("达到目标"), meets)
    if best < -1e-9:
        return Verdict(Outcome.MISSED, m("未达到目标"), meets)
    return Verdict(Outcome.UNDECIDED, m("区间包含目标，不能肯定是否达到"), meets)
