"""How many comments a wave brought, on what and in which tone: counts only, never a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding import queries as coding
from survey.errors import InvalidInput
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.units import Units

__all__ = ["CommentCounts", "build"]

FILTERED: Final = {"class", "region", "mode"}


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """Comments by polarity and by dimension × polarity; a comment counts once under each of its dimensions."""

    wave: Wave
    n: int
    polarity: Mapping[str, int]
    dimensions: Mapping[str, Mapping[str, int]]
    withheld: Message | None

    def to_json(self) -> dict[str, Any]:
        """The counts as `liusheng report text --json` prints them."""
        return {
            "wave": self.wave.key,
            "n": self.n,
            "hidden": str(self.withheld) if self.withheld else None,
            "polarity": dict(self.polarity),
            "dimensions": {key: dict(tones) for key, tones in self.dimensions.items()},
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> CommentCounts:
    """The comment counts of a wave for one filter, as `actor` may see them."""
    wanted = wanted or Filter()
    beyond = {name for name, _ in wanted.where} - FILTERED
    if beyond or wanted.month_from or wanted.month_to:
        raise InvalidInput(m("意见只能按客户类别、地区和调查方式筛选。"))
    columns = store.of(session, wave)
    units = Units(columns, wanted, unit=wave.unit)
    withheld = for_reader(wave, actor).refusal(columns, wanted, units.n)
    if withheld:
        return CommentCounts(wave, 0, {}, {}, withheld)
    found = coding.verdicts(
        session,
        coding.CommentFilter(
            wave_ids=(wave.id,),
            class_key=wanted.value("class"),
            region=wanted.value("region"),
            mode=wanted.value("mode"),
        ),
        confidential=actor.may("quality"),
    )
    return CommentCounts(
        wave=wave,
        n=len(found),
        polarity=Counter(verdict.polarity or "unread" for verdict in found),
        dimensions=coding.polarity_by_dimension(found),
        withheld=None,
    )
