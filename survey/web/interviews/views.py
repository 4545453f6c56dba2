"""The roster, opening cases, and one case: attempts, 业务员判断, progress, result."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from survey.accounts.company import class_labels
from survey.customers.persons import masker
from survey.customers.words import CONTACT_ROLES, LOSS_KINDS, SHARE_SOURCES
from survey.errors import InvalidInput
from survey.instrument.library import reason_tree
from survey.interviews import finishing, roster, service, words
from survey.interviews.access import (
    attribution_of,
    case_by_ref,
    may_see_result,
    may_work,
    owns_account,
    require_result,
    sees_restricted,
    shown_code,
)
from survey.interviews.guide import script
from survey.interviews.recording import interview_of
from survey.interviews.root_cause import coding_view
from survey.interviews.roster import RosterFilter
from survey.language import Message, m
from survey.web.access import allow
from survey.web.context import actor, company, database, now, zone
from survey.web.i18n import language, translate
from survey.web.interviews.blueprint import READERS, WORKERS, bp
from survey.web.listing import list_link
from survey.web.table_import import today

__all__ = ["index", "new", "show"]


@bp.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """The roster, overdue first."""
    wanted = _wanted()
    with database().reading() as session:
        page = roster.roster(session, wanted, actor(), today(), request.args.get("page", 1, type=int))
        counts = roster.state_counts(session, actor())
        waiting = len(roster.losses_without_case(session)) if actor().may("quality") else 0
    return render_template(
        "interviews/index.html",
        page=page,
        counts=counts,
        waiting=waiting,
        wanted=wanted,
        states=words.STATES,
        open_states=words.OPEN_STATES,
        kinds=LOSS_KINDS,
        classes=class_labels(company()),
        link=partial(list_link, "interviews.index"),
        today=today(),
        may_manage=actor().may("quality"),
        may_interview=actor().may(*WORKERS),
    )


@bp.route("/new", methods=["GET", "POST"])
@allow("quality")
def new() -> ResponseReturnValue:
    """Opens cases for losses that have none, and gives them to an interviewer."""
    if request.method == "POST":
        with database().unit_of_work() as session:
            cases = service.open_cases(session, request.form.getlist("loss"), actor=actor(), now=now())
            chosen = request.form.get("interviewer", type=int)
            warnings = [
                service.assign(session, case, chosen, actor=actor(), now=now()) for case in cases if chosen
            ]
        flash(_("已建立 %(n)d 个访谈对象。", n=len(cases)))
        _warn(*warnings)
        return redirect(url_for(".index"))
    with database().reading() as session:
        losses = roster.losses_without_case(session)
        staff = service.interviewers(session)
    return render_template(
        "interviews/new.html",
        losses=losses,
        staff=staff,
        kinds=LOSS_KINDS,
        classes=class_labels(company()),
        today=today(),
        latest=service.LATEST,
        too_late=service.TOO_LATE,
    )


@bp.get("/<ref>/")
@allow(*READERS)
def show(ref: str) -> ResponseReturnValue:
    """One case: what is known, the tries to reach the customer, what is still to be done."""
    return _case_page(ref)


@bp.post("/<ref>/assign")
@allow("quality")
def assign(ref: str) -> ResponseReturnValue:
    """Gives the case to an interviewer; warns when it is the account's own owner."""
    with database().unit_of_work() as session:
        case = case_by_ref(session, ref, actor())
        chosen = request.form.get("interviewer", type=int)
        warning = service.assign(session, case, chosen, actor=actor(), now=now())
    flash(_("回访员已指定。"))
    _warn(warning)
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/claim")
@allow(*WORKERS)
def claim(ref: str) -> ResponseReturnValue:
    """An interviewer takes an unassigned case."""
    with database().unit_of_work() as session:
        case = case_by_ref(session, ref, actor())
        warning = service.claim(session, case, actor=actor(), now=now())
    _warn(warning)
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/attempt")
@allow(*WORKERS)
def attempt(ref: str) -> ResponseReturnValue:
    """Notes one try to reach the customer."""
    try:
        with database().unit_of_work() as session:
            service.log_attempt(
                session,
                case_by_ref(session, ref, actor()),
                request.form.get("outcome", ""),
                note=request.form.get("note", "").strip(),
                appointed_at=_instant(request.form.get("appointed_at", "")),
                actor=actor(),
                now=now(),
            )
    except InvalidInput as refusal:
        return _case_page(ref, refusal)
    flash(_("联系记录已保存。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/attribution")
@allow("quality", "interviewer", "sales")
def attribution(ref: str) -> ResponseReturnValue:
    """业务员判断, written down before the result is shown; or skipped with a reason."""
    form = request.form
    try:
        with database().unit_of_work() as session:
            case = case_by_ref(session, ref, actor())
            if "skip" in form:
                service.skip_attribution(session, case, form.get("reason", ""), actor=actor(), now=now())
            else:
                service.record_attribution(
                    session, case, form.get("code", ""), form.get("text", ""), actor=actor(), now=now()
                )
    except InvalidInput as refusal:
        return _case_page(ref, refusal)
    flash(_("业务员判断已记录。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/kind")
@allow(*WORKERS)
def kind(ref: str) -> ResponseReturnValue:
    """Corrects the kind of loss to what the customer told."""
    with database().unit_of_work() as session:
        case = case_by_ref(session, ref, actor())
        service.set_kind(session, case, request.form.get("kind", ""), actor=actor(), now=now())
    flash(_("流失类型已改为客户所说的。"))
    return redirect(url_for(".section", ref=ref, section="screening"))


@bp.post("/<ref>/not-lost")
@allow(*WORKERS)
def not_lost(ref: str) -> ResponseReturnValue:
    """并未流失: ends the case and withdraws the loss."""
    try:
        with database().unit_of_work() as session:
            case = case_by_ref(session, ref, actor())
            service.mark_not_lost(session, case, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidInput as refusal:
        return _case_page(ref, refusal)
    flash(_("已记为并未流失，不再计入流失。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/won-back")
@allow(*WORKERS)
def won_back(ref: str) -> ResponseReturnValue:
    """已挽回: the customer buys again."""
    with database().unit_of_work() as session:
        service.close_as_won_back(session, case_by_ref(session, ref, actor()), actor=actor(), now=now())
    flash(_("已记为客户挽回。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/finish")
@allow(*WORKERS)
def finish(ref: str) -> ResponseReturnValue:
    """Closes the record when nothing needed is missing."""
    try:
        with database().unit_of_work() as session:
            case = case_by_ref(session, ref, actor())
            interview = interview_of(session, case)
            if interview is None:
                raise InvalidInput(m("访谈还没有开始记录。"))
            finishing.finish(session, case, interview, actor=actor(), now=now())
    except InvalidInput as refusal:
        return _case_page(ref, refusal)
    flash(_("访谈已结束。客户的原话已送去阅读，会出现在“意见”里。"))
    return redirect(url_for(".result", ref=ref))


@bp.get("/<ref>/result")
@allow(*READERS)
def result(ref: str) -> ResponseReturnValue:
    """What the customer said and how it was coded, to read only."""
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        require_result(session, case, actor())
        interview = interview_of(session, case)
        found = attribution_of(session, case)
        works = may_work(actor(), case)
        cover = str if works else masker(session)
    return render_template(
        "interviews/result.html",
        case=case,
        interview=interview,
        attribution=found,
        coding=coding_view(interview, case, actor()),
        questions=script(language(), {}).questions,
        tree=reason_tree(),
        shown=lambda code: shown_code(actor(), code),
        words=words,
        touchpoints=words.touchpoints(),
        roles=CONTACT_ROLES,
        sources=SHARE_SOURCES,
        may_work=works,
        cover=cover,
        sees_restricted=sees_restricted(actor(), case),
        sees_competitors=actor().may("quality", "manager"),
    )


def _case_page(ref: str, refusal: InvalidInput | None = None) -> ResponseReturnValue:
    """The page of a case; after a refusal with what was typed and what is wrong."""
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        interview = interview_of(session, case)
        found = attribution_of(session, case)
        attempts = roster.attempts_of(session, case)
        staff = service.interviewers(session) if actor().may("quality") else ()
        sees_result = may_see_result(actor(), case, found)
        works = may_work(actor(), case)
    page = render_template(
        "interviews/show.html",
        case=case,
        interview=interview if sees_result else None,
        begun=interview is not None,
        attribution=found,
        attempts=attempts,
        staff=staff,
        missing=finishing.missing(case, interview, found) if works and sees_result else (),
        window=service.due_window(case.loss.recognised_on),
        too_late=service.TOO_LATE,
        own=owns_account(actor(), case.customer),
        sees_result=sees_result,
        works=works,
        may_claim=actor().may(*WORKERS) and case.interviewer_id is None,
        may_assign=actor().may("quality"),
        may_attribute=owns_account(actor(), case.customer) or works,
        words=words,
        kinds=LOSS_KINDS,
        sources=SHARE_SOURCES,
        tree=reason_tree(),
        shown=lambda code: shown_code(actor(), code),
        classes=class_labels(company()),
        today=today(),
        refusal=refusal,
        typed=request.form if refusal else {},
        form=FlaskForm(),
    )
    return page, 422 if refusal else 200


def _wanted() -> RosterFilter:
    args = request.args
    state = args.get("state", "open")
    return RosterFilter(
        state=state if state in ("open", "all", *words.STATES) else "open",
        mine=args.get("mine") == "1",
        class_key=args.get("class", ""),
        text=args.get("q", "").strip()[:100],
    )


def _instant(text: str) -> datetime | None:
    """What a date-and-time field holds (the company's clock) as an instant."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone()).astimezone(UTC) if text else None
    except ValueError:
        return None


def _warn(*warnings: Message | None) -> None:
    for text in dict.fromkeys(translate(warning) for warning in warnings if warning is not None):
        flash(text, "attention")
