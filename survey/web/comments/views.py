"""The comments explorer: what people wrote, what the reader made of it, one-key correction."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey.coding import queries, service
from survey.coding.dictionary import wanted_engine
from survey.coding.queries import Comment, CommentFilter
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.library import template
from survey.questions import text_in
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.web.access import allow
from survey.web.comments.forms import CorrectionForm
from survey.web.context import actor, database, now
from survey.web.i18n import language

__all__ = ["bp"]

bp = Blueprint("comments", __name__, url_prefix="/comments")

READERS = ("quality", "manager", "viewer", "interviewer")
PAGE = 50


@bp.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """The comments that the address describes; every filter stands in the URL."""
    page = max(request.args.get("page", 1, type=int), 1)
    with database().reading() as session:
        waves = session.scalars(sa.select(Wave).order_by(Wave.opens_at.desc())).all()
        wanted = _wanted(waves)
        found = queries.comments(
            session, wanted, names=actor().sees_customers, confidential=actor().may("quality")
        )
        progress = queries.progress(session, wanted_engine(session), wanted.wave_ids)
        asked = _asked(session, waves, found[(page - 1) * PAGE : page * PAGE])
    return render_template(
        "comments/index.html",
        comments=found[(page - 1) * PAGE : page * PAGE],
        total=len(found),
        page=page,
        pages=max(1, -(-len(found) // PAGE)),
        asked=asked,
        progress=progress,
        table=queries.polarity_by_dimension(found),
        waves=waves,
        wanted=wanted,
        link=_link,
        dimensions=tuple(Dimension),
        polarities=tuple(Polarity),
        kinds=tuple(Kind),
        labels={str(one): one.label for kind in (Dimension, Polarity, Kind) for one in kind},
        form=CorrectionForm(),
        may_correct=actor().may("quality"),
    )


@bp.post("/<ref>/correct")
@allow("quality")
def correct(ref: str) -> ResponseReturnValue:
    """Keeps a person's verdict on a comment and goes back to where it was given."""
    form = CorrectionForm()
    form.require()
    with database().unit_of_work() as session:
        if form.withdraw.data:
            service.withdraw_correction(session, ref, form.aspect.data, actor=actor(), now=now())
        else:
            service.correct(session, ref, form.aspect.data, form.values.data or (), actor=actor(), now=now())
    return redirect(f"{_link()}#c-{ref}")


def _asked(session: Session, waves: Sequence[Wave], shown: Sequence[Comment]) -> dict[str, str]:
    """Verbatim ref → the question it answers, in the reader's language."""
    versions = {wave.id: wave.version_id for wave in waves}
    texts: dict[str, str] = {}
    for comment in shown:
        if comment.wave_id in versions:
            definition = definitions.definition_of(session, versions[comment.wave_id])
        else:
            definition = template("exit_interview")
        item = definition.item_by_key.get(comment.item_key.partition(":")[0])
        texts[comment.ref] = text_in(item.text, language()) if item else comment.item_key
    return texts


def _wanted(waves: Sequence[Wave]) -> CommentFilter:
    """The filter in the URL; without a wave named it is the newest one."""
    args = request.args
    key = args.get("wave", waves[0].key if waves else "")
    ids = tuple(wave.id for wave in waves if key in (wave.key, "all"))
    interviews = args.get("source") == "interview"
    return CommentFilter(
        wave_ids=() if interviews else ids,
        source="interview" if interviews else "response",
        class_key=args.get("class", ""),
        region=args.get("region", ""),
        mode=args.get("mode", ""),
        item_key=args.get("item", ""),
        dimension=args.get("dimension", ""),
        polarity=args.get("polarity", ""),
        kind=args.get("kind", ""),
        text=args.get("q", "")[:100],
    )


def _link(**changes: object) -> str:
    """This page's address with some of its filters changed; `None` or '' takes one away."""
    values = request.args.to_dict() | {"page": None} | changes
    return (
        url_for("comments.index") + "?" + urlencode({k: v for k, v in values.items() if v not in (None, "")})
    )
