"""What the address of a page of comments asks for, and whether this person may see that much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request, url_for
from sqlalchemy.orm import Session

from survey.coding.verdicts import CommentFilter, Verdict, verdicts
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.interviews.access import own_interviews
from survey.language import Message, m
from survey.questions import text_in
from survey.reports.counting.disclosure import for_reader
from survey.responses.models import Verbatim
from survey.stats import safe_difference, too_few
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.web.context import actor
from survey.web.i18n import language, translate

__all__ = ["LABELS", "ONLY", "Selection", "asked", "link", "regions", "selection"]

LABELS = {str(one): one.label for kind in (Dimension, Polarity, Kind) for one in kind}
ONLY = ("uncertain", "corrected", "unchecked")
NOTES = {"stated": m("客户自述原因")}
"""Passages of an interview that answer no question of the guide."""
KEPT = ("wave", "source", "class", "region", "item")
"""What stays in the address when one page of comments leads to another."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The waves to choose from, the filter, and the smallest group of answers that may be told apart."""

    waves: Sequence[Wave]
    wanted: CommentFilter
    k: int
    """0: groups of any size may be shown."""

    @property
    def wave(self) -> Wave | None:
        """The one wave that is looked at; None for all, and for interviews."""
        chosen = [wave for wave in self.waves if (wave.id,) == self.wanted.wave_ids]
        return chosen[0] if chosen else None

    def found(self, session: Session) -> tuple[list[Verdict], Message | None]:
        """The comments, or none and why: too few answers, or too few left over beside them."""
        confidential = actor().may("quality")
        rows = verdicts(session, self.wanted, confidential=confidential)
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
            len({one.source_ref for one in verdicts(session, group, confidential=confidential)})
            for group in (whole, part)
        )
        if 0 < some < self.k or not safe_difference(every, some, self.k):
            return [], too_few(self.k)
        return rows, None


def selection(session: Session) -> Selection:
    """The filter in the URL; without a wave named it is the newest one."""
    waves = session.scalars(sa.select(Wave).order_by(Wave.opens_at.desc())).all()
    args = request.args
    key = args.get("wave", waves[0].key if waves else "")
    interviews = args.get("source") == "interview"
    chosen = [] if interviews else [wave for wave in waves if key in (wave.key, "all")]
    only = args.get("only", "")
    wanted = CommentFilter(
        wave_ids=tuple(wave.id for wave in chosen),
        source="interview" if interviews else "response",
        interviews=own_interviews(session, actor()),
        class_key=args.get("class", "")[:20],
        region=args.get("region", "")[:40],
        product_line=args.get("product_line", "")[:60],
        mode=args.get("mode", "")[:20],
        item_key=args.get("item", "")[:80],
        dimension=args.get("dimension", ""),
        polarity=args.get("polarity", ""),
        kind=args.get("kind", ""),
        text=args.get("q", "").strip()[:100],
        uncertain=only == "uncertain",
        corrected=only == "corrected",
        unchecked=only == "unchecked",
    )
    k = max((for_reader(wave, actor()).k for wave in chosen), default=0)
    return Selection(waves, wanted, k)


def regions(session: Session, wanted: CommentFilter) -> list[str]:
    """The regions that these waves' comments come from."""
    chosen = [Verbatim.gone.is_(False), Verbatim.source == wanted.source, Verbatim.region != ""]
    if wanted.wave_ids:
        chosen.append(Verbatim.wave_id.in_(wanted.wave_ids))
    return list(
        session.scalars(sa.select(Verbatim.region).where(*chosen).distinct().order_by(Verbatim.region))
    )


def asked(session: Session, waves: Sequence[Wave], shown: Sequence[Verdict]) -> dict[str, str]:
    """Verbatim ref → the question it answers, in the reader's language."""
    versions = {wave.id: wave.version_id for wave in waves}
    known: dict[int | None, Definition] = {}
    texts: dict[str, str] = {}
    for one in shown:
        wave_id = one.wave_id if one.wave_id in versions else None
        if wave_id not in known:
            known[wave_id] = (
                template("exit_interview")
                if wave_id is None
                else definitions.definition_of(session, versions[wave_id])
            )
        item = known[wave_id].item_by_key.get(one.item_key.partition(":")[0])
        texts[one.ref] = (
            text_in(item.text, language()) if item else translate(NOTES.get(one.item_key, one.item_key))
        )
    return texts


def link(endpoint: str = "comments.index", **changes: object) -> str:
    """The address of a page of comments with some filters changed; `None` or '' takes one away.

    From one page to another only the choice of comments goes along, not what was looked for in them.
    """
    values: dict[str, object] = dict(request.args.to_dict())
    if endpoint != request.endpoint:
        values = {
            name: value for name, value in values.items() if name in KEPT or endpoint == "comments.index"
        }
    values |= {"page": None, "undo": None} | changes
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    return url_for(endpoint) + (f"?{urlencode(kept)}" if kept else "")
