"""The comments explorer: what people wrote, what the reader made of it, correction with one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts.company import class_labels
from survey.coding import queries, rereading, service
from survey.coding.dictionary import wanted_engine
from survey.coding.models import Correction
from survey.coding.queries import Comment, CommentFilter
from survey.coding.verdicts import Verdict
from survey.errors import NotFound
from survey.fieldwork.models import Wave
from survey.instrument.library import reason_tree
from survey.interviews.access import own_interviews
from survey.language import m
from survey.paging import PAGE, pages_of
from survey.reports.counting.disclosure import for_reader
from survey.text.vocabulary import Dimension, Kind, Polarity
from survey.web.access import allow
from survey.web.comments.blueprint import EDITORS, READERS, bp
from survey.web.comments.forms import CorrectionForm
from survey.web.comments.selecting import LABELS, ONLY, asked, link, regions, selection
from survey.web.context import actor, company, database, now
from survey.web.i18n import translate

__all__ = ["index", "progress", "show"]

NOT_FOUND = m("没有找到这条意见，可能答卷已经更正或删除。")


@bp.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """The comments that the address describes; every filter stands in the URL."""
    page = max(request.args.get("page", 1, type=int), 1)
    with database().reading() as session:
        chosen = selection(session)
        found, refusal = chosen.found(session)
        shown = found[(page - 1) * PAGE : page * PAGE]
        comments = queries.details(session, shown, names=actor().sees_customers)
        reading = queries.progress(session, wanted_engine(session), chosen.wanted.wave_ids)
        questions = asked(session, chosen.waves, shown)
        places = regions(session, chosen.wanted)
    return render_template(
        "comments/index.html",
        comments=comments,
        refusal=refusal,
        total=len(found),
        sources=len({one.source_ref for one in found}),
        tones=Counter(one.polarity for one in found),
        uncertain=sum(one.uncertain for one in found),
        corrected=sum(bool(one.corrected) for one in found),
        page=page,
        pages=pages_of(len(found)),
        first=(page - 1) * PAGE,
        progress=reading,
        chosen=chosen,
        wanted=chosen.wanted,
        regions=places,
        classes=class_labels(company()),
        only=next((name for name in ONLY if getattr(chosen.wanted, name)), ""),
        undo=_undo(),
        **_common(questions),
    )


@bp.get("/progress")
@allow(*READERS)
def progress() -> ResponseReturnValue:
    """How far reading has come, for the page's script."""
    with database().reading() as session:
        wanted = selection(session).wanted
        found = queries.progress(session, wanted_engine(session), wanted.wave_ids)
    said = _(
        "正在阅读：共 %(total)d 条，已读 %(read)d 条，还有 %(waiting)d 条。",
        total=found.total,
        read=found.read,
        waiting=found.waiting,
    )
    return jsonify(
        total=found.total,
        read=found.read,
        done=found.done,
        said=_("读完了。刷新本页看新的结果。") if found.done else said,
    )


@bp.get("/<ref>/")
@allow(*READERS)
def show(ref: str) -> ResponseReturnValue:
    """One comment with everything the reader made of it."""
    return _page_of(ref, unmasked=False)


@bp.post("/<ref>/unmask")
@allow(*EDITORS)
def unmask(ref: str) -> ResponseReturnValue:
    """Shows what is hidden in a comment, and keeps in the trail that somebody looked."""
    with database().unit_of_work() as session:
        service.unmask(session, ref, actor=actor(), now=now())
    return _page_of(ref, unmasked=True)


@bp.post("/<ref>/correct")
@allow(*EDITORS)
def correct(ref: str) -> ResponseReturnValue:
    """Keeps a person's verdict on a comment and goes back to where it was given."""
    form = CorrectionForm()
    form.require()
    aspect = form.aspect.data
    with database().unit_of_work() as session:
        if form.withdraw.data:
            before = service.withdraw_correction(session, ref, aspect, actor=actor(), now=now())
        else:
            before = service.correct(session, ref, aspect, _values(form), actor=actor(), now=now())
    if request.accept_mimetypes.best == "application/json":
        return _as_json(ref, aspect, before)
    if "undoing" in request.form:
        flash(_("已撤销。"))
        return redirect(f"{link()}#c-{ref}")
    return redirect(f"{link(undo=':'.join((ref, aspect, *before)), page=request.args.get('page'))}#c-{ref}")


