"""Opening a form, by hand or from a proposal; what becomes of proposals."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import proposing, queries, service, words
from survey.actions.service import Finding
from survey.errors import InvalidInput
from survey.web.access import allow
from survey.web.actions.blueprint import MANAGERS, bp
from survey.web.actions.forms import PlanForm
from survey.web.actions.views import show_page
from survey.web.context import actor, database, now
from survey.web.forms import show_problems
from survey.web.table_import import today

__all__ = ["new"]

USUAL: Final = timedelta(days=30)
"""The due date that is offered."""


@bp.route("/new", methods=["GET", "POST"])
@allow(*MANAGERS)
def new() -> ResponseReturnValue:
    """A form for an own finding."""
    form = PlanForm()
    with database().reading() as session:
        form.offer(queries.staff(session))
        finding = _finding()
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                action = service.open_action(
                    session, _finding(), form.plan(), actor=actor(), now=now(), today=today()
                )
        except InvalidInput as refusal:
            show_problems(form, refusal)
        else:
            flash(_("已开出改进措施单 %(no)s。", no=action.record_no))
            return redirect(url_for(".show", ref=action.ref))
    elif not form.is_submitted():
        form.show_finding(finding)
        form.due_on.data = today() + USUAL
    return _page(form, finding)


@bp.route("/<ref>/open", methods=["GET", "POST"])
@allow(*MANAGERS)
def open_proposal(ref: str) -> ResponseReturnValue:
    """Makes a form of a proposal."""
    form = PlanForm()
    with database().reading() as session:
        form.offer(queries.staff(session))
        action = queries.by_ref(session, ref, actor())
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                found = queries.by_ref(session, ref, actor())
                service.open_proposal(session, found, form.plan(), actor=actor(), now=now(), today=today())
        except InvalidInput as refusal:
            show_problems(form, refusal)
        else:
            flash(_("已开出改进措施单 %(no)s。", no=found.record_no))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.show(action)
        form.due_on.data = today() + USUAL
    finding = Finding(source=action.source, title=action.title, facts=action.facts)
    return _page(form, finding)


@bp.post("/<ref>/dismiss")
@allow(*MANAGERS)
def dismiss(ref: str) -> ResponseReturnValue:
    """不采纳, for a reason."""
    try:
        with database().unit_of_work() as session:
            action = queries.by_ref(session, ref, actor())
            proposing.dismiss(session, action, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidInput as refusal:
        return show_page(ref, refusal)
    flash(_("已记为不采纳。理由留在记录里。"))
    return redirect(url_for(".index", view="proposed"))


@bp.post("/<ref>/restore")
@allow(*MANAGERS)
def restore(ref: str) -> ResponseReturnValue:
    """Takes a dismissal back."""
    with database().unit_of_work() as session:
        proposing.restore(session, queries.by_ref(session, ref, actor()), actor=actor(), now=now())
    flash(_("已恢复为建议。"))
    return redirect(url_for(".show", ref=ref))


def _finding() -> Finding:
    """An own finding."""
    return Finding(source="own", title=request.args.get("title", "")[:120])


def _page(form: PlanForm, finding: Finding) -> ResponseReturnValue:
    page = render_template("actions/new.html", form=form, finding=finding, words=words)
    return page, 422 if form.errors else 200
