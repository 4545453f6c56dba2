"""Opening a form, by hand or from a proposal; what becomes of proposals."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.actions import queries, service, words
from survey.actions.proposing import dismiss as dismiss_proposal
from survey.actions.proposing import restore as restore_proposal
from survey.actions.service import Finding
from survey.errors import InvalidInput
from survey.reports.acting import action_sources, proposing
from survey.reports.acting.action_sources import Place
from survey.web.access import allow
from survey.web.actions.blueprint import MANAGERS, bp
from survey.web.actions.forms import PlanForm
from survey.web.actions.views import show_page
from survey.web.context import actor, columns, database, now
from survey.web.forms import form_page, showing_problems
from survey.web.table_import import today

__all__ = ["new"]

USUAL: Final = timedelta(days=30)
"""The due date that is offered."""


@bp.route("/new", methods=["GET", "POST"])
@allow(*MANAGERS)
def new() -> ResponseReturnValue:
    """A form for what the address names (`source`, `wave`, `subject`, `ref`), else for an own finding.

    The figures are taken anew when it is opened: what the browser shows is never believed.
    """
    form = PlanForm()
    with database().reading() as session:
        form.offer(queries.staff(session))
        finding = _finding(session)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            action = service.open_action(
                session, _finding(session), form.plan(), actor=actor(), now=now(), today=today()
            )
        if not form.errors:
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
        with showing_problems(form), database().unit_of_work() as session:
            found = queries.by_ref(session, ref, actor())
            service.open_proposal(session, found, form.plan(), actor=actor(), now=now(), today=today())
        if not form.errors:
            flash(_("已开出改进措施单 %(no)s。", no=found.record_no))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.show(action)
        form.due_on.data = today() + USUAL
    finding = Finding(source=action.source, title=action.title, facts=action.facts)
    return _page(form, finding, proposed=True)


@bp.post("/<ref>/dismiss")
@allow(*MANAGERS)
def dismiss(ref: str) -> ResponseReturnValue:
    """不采纳, for a reason."""
    try:
        with database().unit_of_work() as session:
            action = queries.by_ref(session, ref, actor())
            dismiss_proposal(session, action, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidInput as refusal:
        return show_page(ref, refusal)
    flash(_("已记为不采纳。理由留在记录里。"))
    return redirect(url_for(".index", view="proposed"))


@bp.post("/<ref>/restore")
@allow(*MANAGERS)
def restore(ref: str) -> ResponseReturnValue:
    """Takes a dismissal back."""
    with database().unit_of_work() as session:
        restore_proposal(session, queries.by_ref(session, ref, actor()), actor=actor(), now=now())
    flash(_("已恢复为建议。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/propose")
@allow(*MANAGERS)
def propose() -> ResponseReturnValue:
    """Looks through surveys and registers now, instead of waiting for the schedule."""
    found = proposing.look(database(), columns(), actor=actor(), now=now(), today=today())
    flash(_("新找到 %(n)d 条建议。", n=found) if found else _("没有新的建议。同一件事不会重复提出。"))
    return redirect(url_for(".index", view="proposed"))


def _finding(session: Session) -> Finding:
    """What the address names, with its figures of this moment; an own finding without a name."""
    asked = request.args
    source = asked.get("source", "own")
    if source == "own":
        return Finding(source="own", title="")
    place = Place(asked.get("wave", ""), asked.get("subject", ""), asked.get("ref", ""))
    return action_sources.finding(session, columns(), source, place, actor=actor())


def _page(form: PlanForm, finding: Finding, *, proposed: bool = False) -> ResponseReturnValue:
    return form_page("actions/new.html", form, finding=finding, words=words, proposed=proposed)
