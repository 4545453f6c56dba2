"""Kano: what an item is to customers, from the answers to having it and to not having it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats.arrays import Values, paired
from survey.stats.estimate import Estimate, undefined
from survey.stats.intervals import NOBODY_ANSWERED, wilson

__all__ = ["Kano", "kano"]

Table = Literal["berger", "pouliot"]

TABLES: Mapping[str, tuple[str, ...]] = {
    "berger": ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    "pouliot": ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
}
"""Rows: the functional answer 1–5, columns: the dysfunctional one."""

ORDER_OF_TIES = "MOAIRQ"
NOBODY_CLASSED = m("没有可归类的回答（全部为反向或可疑）")

TITLES: Mapping[str, Message] = {
    "M": m("必备型"),
    "O": m("期望型"),
    "A": m("魅力型"),
    "I": m("无差异型"),
    "R": m("反向型"),
    "Q": m("可疑"),
}


@dataclass(frozen=True, slots=True)
class Kano:
    """One item's classes: counts by letter (M O A I R Q), the two coefficients and the class by either rule.

    `better` is 0 to 1, `worse` −1 to 0; both rest on A + O + M + I. `mode` is the commonest class (ties
    M > O > A > I), `blauth` the one of Blauth's rule; both None when nobody answered.
    """

    counts: Mapping[str, int]
    better: Estimate
    worse: Estimate
    mode: str | None
    blauth: str | None
    table: Table
    n: int
    reason: Message | None = None


def kano(functional: Values, dysfunctional: Values, table: Table = "berger") -> Kano:
    """The Kano class of an item from both questions, answered 1 (喜欢) to 5 (不喜欢); pairs with a gap left out.

    `table` is Berger et al. 1993 or Pouliot's variant (2–2 and 4–4 are questionable). Better = (A+O)/(A+O+M+I)
    and worse = −(O+M)/(A+O+M+I), with Wilson's interval. Blauth's rule: when O + A + M outnumber I + R + Q,
    the largest of O, A, M, else the largest of I, R, Q. InvalidInput: an answer outside 1–5, unequal lengths.
    """
    if table not in TABLES:
        raise InvalidInput(m("Kano 评价表 %(table)s 无效，可用 berger 或 pouliot", table=str(table)))
    wanted, missed = paired(functional, dysfunctional)
    for answers in (wanted, missed):
        if not np.isin(answers, (1, 2, 3, 4, 5)).all():
            raise InvalidInput(m("Kano 问题的回答应为 1 到 5 的整数"))
    counts = dict.fromkeys(ORDER_OF_TIES, 0)
    for row, column in zip(wanted.astype(int).tolist(), missed.astype(int).tolist(), strict=True):
        counts[TABLES[table][row - 1][column - 1]] += 1
    n = int(wanted.size)
    return Kano(
        counts=counts,
        better=_coefficient(counts, "AO", n),
        worse=_coefficient(counts, "OM", n).scaled(-1.0),
        mode=_largest(counts, ORDER_OF_TIES) if n else None,
        blauth=_blauth(counts) if n else None,
        table=table,
        n=n,
        reason=None if n else NOBODY_ANSWERED,
    )


def _coefficient(counts: Mapping[str, int], classes: str, n: int) -> Estimate:
    base = _sum(counts, "AOMI")
    if base == 0:
        return undefined(NOBODY_CLASSED if n else NOBODY_ANSWERED)
    return wilson(_sum(counts, classes), base)


def _blauth(counts: Mapping[str, int]) -> str:
    wanted = _sum(counts, "OAM") > _sum(counts, "IRQ")
    return _largest(counts, "MOA" if wanted else "IRQ")


def _largest(counts: Mapping[str, int], classes: str) -> str:
    return max(classes, key=lambda letter: counts[letter])  # the first of the largest: ties go in order


def _sum(counts: Mapping[str, int], classes: str) -> int:
    return sum(counts[letter] for letter in classes)
