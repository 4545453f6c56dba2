"""The interviewer's screens: the screening call, the talk, the record afterwards, the coding."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts import company as companies
from survey.customers import listing
from survey.customers.words import CONTACT_ROLES, LOSS_KINDS, SHARE_SOURCES
from survey.errors import Conflict, NotFound
from survey.instrument.library import reason_tree
from survey.interviews import root_cause, words
from survey.interviews.access import attribution_of, case_by_ref, require_result, require_worker, shown_code
from survey.interviews.fields import SECTIONS, digest, note_field
from survey.interviews.guide import Script, script
from survey.interviews.models import Case
from survey.interviews.recording import Saved, Sheet, interview_of, save, sheet
from survey.language import m
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.i18n import language, translate
from survey.web.interviews.blueprint import WORKERS, bp
from survey.web.interviews.suggesting import suggestions_asked_for
from survey.web.table_import import today

__all__ = ["coding", "section"]

NEXT = {"screening": "talk", "talk": "record", "record": "coding"}
RANKS = 3
CODING_STEPS = {
    "first": root_cause.code_first,
    "second": root_cause.code_second,
    "adjudicate": root_cause.adjudicate,
}
NO_SUCH_PAGE = m("没有这一页。")
KEPT_FOR = m("3 年")
"""How long what a customer said is kept."""


@bp.get("/<ref>/fill/<section>")
@allow(*WORKERS)
def section(ref: str, section: str) -> ResponseReturnValue:
    """One page of the record, ready to be typed into."""
    _require_section(section)
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        require_worker(session, case, actor())
        found = sheet(interview_of(session, case), section, actor())
        return _page(session, case, section, found)


@bp.post("/<ref>/fill/<section>")
@allow(*WORKERS)
def save_section(ref: str, section: str) -> ResponseReturnValue:
    """Saves one page; what clashes or cannot be taken comes back with everything that was typed."""
    _require_section(section)
    typed = _typed(section)
    with database().unit_of_work() as session:
        case = case_by_ref(session, ref, actor())
        saved = save(
            session,
            case,
            section,
            typed,
            stamp=request.form.get("stamp", 0, type=int),
            seen={name: request.form.get(f"seen:{name}", "") for name in SECTIONS[section]},
            actor=actor(),
            now=now(),
        )
        stored = sheet(saved.interview, section, actor())
    if request.accept_mimetypes.best == "application/json":
        return _as_json(saved, stored, typed)
    if saved.whole:
        flash(_("已保存。"))
        target = NEXT[section] if "next" in request.form else section
        if target == "coding":
            return redirect(url_for(".coding", ref=ref))
        return redirect(url_for(".section", ref=ref, section=target))
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        return _page(session, case, section, stored, saved=saved, typed=typed), 409 if saved.clashes else 422


@bp.get("/<ref>/coding")
@allow(*WORKERS)
def coding(ref: str) -> ResponseReturnValue:
    """The root cause: coder 1, coder 2, adjudication."""
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        require_result(session, case, actor())
        interview = interview_of(session, case)
        found = attribution_of(session, case)
    return render_template(
        "interviews/coding.html",
        case=case,
        interview=interview,
        attribution=found,
        coding=root_cause.coding_view(interview, case, actor()),
        questions=_script().questions,
        tree=reason_tree(),
        shown=lambda code: shown_code(actor(), code),
        suggested=suggestions_asked_for(interview),
    )


@bp.post("/<ref>/coding/<step>")
@allow(*WORKERS)
def code(ref: str, step: str) -> ResponseReturnValue:
    """Keeps one coder's verdict, or the adjudication."""
    if step not in CODING_STEPS:
        raise NotFound(NO_SUCH_PAGE)
    with database().unit_of_work() as session:
        case = case_by_ref(session, ref, actor())
        interview = interview_of(session, case)
        if interview is None:
            raise Conflict(m("访谈还没有开始记录。"))
        CODING_STEPS[step](session, case, interview, request.form.get("code", ""), actor=actor(), now=now())
    flash(_("编码已保存。"))
    return redirect(url_for(".coding", ref=ref))


def _require_section(section: str) -> None:
    if section not in SECTIONS:
        raise NotFound(NO_SUCH_PAGE)


def _typed(section: str) -> dict[str, str]:
    """What the form sends, one text per field; the three ranks make one field."""
    form = request.form
    typed = {name: form[name] for name in SECTIONS[section] if name in form}
    for name in ("consent_notes", "consent_recording"):
        if name in SECTIONS[section] and f"asked:{name}" in form:
            typed[name] = form.get(name, "")
    if "rank" in form:
        pairs = zip(form.getlist("contributing_code"), form.getlist("contributing_weight"), strict=False)
        typed["contributing"] = ";".join(
            f"{code}={weight.strip()}" for code, weight in list(pairs)[:RANKS] if code or weight.strip()
        )
    return typed


def _as_json(saved: Saved, stored: Sheet, typed: Mapping[str, str]) -> ResponseReturnValue:
    """What the page's script needs to go on: the new stamp, and the marks of the fields as it now knows them.

    A field that somebody else changed and this page did not keeps its old mark: the page still shows the old text.
    """
    known = {name for name, text in typed.items() if digest(text) == stored.seen[name]} | saved.taken
    return jsonify(
        stamp=stored.stamp,
        seen={name: stored.seen[name] for name in known},
        clashes=sorted(clash.field for clash in saved.clashes),
        problems={name: translate(message) for name, message in saved.problems.items()},
        saved=translate(m("已自动保存。")),
    )


def _page(
    session: Session,
    case: Case,
    section: str,
    stored: Sheet,
    *,
    saved: Saved | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    clashes = {clash.field: clash.stored for clash in saved.clashes} if saved else {}
    problems = dict(saved.problems) if saved else {}
    values = dict(stored.values)
    values |= {name: text for name, text in (typed or {}).items() if name in clashes or name in problems}
    ranks = [part.partition("=")[::2] for part in values.get("contributing", "").split(";") if part]
    interview = interview_of(session, case)
    return render_template(
        f"interviews/{section}.html",
        case=case,
        section=section,
        stamp=stored.stamp,
        seen=stored.seen,
        values=values,
        clashes=clashes,
        problems=problems,
        ranks=[*ranks, *[("", "")] * RANKS][:RANKS],
        script=_script(session),
        note=note_field,
        words=words,
        touchpoints=words.touchpoints(),
        kinds=LOSS_KINDS,
        roles=CONTACT_ROLES,
        sources=SHARE_SOURCES,
        tree=reason_tree(),
        contacts=listing.contacts_of(session, case.customer),
        sees_competitors=listing.sees_competitors(actor()),
        has_competitor=bool(interview and interview.destination_name),
        attribution=attribution_of(session, case),
        today=today(),
        finished=interview.finished_at if interview else None,
        suggested=suggestions_asked_for(interview),
        main_words=str(interview.notes.get("main_reason", "")) if interview else "",
    )


def _script(session: Session | None = None) -> Script:
    details = companies.details(session) if session is not None else None
    return script(
        language(),
        {
            "company": details.name if details else "",
            "department": details.department if details else "",
            "sender": actor().name,
            "retention": translate(KEPT_FOR),
        },
    )
