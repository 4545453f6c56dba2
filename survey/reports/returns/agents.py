"""Top scores by who had the answer in hands: does somebody's come too often, or too many in a row?

One answer has one agent: who typed it in, or else the account owner of its customer, who hands out links and
forms. Flagged agents want a second look; no answer is left out for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.customers.models import Customer
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.questions import Scale
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import LOWEST_SPECIAL, Floats
from survey.reports.counting.origins import Origins
from survey.reports.drivers.predictors import predictors_of
from survey.reports.returns.careless import FEWEST_RATED
from survey.stats import Estimate, fisher_more, holm, longest_true_run, run_of_at_least, wilson

__all__ = ["FEWEST_ANSWERS", "Agent", "agents"]

FEWEST_ANSWERS: Final = 5
"""Agents with fewer answers, or against fewer answers of others, are shown and not tested."""
SIGNIFICANT: Final = 0.05

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Agent:
    """One person's answers: how many give every rated item the top score, and the longest run of such ones.

    `share` and `others` are shares of 0–1 with Wilson's interval; `p_share` (Fisher's exact test against all
    others) and `p_run` are Holm's over all agents and both tests, None where not tested.
    """

    name: str
    n: int
    top: int
    longest: int
    share: Estimate
    others: Estimate
    p_share: float | None = None
    p_run: float | None = None

    @property
    def often(self) -> bool:
        """Whether top scores come more often than with the others."""
        return self.p_share is not None and self.p_share < SIGNIFICANT

    @property
    def in_a_row(self) -> bool:
        """Whether more of them stand in a row than the others' share would bring."""
        return self.p_run is not None and self.p_run < SIGNIFICANT

    @property
    def flagged(self) -> bool:
        return self.often or self.in_a_row

    def to_json(self) -> dict[str, Any]:
        return {
            "agent": self.name,
            "n": self.n,
            "all_top": self.top,
            "longest_run": self.longest,
            "share": self.share.to_json(),
            "others": self.others.to_json(),
            "p_share": self.p_share,
            "p_run": self.p_run,
            "flagged": self.flagged,
        }


def agents(
    session: Session, wave: Wave, columns: Columns, origins: Origins, definition: Definition, counted: Mask
) -> tuple[Agent, ...]:
    """The agents of the counted answers, the largest share of top scores first; () in anonymous waves."""
    if wave.privacy == "anonymous":
        return ()
    agent, names = _agents(session, columns, origins)
    if not names:
        return ()
    hits = _all_top(columns, definition)
    judged = counted & ~np.isnan(hits) & (agent >= 0)
    whose, top = agent[judged], hits[judged]
    total, all_hits = int(top.size), int(top.sum())
    rows = [
        _agent(names[number], top[whose == number], total, all_hits) for number in np.unique(whose).tolist()
    ]
    return tuple(
        sorted(_tested(rows), key=lambda one: (not one.flagged, -(one.share.value or 0.0), one.name))
    )


def _agent(name: str, top: Floats, total: int, all_hits: int) -> Agent:
    n, hits = int(top.size), int(top.sum())
    others = wilson(all_hits - hits, total - n)
    return Agent(name, n, hits, longest_true_run(top), wilson(hits, n), others)


def _tested(rows: list[Agent]) -> list[Agent]:
    """The same with both tests' p-values, corrected together."""
    shares, runs = [_p_share(one) for one in rows], [_p_run(one) for one in rows]
    adjusted = holm([*shares, *runs])
    return [
        Agent(one.name, one.n, one.top, one.longest, one.share, one.others, p_share, p_run)
        for one, p_share, p_run in zip(rows, adjusted[: len(rows)], adjusted[len(rows) :], strict=True)
    ]


def _testable(one: Agent) -> bool:
    return min(one.n, one.others.n) >= FEWEST_ANSWERS


def _p_share(one: Agent) -> float | None:
    if not _testable(one) or one.others.value is None:
        return None
    return fisher_more(one.top, one.n, round(one.others.value * one.others.n), one.others.n)


def _p_run(one: Agent) -> float | None:
    """Against the upper end of the others' interval, so that few others do not make a short run look odd."""
    if not _testable(one) or one.others.high is None:
        return None
    return run_of_at_least(one.longest, one.n, one.others.high)


def _all_top(columns: Columns, definition: Definition) -> Floats:
    """1 where every rated item has the best score, else 0; NaN below six ratings."""
    scales = {column.key: column.scale or "" for column in definition.columns}
    rated = np.zeros(columns.n, dtype=np.int16)
    reached = np.zeros(columns.n, dtype=np.int16)
    for key in (key for one in predictors_of(definition, "item") for key in one.rated):
        codes = columns.codes(key)
        rated += codes < LOWEST_SPECIAL
        reached += codes == _best(definition.scale_by_key[scales[key]])
    return np.where(rated < FEWEST_RATED, np.nan, (reached == rated).astype(np.float64))


def _best(scale: Scale) -> int:
    """The point that converts to the highest score."""
    table = scale.conversion()
    return max(table, key=table.__getitem__)


def _agents(session: Session, columns: Columns, origins: Origins) -> tuple[NDArray[np.int64], list[str]]:
    """The number of each response's agent, −1 where none is known, and the agents' names by number."""
    owned = session.execute(
        sa.select(Customer.id, Customer.owner).where(Customer.owner != "").order_by(Customer.id)
    ).all()
    names = sorted({*filter(None, origins.typists), *(owner for _, owner in owned)})
    numbers = {name: number for number, name in enumerate(names)}
    agent = _looked_up(columns.customers, [(one, numbers[owner]) for one, owner in owned])[columns.unit]
    by_hand = np.array([numbers.get(name, -1) for name in origins.typists], dtype=np.int64)[origins.typist]
    return np.where(by_hand >= 0, by_hand, agent), names


def _looked_up(keys: NDArray[np.int64], pairs: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """The value of each key in ascending (key, value) pairs, −1 for those that are not there."""
    if not pairs:
        return np.full(keys.size, -1, dtype=np.int64)
    known, values = np.array(pairs, dtype=np.int64).T
    place = np.minimum(np.searchsorted(known, keys), known.size - 1)
    return np.where(known[place] == keys, values[place], -1)
