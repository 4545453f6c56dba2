"""Which few reasons make up most of the losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.estimate import Estimate
from survey.stats.intervals import wilson

__all__ = ["Pareto", "ParetoRow", "pareto"]

NOTHING_TO_SHARE = m("没有可以统计的数量")


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One reason: its amount, its share and the share up to and including it (0–1).

    `interval` is Wilson's for the share when the amounts are counts, else None. `vital`: within the line.
    """

    key: str
    amount: float
    share: float
    cumulative: float
    vital: bool
    interval: Estimate | None


@dataclass(frozen=True, slots=True)
class Pareto:
    """The reasons from the largest; `reach` is how many it takes until the cumulative share reaches `line`."""

    rows: tuple[ParetoRow, ...]
    total: float
    line: float
    reach: int | None
    reason: Message | None = None


def pareto(amounts: Mapping[str, float], line: float = 0.8, *, counts: bool = False) -> Pareto:
    """The amounts ordered from the largest (ties as given) with cumulative shares and the `line` of vital ones.

    The line counts reasons until the cumulative share *reaches* it: 79.94 % has not reached 80 %.
    `counts=True` says that the amounts count cases and adds Wilson intervals. Reasons with nothing are left
    out; without any amount there are no rows and `reason` says so. InvalidInput for negative amounts.
    """
    if not 0 < line <= 1:
        raise InvalidInput(m("累计线应大于 0，不超过 1"))
    if any(not isfinite(amount) or amount < 0 for amount in amounts.values()):
        raise InvalidInput(m("数量应为非负数"))
    ordered = sorted(
        ((key, amount) for key, amount in amounts.items() if amount > 0), key=lambda pair: -pair[1]
    )
    total = fsum(amount for _, amount in ordered)
    if not ordered:
        return Pareto((), 0.0, line, None, NOTHING_TO_SHARE)
    rows: list[ParetoRow] = []
    reach: int | None = None
    for place, (key, amount) in enumerate(ordered, start=1):
        so_far = fsum(each for _, each in ordered[:place])
        vital = reach is None
        if reach is None and so_far >= line * total * (1 - 1e-12):
            reach = place
        interval = wilson(round(amount), round(total)) if counts else None
        rows.append(ParetoRow(key, amount, amount / total, so_far / total, vital, interval))
    return Pareto(tuple(rows), total, line, reach)
