"""Evidence of an action form: adding, taking away, downloading."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import access, evidence, queries
from survey.errors import Forbidden, InvalidInput, TooLarge
from survey.language import m
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.actions.views import show_page
from survey.web.context import actor, database, now
from survey.web.downloads import download

__all__ = ["add", "fetch", "remove"]


@bp.post("/<ref>/evidence")
@allow()
def add(ref: str) -> ResponseReturnValue:
    """A note, or a file with a note."""
    upload = request.files.get("file")
    try:
        with database().unit_of_work() as session:
            evidence.add(
                session,
                queries.by_ref(session, ref, actor()),
                note=request.form.get("note", ""),
                name=upload.filename or "" if upload else "",
                content=upload.read() if upload and upload.filename else None,
                actor=actor(),
                now=now(),
            )
    except InvalidInput as refusal:
        return show_page(ref, refusal)
    except TooLarge as refusal:
        return show_page(ref, InvalidInput(refusal.message))
    flash(_("证据已保存。"))
    return redirect(url_for(".show", ref=ref) + "#evidence")


@bp.post("/<ref>/evidence/<piece>/remove")
@allow()
def remove(ref: str, piece: str) -> ResponseReturnValue:
    """Takes a piece of evidence away."""
    with database().unit_of_work() as session:
        evidence.remove(session, queries.by_ref(session, ref, actor()), piece, actor=actor(), now=now())
    flash(_("证据已删除。"))
    return redirect(url_for(".show", ref=ref) + "#evidence")


@bp.get("/<ref>/evidence/<piece>")
@allow()
def fetch(ref: str, piece: str) -> ResponseReturnValue:
    """The file, always to save and never shown as a page of ours."""
    with database().reading() as session:
        action = queries.by_ref(session, ref, actor())
        if not (access.may_work(actor(), action) or actor().sees_customers):
            raise Forbidden(m("只有责任人和能看到客户的人员可以下载证据。"))
        return download(evidence.file_of(session, action, piece))
