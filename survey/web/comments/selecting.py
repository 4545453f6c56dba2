"""What the address of a page of comments asks for, and whether this person may see that much of it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request, url_for
from sqlalchemy.orm import Session

from survey.coding.verdicts import CommentFilter, Verdict
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.language import m
from survey.questions import text_in
from survey.reports.comment_selection import LABELS, Selection, select
from survey.responses.models import Verbatim
from survey.web.context import actor
from survey.web.i18n import language, translate

__all__ = ["LABELS", "ONLY", "Selection", "asked", "link", "regions", "selection"]

ONLY = ("uncertain", "corrected", "unchecked")
NOTES = {"stated": m("客户自述原因")}
"""Passages of an interview that answer no question of the guide."""
KEPT = ("wave", "source", "class", "region", "item")
"""What stays in the address when one page of comments leads to another."""


def selection(session: Session) -> Selection:
    """The choice in the URL; without a wave named it is the newest one."""
    return select(session, request.args, actor=actor())


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
