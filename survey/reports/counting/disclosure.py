"""What a reader may see of a wave: the promise given in the notice, and the reader's right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from survey.accounts.actor import Actor
from survey.errors import Forbidden
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import made
from survey.reports.counting.filters import Filter
from survey.stats import Estimate, hidden, safe_difference, suppress_small, too_few

__all__ = ["Disclosure", "for_reader", "suppressed", "units_by"]

SINGLE_VALUES_BELOW = 5


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`k` = 0: nothing is suppressed and small groups are printed value by value; else groups under k hide."""

    k: int
    names: bool
    """Whether answers may be shown with the customer's name."""

    def refusal(self, columns: Columns, wanted: Filter, n_units: int) -> Message | None:
        """Why figures of this filter are withheld: too few, or too few left over beside them.

        Left over are also the groups beside it: where one region is too small, the next smallest is withheld
        with it, or the first would follow from the whole and all the others. Months may be cut out freely,
        so that none may be too small.
        """
        if not self.k:
            return None
        if 0 < n_units < self.k or not safe_difference(columns.n_units, n_units, self.k):
            return too_few(self.k)
        betrays = self._betrays_beside(columns, wanted) or self._betrays_months(columns, wanted)
        return too_few(self.k) if betrays else None

    def _betrays_beside(self, columns: Columns, wanted: Filter) -> bool:
        for segment, value in wanted.where:
            counts = units_by(columns, wanted.without(segment), segment)
            if counts.get(value) and suppressed(counts, self.k)[value]:
                return True
        return False

    def _betrays_months(self, columns: Columns, wanted: Filter) -> bool:
        if not (wanted.month_from or wanted.month_to):
            return False
        counts = units_by(columns, Filter(wanted.where), "month")
        inside = units_by(columns, wanted, "month")
        return inside.keys() != counts.keys() and any(0 < n < self.k for n in counts.values())

    @property
    def too_few(self) -> Message:
        """The sentence in place of a figure on fewer than k."""
        return too_few(self.k)

    def seen(self, found: Estimate) -> Estimate:
        """The estimate, or in its place why it is withheld: fewer than k gave it."""
        return hidden(self.too_few) if 0 < found.n < self.k else found

    def prints_values(self, n: int) -> bool:
        """Whether a group is so small that its single values are printed in place of mean and interval."""
        return not self.k and 0 < n < SINGLE_VALUES_BELOW


def units_by(columns: Columns, wanted: Filter, segment: str) -> dict[str, int]:
    """Value of the segment → how many units have it under the filter; values nobody has are left out."""
    numbers: dict[str, list[int]] = {}
    for number in wanted.chosen(columns):
        numbers.setdefault(columns.cells[number][segment], []).append(number)
    if columns.n_units == columns.n:  # every response is a unit: the sizes of the cells add up
        sizes = made(columns, "sizes", lambda: np.bincount(columns.cell, minlength=len(columns.cells)))
        counts = {value: int(sizes[cells].sum()) for value, cells in numbers.items()}
    else:
        counts = {
            value: int(np.unique(columns.unit[np.isin(columns.cell, cells)]).size)
            for value, cells in numbers.items()
        }
    return {value: n for value, n in counts.items() if n}


def suppressed(counts: Mapping[str, int], k: int) -> dict[str, bool]:
    """Which of the groups of a whole that is shown are withheld, so that none of fewer than `k` follows."""
    if not counts:
        return {}
    shut = suppress_small(list(counts.values()), k).cells
    return {value: bool(each) for value, each in zip(counts, shut, strict=True)}


def for_reader(wave: Wave, actor: Actor) -> Disclosure:
    """What `actor` may see of `wave` (method.md's table of privacy modes); raises Forbidden for sales."""
    if actor.role == "sales":
        raise Forbidden(m("业务人员不能查看满意度结果。"))
    if wave.privacy == "anonymous":
        return Disclosure(k=max(wave.k_min, 3), names=False)
    owner = actor.may("quality")
    if wave.privacy == "confidential":
        return Disclosure(k=0 if owner else max(wave.k_min, 3), names=owner)
    return Disclosure(k=0 if actor.sees_customers else max(wave.k_min, 3), names=actor.sees_customers)
