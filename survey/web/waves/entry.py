"""录入 and 电话回访: staff type in what came on paper or is said on the telephone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts.models import StoredFile
from survey.customers.models import Contact
from survey.db import new_ref
from survey.errors import InvalidInput, SurveyError, TooLarge
from survey.fieldwork import frames, queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.fieldwork.notices import values
from survey.instrument.definition import Definition
from survey.instrument.minutes import minutes
from survey.language import Message, m
from survey.responses import entry as service
from survey.responses.models import Response
from survey.responses.returns import CustomerState, customer_states
from survey.web.access import allow
from survey.web.asking import Typed, filled, lay_out, read_form
from survey.web.context import actor, company, database, now, zone
from survey.web.forms import SelectChoice
from survey.web.i18n import language, translate
from survey.web.waves.blueprint import bp
from survey.web.waves.customers import state_of
from survey.web.waves.forms import EntryForm
from survey.web.waves.wordings import invitation_text, secrets

__all__ = ["enter"]

UNUSED_SCAN: Final = timedelta(days=1)
"""How long a scan is kept whose form was not saved yet."""
NOTHING: Final = Typed({}, {}, {}, 0)


@dataclass(frozen=True, slots=True)
class Double:
    """That something came back already: which record, and the response to look at ('' when hidden)."""

    record_no: str
    response_ref: str
    final: bool
    """Whether it is the very same form, which cannot be entered twice."""


@bp.route("/<ref>/enter", methods=["GET", "POST"])
@allow("quality", "sales")
def enter(ref: str) -> ResponseReturnValue:
    """Types in one paper form or visit; then the next."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        definition = definition_of(session, wave.version_id)
        states = customer_states(session, wave, owner_id=actor().user_id if actor().role == "sales" else None)
        given = _given(session, wave)
    form = EntryForm(data=_proposal(given)) if request.method == "GET" else EntryForm()
    _offer(form, wave, states)
    typed, double, status = NOTHING, None, 200
    if request.method == "POST":
        typed = read_form(definition, request.form.to_dict(flat=False))
        fine = _complete(form, typed)
        scan = _keep_scan(form)
        if fine and not form.errors:
            double = _save(ref, form, typed, scan)
            if double is None and not form.errors:
                _tell(typed)
                return redirect(url_for(".enter", ref=ref) if actor().role != "sales" else url_for(".mine"))
        status = 422
    return _page("waves/enter.html", wave, definition, form, typed, double, states=states), status


@bp.route("/<ref>/phone/<customer_ref>", methods=["GET", "POST"])
@allow("quality", "interviewer")
def phone(ref: str, customer_ref: str) -> ResponseReturnValue:
    """回访记录表: the script to read out, each question with its answers, on one page."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        definition = definition_of(session, wave.version_id)
        state = state_of(session, wave, customer_ref)
    form = (
        EntryForm(data=_proposal(None) | {"customer": customer_ref, "mode": "phone"})
        if request.method == "GET"
        else EntryForm()
    )
    _offer(form, wave, [state])
    typed, double, status = NOTHING, None, 200
    if request.method == "POST":
        form.mode.data, form.customer.data = "phone", customer_ref
        typed = read_form(definition, request.form.to_dict(flat=False))
        if _complete(form, typed):
            double = _save(ref, form, typed, "")
            if double is None and not form.errors:
                _tell(typed)
                return redirect(url_for(".customers", ref=ref, state="open"))
        status = 422
    opening = invitation_text("telephone_opening", wave, None, minutes(definition), actor().name)
    page = _page("waves/phone.html", wave, definition, form, typed, double, state=state, opening=opening)
    return page, status


@bp.post("/<ref>/phone/<customer_ref>/result")
@allow("quality", "interviewer")
def phone_result(ref: str, customer_ref: str) -> ResponseReturnValue:
    """What became of a call without answers, in one click; then back to those still open."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        customer = state_of(session, wave, customer_ref).customer
        frames.set_disposition(
            session, wave, customer.id, request.form.get("disposition", ""), actor=actor(), now=now()
        )
    flash(_("%(name)s：联系结果已记下。", name=customer.name))
    return redirect(url_for(".customers", ref=ref, state="open"))


def _given(session: Session, wave: Wave) -> Invitation | None:
    """The questionnaire that the address names by its ref."""
    named = request.args.get("invitation")
    return queries.invitation(session, wave, named) if named else None


def _proposal(given: Invitation | None) -> dict[str, Any]:
    today = now().astimezone(zone()).date()
    proposal: dict[str, Any] = {"mode": "paper", "received_on": today, "key": new_ref() + new_ref()}
    if given is None:
        return proposal | {"customer": request.args.get("customer", "")}
    contact = given.contact.ref if given.contact else ""
    return proposal | {"customer": given.customer.ref, "contact": contact, "record_no": given.record_no}


def _offer(form: EntryForm, wave: Wave, states: list[CustomerState]) -> None:
    """The customers (and their contacts) that can be chosen."""
    none = [] if actor().role == "sales" else [SelectChoice("", _("不指明客户"))]
    form.contact.choices = [SelectChoice("", _("不指定"))]
    if wave.privacy == "anonymous":
        form.customer.choices = [SelectChoice("", _("匿名调查不记客户"))]
        return
    form.customer.choices = [*none, *(SelectChoice(one.customer.ref, one.customer.name) for one in states)]
    form.contact.choices += [
        SelectChoice(contact.ref, f"{one.customer.name} · {contact.name}")
        for one in states
        for contact in one.customer.contacts
    ]


