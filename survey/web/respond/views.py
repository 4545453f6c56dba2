"""The respondent's pages; outside the staff session, flask-login and flask-wtf."""

from __future__ import annotations

from flask import Blueprint, redirect, send_file
from flask.typing import ResponseReturnValue

from survey.web.access import anyone
from survey.web.respond import flow, logo, pages
from survey.web.respond.compression import compress_static
from survey.web.respond.visit import arrive, come_back

__all__ = ["bp"]

bp = Blueprint("respond", __name__, url_prefix="/r")
bp.after_app_request(compress_static)


@bp.get("/<token>")
@anyone
def first(token: str) -> ResponseReturnValue:
    """The first page not finished, or the thank-you page when all is done."""
    visit = arrive(token)
    if visit.receipt is not None:
        return pages.thanks(visit)
    return pages.page(visit, flow.where_to_go_on(visit), visit.answers)


@bp.get("/<token>/thanks")
@anyone
def thanks(token: str) -> ResponseReturnValue:
    """That it is received, and what happens now."""
    visit = arrive(token)
    if visit.receipt is None:
        return redirect(visit.address(), flow.SEE_OTHER)
    return pages.thanks(visit)


@bp.get("/<token>/<section>")
@anyone
def show(token: str, section: str) -> ResponseReturnValue:
    """One page of the questionnaire, with the answers saved so far."""
    visit = arrive(token)
    if visit.receipt is not None:
        return redirect(visit.address("thanks"), flow.SEE_OTHER)
    return pages.page(visit, flow.section_of(visit, section), visit.answers)


@bp.post("/<token>/<section>")
@anyone
@pages.kept_when_busy
def send(token: str, section: str) -> ResponseReturnValue:
    """One page sent in; after the last, the whole response is stored before the answer says so."""
    visit = come_back(token)
    if visit.receipt is not None:
        return redirect(visit.address("thanks"), flow.SEE_OTHER)
    return flow.send(visit, flow.section_of(visit, section))


@bp.post("/<token>/<section>/save")
@anyone
def save(token: str, section: str) -> ResponseReturnValue:
    """What is typed so far, kept without a word."""
    visit = come_back(token)
    if visit.receipt is not None:
        return "", 204
    return flow.keep(visit, flow.section_of(visit, section))


@bp.get("/logo/<ref>")
@anyone
def company_logo(ref: str) -> ResponseReturnValue:
    """The company's logo, and no other file."""
    found = logo.company_logo(ref)
    return send_file(found.stream(), mimetype=found.media_type, max_age=logo.SECONDS, etag=found.sha256)