@bp.post("/read-again")
@allow(*EDITORS)
def read_again() -> ResponseReturnValue:
    """Asks for everything to be read again by the present engine and dictionary."""
    with database().unit_of_work() as session:
        stale = rereading.ask(session, wanted_engine(session), actor=actor(), now=now())
    flash(
        _("已开始重读 %(n)d 条意见，人工更正保持不变。", n=stale)
        if stale
        else _("所有意见都已用现在的引擎和词典读过。")
    )
    return redirect(link())


def _values(form: CorrectionForm) -> list[str]:
    """What was chosen; no dimension at all is 其他."""
    chosen = list(form.values.data or ())
    return chosen or [str(Dimension.OTHER)] if form.aspect.data == "dimensions" else chosen


def _page_of(ref: str, *, unmasked: bool) -> ResponseReturnValue:
    with database().reading() as session:
        comment, beside, waves = _comment(session, ref, unmasked=unmasked)
        questions = asked(session, waves, [one.verdict for one in (comment, *beside)])
        corrections = session.scalars(
            sa.select(Correction).where(Correction.verbatim_id == comment.verdict.id).order_by(Correction.at)
        ).all()
    return render_template(
        "comments/show.html",
        comment=comment,
        beside=beside,
        corrections=corrections,
        unmasked=unmasked,
        segments=_shows_segments(waves),
        tree=reason_tree(),
        **_common(questions),
    )


def _comment(
    session: Session, ref: str, *, unmasked: bool = False
) -> tuple[Comment, list[Comment], Sequence[Wave]]:
    """One comment as this person may see it, the others of the same answer, and the waves."""
    confidential = actor().may("quality")
    heard = own_interviews(session, actor())
    wanted = CommentFilter(source="", ref=ref, interviews=heard)
    found = queries.verdicts(session, wanted, confidential=confidential)
    if not found:
        raise NotFound(NOT_FOUND)
    names = actor().sees_customers
    (comment,) = queries.details(session, found, names=names, unmasked=unmasked)
    same = CommentFilter(source="", source_ref=found[0].source_ref, interviews=heard)
    others = [one for one in queries.verdicts(session, same, confidential=confidential) if one.ref != ref]
    if not confidential and _is_anonymous(session, found[0]):
        others = []  # what one person wrote stays apart for those who may not read single answers
    waves = session.scalars(sa.select(Wave).where(Wave.id == found[0].wave_id)).all()
    return comment, queries.details(session, others, names=names), waves


def _shows_segments(waves: Sequence[Wave]) -> bool:
    """Whether a comment's class and region stand beside it: not where small groups are hidden."""
    return not any(for_reader(wave, actor()).k for wave in waves)


def _is_anonymous(session: Session, verdict: Verdict) -> bool:
    privacy = session.scalar(sa.select(Wave.privacy).where(Wave.id == verdict.wave_id))
    return privacy == "anonymous"


def _as_json(ref: str, aspect: str, before: list[Any]) -> ResponseReturnValue:
    """What the page's script puts in the comment's place, and how to undo it."""
    with database().reading() as session:
        comment, _others, waves = _comment(session, ref)
        questions = asked(session, waves, [comment.verdict])
    html = render_template(
        "comments/_comment.html", comment=comment, segments=_shows_segments(waves), **_common(questions)
    )
    label = translate(LABELS[comment.polarity]) if comment.polarity in LABELS else ""
    said = (
        _("已保存：%(what)s。按 u 撤销。", what=label)
        if aspect == "polarity"
        else _("维度已保存。按 u 撤销。")
    )
    return jsonify(html=html, undo={"ref": ref, "aspect": aspect, "values": before}, said=said)


def _undo() -> dict[str, Any] | None:
    """What the last correction replaced, from the address: `ref:aspect:value:value`."""
    ref, *rest = request.args.get("undo", "").split(":")
    if not rest or not actor().may(*EDITORS):
        return None
    return {"ref": ref, "aspect": rest[0], "values": rest[1:]}


def _common(questions: dict[str, str]) -> dict[str, Any]:
    return {
        "asked": questions,
        "link": link,
        "dimensions": tuple(Dimension),
        "polarities": tuple(Polarity),
        "kinds": tuple(Kind),
        "labels": LABELS,
        "may_correct": actor().may(*EDITORS),
        "may_unmask": queries.may_unmask(actor()),
        "open_args": {name: value for name, value in request.args.items() if name != "undo"},
    }
