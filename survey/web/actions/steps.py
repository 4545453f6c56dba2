"""Taking a form step by step to its closing: plan, work, done, check, signatures, reopening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from survey.actions import access, queries, service, verifying
from survey.actions.models import Action
from survey.errors import Conflict, InvalidInput, NotFound
from survey.language import m
from survey.reports.acting.effect import effect
from survey.web.access import allow
from survey.web.actions.blueprint import MANAGERS, bp
from survey.web.actions.forms import CheckForm, PlanForm, WorkForm
from survey.web.actions.views import show_page
from survey.web.context import actor, columns, database, now
from survey.web.forms import form_page, show_problems
from survey.web.i18n import translate
from survey.web.table_import import today

__all__ = ["check", "edit", "work"]


@bp.route("/<ref>/edit", methods=["GET", "POST"])
@allow(*MANAGERS)
def edit(ref: str) -> ResponseReturnValue:
    """Problem, owner and due date."""
    form = PlanForm()
    action = _action(ref)
    with database().reading() as session:
        form.offer(queries.staff(session))
    return _filled(
        form,
        action,
        "actions/edit.html",
        lambda session, found: service.change_plan(
            session, found, form.plan(), stamp=_stamp(form), actor=actor(), now=now()
        ),
    )


@bp.route("/<ref>/work", methods=["GET", "POST"])
@allow()
def work(ref: str) -> ResponseReturnValue:
    """Correction, cause, measures and what was done, by the owner."""
    form = WorkForm()
    action = _action(ref)
    access.require_worker(actor(), action)
    return _filled(
        form,
        action,
        "actions/work.html",
        lambda session, found: service.change_work(
            session, found, form.work(), stamp=_stamp(form), actor=actor(), now=now(), today=today()
        ),
    )


@bp.post("/<ref>/start")
@allow()
def start(ref: str) -> ResponseReturnValue:
    """措施已定."""
    return _step(ref, lambda session, action: service.start(session, action, actor=actor(), now=now()))


@bp.post("/<ref>/done")
@allow()
def done(ref: str) -> ResponseReturnValue:
    """The measures are carried out."""
    return _step(ref, lambda session, action: service.report_done(session, action, actor=actor(), now=now()))


@bp.route("/<ref>/check", methods=["GET", "POST"])
@allow(*MANAGERS)
def check(ref: str) -> ResponseReturnValue:
    """有效性验证: closes the form, or starts another round."""
    form = CheckForm()
    with database().reading() as session:
        action = queries.by_ref(session, ref, actor())
        compared = effect(session, columns(), action)
    figures = compared.sentence if compared else ""
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                found = queries.by_ref(session, ref, actor())
                verifying.verify(session, found, form.check(figures), actor=actor(), now=now(), today=today())
        except InvalidInput as refusal:
            _show_all(form, refusal)
        except Conflict as refusal:
            form.form_errors.append(translate(refusal.message))
        else:
            flash(_("验证已记录。"))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.by.data, form.on.data = actor().name, today()
    return form_page("actions/check.html", form, action=action, figures=figures)


@bp.post("/<ref>/sign/<part>")
@allow(*MANAGERS)
def sign(ref: str, part: str) -> ResponseReturnValue:
    """审核 or 批准."""
    if part not in ("review", "approve"):
        raise NotFound(m("没有这种签署。"))
    return _step(
        ref,
        lambda session, action: verifying.sign(
            session, action, part, request.form.get("name", ""), actor=actor(), now=now(), today=today()
        ),
    )


@bp.post("/<ref>/reopen")
@allow(*MANAGERS)
def reopen(ref: str) -> ResponseReturnValue:
    """Takes up a closed form again."""
    return _step(
        ref,
        lambda session, action: verifying.reopen(
            session, action, request.form.get("reason", ""), actor=actor(), now=now()
        ),
    )


def _step(ref: str, act: Callable[[Any, Action], object]) -> ResponseReturnValue:
    """Does one step; what is missing comes back on the form's page."""
    try:
        with database().unit_of_work() as session:
            act(session, queries.by_ref(session, ref, actor()))
    except InvalidInput as refusal:
        return show_page(ref, refusal)
    flash(_("已记录。"))
    return redirect(url_for(".show", ref=ref))


def _filled(
    form: PlanForm | WorkForm, action: Action, template: str, keep: Callable[[Any, Action], object]
) -> ResponseReturnValue:
    """A page of fields: shown, kept, or given back with everything that was typed."""
    status = 200
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                keep(session, queries.by_ref(session, action.ref, actor()))
        except InvalidInput as refusal:
            show_problems(form, refusal)
        except Conflict as refusal:
            form.form_errors.append(translate(refusal.message))
            status = 409
        else:
            flash(_("已保存。"))
            return redirect(url_for(".show", ref=action.ref))
    elif not form.is_submitted():
        form.show(action)
    if form.errors and status == 200:
        status = 422
    return render_template(template, form=form, action=action), status


def _show_all(form: FlaskForm, refusal: InvalidInput) -> None:
    """The refusal's sentences at their fields; those about signatures head the form."""
    show_problems(form, refusal)
    form.form_errors.extend(
        translate(sentence) for name, sentence in refusal.problems.items() if name not in form
    )


def _action(ref: str) -> Action:
    with database().reading() as session:
        return queries.by_ref(session, ref, actor())


def _stamp(form: PlanForm | WorkForm) -> int:
    text = form.stamp.data or ""
    return int(text) if text.isascii() and text.isdigit() else 0
