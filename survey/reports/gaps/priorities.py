"""What to work on first in a small base: items that cannot be told apart share a place; very few are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from survey.language import Message
from survey.reports.counting.columns import Columns
from survey.reports.counting.filters import Filter
from survey.reports.counting.pairs import Pair
from survey.reports.counting.units import Units, gaps_by_unit
from survey.stats import tiers

__all__ = ["TIERS_BELOW", "Priorities", "priorities_of"]

TIERS_BELOW: Final = 30
LOW_TO: Final = 2


@dataclass(frozen=True, slots=True)
class Priorities:
    """The items by their gap, cut into places that hold: `places[0]` is to be worked on first.

    `places` is empty below ten units, where `reason` says so and `low` (how many rate the item low) and the
    count of unmet importance speak instead.
    """

    places: tuple[tuple[str, ...], ...]
    low: Mapping[str, int]
    n: int
    reason: Message | None

    def place_of(self, key: str) -> int | None:
        """The place of an item, from 1; None without places."""
        return next((i for i, keys in enumerate(self.places, start=1) if key in keys), None)

    def shared(self, key: str) -> bool:
        """Whether the item shares its place （并列优先）."""
        return any(key in keys and len(keys) > 1 for keys in self.places)

    def to_json(self) -> dict[str, Any]:
        return {
            "places": [list(keys) for keys in self.places],
            "low": dict(self.low),
            "n": self.n,
            "reason": str(self.reason) if self.reason else None,
        }


def priorities_of(
    columns: Columns, wanted: Filter, pairs: Sequence[Pair], *, unit: str, n: int
) -> Priorities | None:
    """The order of `pairs` by their gap in a base of fewer than 30 units; None where there are more, or none.

    Places by `stats.tiers`: paired differences from the first item of a place, corrected by Holm.
    """
    if not 0 < n < TIERS_BELOW or not pairs:
        return None
    units = Units(columns, wanted, unit=unit)
    found = tiers(gaps_by_unit(units, pairs), highest_first=False)
    keys = [pair.item.key for pair in pairs]
    ratings = units.table([pair.second for pair in pairs])
    limits = [float(pair.scale.low_to or LOW_TO) for pair in pairs]
    counts = (ratings <= np.array(limits) + 1e-9).sum(axis=0)
    low = dict(zip(keys, counts.tolist(), strict=True))
    places = tuple(tuple(keys[item] for item in tier.items) for tier in found.tiers)
    return Priorities(places, low if not places else {}, found.n, found.reason)
