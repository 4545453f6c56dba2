"""年度调查计划: the annual plan, its lines, its approval, its print view."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.fieldwork import plans as service
from survey.fieldwork import queries
from survey.fieldwork.models import PlanLine
from survey.web.access import allow
from survey.web.context import actor, database, now, zone
from survey.web.forms import showing_problems
from survey.web.waves.blueprint import bp
from survey.web.waves.forms import LineForm, PlanApprovalForm, PlanForm

__all__ = ["plans"]

PLANNERS = ("quality", "manager")


@bp.get("/plans")
@allow(*PLANNERS)
def plans() -> ResponseReturnValue:
    """The annual plans, the latest first."""
    with database().reading() as session:
        found = queries.plans(session)
    return render_template("waves/plans.html", plans=found, may_edit=actor().may("quality"))


@bp.route("/plans/new", methods=["GET", "POST"])
@allow("quality")
def new_plan() -> ResponseReturnValue:
    """A plan for a year."""
    form = PlanForm()
    if not form.is_submitted():
        form.year.data = now().astimezone(zone()).year
        form.prepared_by.data = actor().name
    if form.validate_on_submit():
        assert form.year.data is not None
        with showing_problems(form), database().unit_of_work() as session:
            plan = service.create_plan(
                session,
                form.year.data,
                form.title.data or "",
                document_no=form.document_no.data or "",
                revision=form.revision.data or "",
                prepared_by=form.prepared_by.data or "",
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            flash(_("计划已建立。请逐行写明要做的调查。"))
            return redirect(url_for(".plan", ref=plan.ref))
    return render_template("waves/plan_form.html", form=form)


@bp.get("/plans/<ref>")
@allow(*PLANNERS)
def plan(ref: str) -> ResponseReturnValue:
    """One plan with its lines."""
    with database().reading() as session:
        found = queries.plan(session, ref)
    return render_template(
        "waves/plan.html", plan=found, form=PlanApprovalForm(), may_edit=actor().may("quality")
    )


@bp.get("/plans/<ref>/print")
@allow(*PLANNERS)
def print_plan(ref: str) -> ResponseReturnValue:
    """The plan as a controlled document on paper."""
    with database().reading() as session:
        found = queries.plan(session, ref)
    return render_template("waves/plan_print.html", plan=found)


@bp.post("/plans/<ref>/approve")
@allow("quality")
def approve_plan(ref: str) -> ResponseReturnValue:
    """Puts the plan into force."""
    form = PlanApprovalForm()
    if form.validate():
        with showing_problems(form), database().unit_of_work() as session:
            service.approve(
                session,
                queries.plan(session, ref),
                approved_by=form.approved_by.data or "",
                reviewed_by=form.reviewed_by.data or "",
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            flash(_("计划已批准。现在可以按各行开展调查。"))
            return redirect(url_for(".plan", ref=ref))
    with database().reading() as session:
        found = queries.plan(session, ref)
    return render_template("waves/plan.html", plan=found, form=form, may_edit=True), 422


@bp.route("/plans/<ref>/lines/new", methods=["GET", "POST"])
@allow("quality")
def new_line(ref: str) -> ResponseReturnValue:
    """A further planned survey."""
    return _edit_line(ref, None)


@bp.route("/plans/<ref>/lines/<line_ref>", methods=["GET", "POST"])
@allow("quality")
def edit_line(ref: str, line_ref: str) -> ResponseReturnValue:
    """A planned survey, changed."""
    return _edit_line(ref, line_ref)


@bp.post("/plans/<ref>/lines/<line_ref>/remove")
@allow("quality")
def remove_line(ref: str, line_ref: str) -> ResponseReturnValue:
    """Takes a line out of a plan not yet approved."""
    with database().unit_of_work() as session:
        found = queries.plan(session, ref)
        line = queries.plan_line(session, found, line_ref)
        service.remove_line(session, found, line, actor=actor(), now=now())
    flash(_("这一行已从计划中去掉。"))
    return redirect(url_for(".plan", ref=ref))


def _edit_line(ref: str, line_ref: str | None) -> ResponseReturnValue:
    with database().reading() as session:
        found = queries.plan(session, ref)
        line = queries.plan_line(session, found, line_ref) if line_ref else None
    form = LineForm(data=_shown(line))
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            into = queries.plan(session, ref)
            if line_ref is None:
                service.add_line(session, into, _values(form), actor=actor(), now=now())
            else:
                changed = queries.plan_line(session, into, line_ref)
                service.edit_line(session, into, changed, _values(form), actor=actor(), now=now())
        if not form.errors:
            flash(_("计划已保存。"))
            return redirect(url_for(".plan", ref=ref))
    return render_template("waves/plan_line.html", plan=found, line=line, form=form)


def _values(form: LineForm) -> service.LineForm:
    texts = {
        name: (form[name].data or "").strip()
        for name in ("period", "object", "frame", "method", "sample", "responsible", "target")
    }
    return service.LineForm(**texts, starts_on=form.starts_on.data, ends_on=form.ends_on.data)


def _shown(line: PlanLine | None) -> dict[str, Any]:
    if line is None:
        return {"method": _("链接、二维码、纸质、电话、走访"), "sample": _("全部调查")}
    return {name: getattr(line, name) for name in service.LineForm.__dataclass_fields__}
