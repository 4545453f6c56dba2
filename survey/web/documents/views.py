"""Documents: asking for one, watching it being made, taking it, deleting it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import InvalidInput
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.reports.documents import control, requests
from survey.reports.documents.kinds import FORMATS, KINDS, READERS, WRITERS
from survey.reports.documents.requests import Wanted
from survey.reports.outputs.pictures.names import CHARTS
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.documents.blueprint import bp
from survey.web.documents.forms import RequestForm
from survey.web.downloads import download
from survey.web.forms import form_page, showing_problems
from survey.web.i18n import language

__all__ = ["started"]

SECONDS_BETWEEN_LOOKS = 2


@bp.route("/", methods=["GET", "POST"])
@allow(*READERS)
def index() -> ResponseReturnValue:
    """The documents that the person may have, and the form to ask for another."""
    with database().reading() as session:
        waves = started(fieldwork.waves(session))
        made = requests.listed(session, actor())
        reports = control.listed(session) if actor().may(*WRITERS) else ()
    form = RequestForm(data=_proposed(waves))
    form.offer(waves, [key for key, kind in KINDS.items() if actor().may(*kind.roles)])
    if form.validate_on_submit():
        wanted = Wanted(
            kind=form.kind.data,
            format=form.format.data,
            language=form.language.data,
            wave_key=form.wave.data or "" if KINDS[form.kind.data].needs_wave else "",
            where=form.where,
            document_no=form.document_no.data or "",
            revision=form.revision.data or "",
        )
        with showing_problems(form), database().unit_of_work() as session:
            asked = requests.request(session, wanted, actor=actor(), now=now())
        if not form.errors:
            return redirect(url_for(".show", ref=asked.ref))
    return form_page(
        "documents/index.html",
        form,
        made=made,
        reports=reports,
        waves=waves,
        kinds=KINDS,
        formats=FORMATS,
        charts=CHARTS,
        now=now(),
    )


@bp.get("/<ref>")
@allow(*READERS)
def show(ref: str) -> ResponseReturnValue:
    """How far the document is; the page looks again by itself until it is done."""
    with database().reading() as session:
        made = requests.by_ref(session, ref, actor())
    page = render_template(
        "documents/show.html",
        made=made,
        kind=KINDS[made.kind],
        formats=FORMATS,
        charts=CHARTS,
        now=now(),
    )
    if made.state == "waiting":
        # The header works where scripts do not; the page says the same in words.
        return page, 200, {"Refresh": str(SECONDS_BETWEEN_LOOKS)}
    return page


@bp.get("/<ref>/file")
@allow(*READERS)
def file(ref: str) -> ResponseReturnValue:
    """The file to save."""
    with database().unit_of_work() as session:
        found = requests.file_of(session, ref, actor=actor(), now=now())
    return download(found)


@bp.post("/<ref>/again")
@allow(*READERS)
def again(ref: str) -> ResponseReturnValue:
    """Tries a failed document once more."""
    with database().unit_of_work() as session:
        made = requests.by_ref(session, ref, actor())
        requests.again(session, made, actor=actor(), now=now())
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/remove")
@allow(*READERS)
def remove(ref: str) -> ResponseReturnValue:
    """Deletes a document before its time."""
    try:
        with database().unit_of_work() as session:
            made = requests.by_ref(session, ref, actor())
            requests.remove(session, made, actor=actor(), now=now())
    except InvalidInput as refusal:
        flash(str(refusal.message), "attention")
        return redirect(url_for(".show", ref=ref))
    flash(_("文件已删除。"))
    return redirect(url_for(".index"))


def started(waves: Sequence[Wave]) -> list[Wave]:
    """The waves that have begun: there is nothing to report on the others."""
    return [wave for wave in waves if wave.state != "draft"]


def _proposed(waves: Sequence[Wave]) -> dict[str, str]:
    """What the form starts with: what the address names, else the newest wave; the reader's language."""
    args = request.args
    return {
        "kind": args.get("kind", "gap"),
        "wave": args.get("wave", waves[0].key if waves else ""),
        "format": args.get("format", "pdf"),
        "language": language(),
        "class_key": args.get("class", ""),
        "region": args.get("region", ""),
        "mode": args.get("mode", ""),
        "month_from": args.get("from", ""),
        "month_to": args.get("to", ""),
        "year": args.get("year", ""),
        "loss": args.get("loss", ""),
    }