def _complete(form: EntryForm, typed: Typed) -> bool:
    """Whether all is in order; what is not is written at its field."""
    fine = form.validate()
    if not any(filled(typed.answers, key) for key in typed.answers) and not typed.problems:
        form.form_errors.append(_("还没有填写任何一题，没有保存。"))
        fine = False
    if typed.problems:
        form.form_errors.append(_("有 %(n)d 道题的回答需要改正，见下面标出的题目。", n=len(typed.problems)))
    return fine and not typed.problems and not form.errors


def _keep_scan(form: EntryForm) -> str:
    """The ref of the scan that came along now or with an earlier try; a stored one is kept for a day."""
    sent = form.scan.data
    if not sent or not sent.filename:
        return str(form.scan_ref.data or "")
    try:
        with database().unit_of_work() as session:
            file = service.store_scan(session, sent.filename, sent.read(), actor=actor(), now=now())
            file.expires_at = now() + UNUSED_SCAN
    except (InvalidInput, TooLarge) as refusal:
        form.scan.errors = [translate(refusal.message)]
        form.form_errors.append(translate(refusal.message))
        return ""
    form.scan_ref.data = file.ref
    return file.ref


def _save(ref: str, form: EntryForm, typed: Typed, scan: str) -> Double | None:
    """Stores the response; says what came back already where it did, puts refusals at their fields."""
    try:
        with database().unit_of_work() as session:
            wave = queries.wave(session, ref)
            state = state_of(session, wave, form.customer.data) if form.customer.data else None
            given = _by_record(session, wave, (form.record_no.data or "").strip(), state)
            double = _double(session, wave, state, given, another=bool(form.another.data))
            if double is not None:
                return double
            file = _scan(session, scan)
            service.enter(
                session,
                wave,
                service.Entry(
                    mode=form.mode.data,
                    received_on=form.received_on.data or date.min,
                    answers=typed.answers,
                    customer_id=state.customer.id if state else None,
                    contact_id=_contact(session, form, state),
                    invitation_id=given.id if given else None,
                    person=form.person.data or "",
                    language=language(),
                    scan_file_id=file.id if file else None,
                    key=form.key.data or "",
                ),
                secrets=secrets(),
                actor=actor(),
                now=now(),
            )
            if file is not None:
                file.expires_at = None
    except InvalidInput as refusal:
        _show(form, refusal)
    return None


def _by_record(session: Session, wave: Wave, number: str, state: CustomerState | None) -> Invitation | None:
    if not number:
        return None
    found = session.scalars(
        sa.select(Invitation).where(Invitation.wave_id == wave.id, Invitation.record_no == number)
    ).one_or_none()
    if found is None or (state is not None and found.customer_id != state.customer.id):
        sentence: Message = m("本期没有给这家客户发放过这个记录编号的问卷。请核对编号和客户。")
        raise InvalidInput(sentence, {"record_no": sentence})
    if state is None:
        sentence = m("请同时选择这份问卷的客户。")
        raise InvalidInput(sentence, {"customer": sentence})
    return found


def _double(
    session: Session, wave: Wave, state: CustomerState | None, given: Invitation | None, *, another: bool
) -> Double | None:
    """What stands in the way of entering this: the same form, or (unless it is said so) the same customer."""
    if given is not None and given.returned_on is not None:
        stored = _current(session, Response.invitation_id == given.id)
        return Double(given.record_no, stored, final=True)
    if state is None or not state.returned or another or given is not None:
        return None
    stored = _current(session, Response.wave_id == wave.id, Response.customer_id == state.customer.id)
    returned = next((one.record_no for one in state.invitations if one.returned_on), "")
    return Double(returned, stored, final=False)


def _current(session: Session, *conditions: Any) -> str:
    chosen = sa.select(Response.ref).where(*conditions, Response.superseded.is_(False))
    return session.scalar(chosen.order_by(Response.id.desc()).limit(1)) or ""


def _contact(session: Session, form: EntryForm, state: CustomerState | None) -> int | None:
    if not form.contact.data or state is None:
        return None
    return session.scalar(
        sa.select(Contact.id).where(
            Contact.ref == form.contact.data, Contact.customer_id == state.customer.id
        )
    )


def _scan(session: Session, ref: str) -> StoredFile | None:
    """The scan stored by this person for this form, still waiting to be used."""
    chosen = sa.select(StoredFile).where(
        StoredFile.ref == ref, StoredFile.created_by == str(actor())[:120], StoredFile.expires_at.is_not(None)
    )
    return session.scalars(chosen).one_or_none() if ref else None


def _show(form: EntryForm, refusal: SurveyError) -> None:
    problems = getattr(refusal, "problems", {})
    for name, sentence in problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, translate(sentence)]
    if not problems:
        form.form_errors.append(translate(refusal.message))


def _tell(typed: Typed) -> None:
    flash(_("答卷已保存。"))
    if typed.left_out:
        flash(_("有 %(n)d 道题按问卷的跳转规则不该回答，填写的内容没有计入。", n=typed.left_out), "attention")


def _page(
    template: str,
    wave: Wave,
    definition: Definition,
    form: EntryForm,
    typed: Typed,
    double: Double | None,
    **more: Any,
) -> str:
    return render_template(
        template,
        wave=wave,
        form=form,
        double=double,
        sections=lay_out(
            definition,
            typed.raws,
            typed.problems,
            language(),
            privacy=wave.privacy,
            values=values(wave, company(), language()),
        ),
        problems=[(definition.item_by_key[key], message) for key, message in typed.problems.items()],
        may_read_responses=actor().role != "sales",
        now=now(),
        **more,
    )
