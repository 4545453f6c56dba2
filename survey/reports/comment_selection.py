"""Which comments are looked at, whether this person may see that much of them, and which group of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding.verdicts import CommentFilter, Verdict, verdicts
from survey.fieldwork.models import Wave
from survey.interviews.access import own_interviews
from survey.language import Message
from survey.reports.counting.disclosure import for_reader
from survey.stats import safe_difference, too_few
from survey.text.vocabulary import Dimension, Kind, Polarity

__all__ = ["LABELS", "Selection", "select"]

LABELS: Final = {str(one): one.label for kind in (Dimension, Polarity, Kind) for one in kind}
"""Every word of the readings as people say it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The waves to choose from, the filter, and the smallest group of answers that may be told apart."""

    waves: Sequence[Wave]
    wanted: CommentFilter
    k: int
    """0: groups of any size may be shown."""
    confidential: bool
    """Whether the reader may read what was said in confidence."""

    @property
    def wave(self) -> Wave | None:
        """The one wave that is looked at; None for all, and for interviews."""
        chosen = [wave for wave in self.waves if (wave.id,) == self.wanted.wave_ids]
        return chosen[0] if chosen else None

    def found(self, session: Session) -> tuple[list[Verdict], Message | None]:
        """The comments, or none and why: too few answers, or too few left over beside them."""
        rows = verdicts(session, self.wanted, confidential=self.confidential)
        if not (self.k and self.wanted.segment):
            return rows, None
        whole = CommentFilter(
            wave_ids=self.wanted.wave_ids, source=self.wanted.source, interviews=self.wanted.interviews
        )
        part = replace(
            whole,
            class_key=self.wanted.class_key,
            region=self.wanted.region,
            product_line=self.wanted.product_line,
            mode=self.wanted.mode,
        )
        every, some = (
            len({one.source_ref for one in verdicts(session, group, confidential=self.confidential)})
            for group in (whole, part)
        )
        if 0 < some < self.k or not safe_difference(every, some, self.k):
            return [], too_few(self.k)
        return rows, None

    def of_waves(self, session: Session, key: str) -> tuple[list[Verdict] | None, Message | None]:
        """The same choice in another wave, None for a key that is none."""
        ids = tuple(wave.id for wave in self.waves if wave.key == key)
        if not ids:
            return None, None
        return replace(self, wanted=replace(self.wanted, wave_ids=ids)).found(session)

    def against(self, asked: str | None) -> str:
        """The key of the wave to compare with: the one asked for, else the one before; '' for none."""
        keys = [wave.key for wave in self.waves]
        if self.wave is None or asked == "none":
            return ""
        if asked in keys and asked != self.wave.key:
            return str(asked)
        return next(iter(keys[keys.index(self.wave.key) + 1 :]), "")


def select(session: Session, given: Mapping[str, str], *, actor: Actor) -> Selection:
    """The choice in URL arguments; without a wave named it is the newest one."""
    waves = session.scalars(sa.select(Wave).order_by(Wave.opens_at.desc())).all()
    key = given.get("wave", waves[0].key if waves else "")
    interviews = given.get("source") == "interview"
    chosen = [] if interviews else [wave for wave in waves if key in (wave.key, "all")]
    only = given.get("only", "")
    wanted = CommentFilter(
        wave_ids=tuple(wave.id for wave in chosen),
        source="interview" if interviews else "response",
        interviews=own_interviews(session, actor),
        class_key=given.get("class", "")[:20],
        region=given.get("region", "")[:40],
        product_line=given.get("product_line", "")[:60],
        mode=given.get("mode", "")[:20],
        item_key=given.get("item", "")[:80],
        dimension=given.get("dimension", ""),
        polarity=given.get("polarity", ""),
        kind=given.get("kind", ""),
        text=given.get("q", "").strip()[:100],
        uncertain=only == "uncertain",
        corrected=only == "corrected",
        unchecked=only == "unchecked",
    )
    k = max((for_reader(wave, actor).k for wave in chosen), default=0)
    return Selection(waves, wanted, k, actor.may("quality"))
