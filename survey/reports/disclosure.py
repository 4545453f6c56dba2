"""What a reader may see of a wave: the promise given in the notice, and the reader's right."""

from __future__ import annotations

from dataclasses import dataclass

from survey.accounts.actor import Actor
from survey.errors import Forbidden
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.columns import Columns
from survey.reports.filters import Filter
from survey.stats import safe_difference, too_few

__all__ = ["Disclosure", "for_reader"]

SINGLE_VALUES_BELOW = 5


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`k` = 0: nothing is suppressed and small groups are printed value by value; else groups under k hide."""

    k: int
    names: bool
    """Whether answers may be shown with the customer's name."""

    def refusal(self, columns: Columns, wanted: Filter, n_units: int) -> Message | None:
        """Why figures of this filter are withheld: too few, or too few left over beside them."""
        if not self.k:
            return None
        if 0 < n_units < self.k or not safe_difference(columns.n_units, n_units, self.k):
            return too_few(self.k)
        return None

    @property
    def too_few(self) -> Message:
        """The sentence in place of a figure on fewer than k."""
        return too_few(self.k)

    def prints_values(self, n: int) -> bool:
        """Whether a group is so small that its single values are printed in place of mean and interval."""
        return not self.k and 0 < n < SINGLE_VALUES_BELOW


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
