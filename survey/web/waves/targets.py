"""目标值: what the company wants to reach, by year, scope and measure."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import NotFound
from survey.fieldwork import queries
from survey.fieldwork import targets as service
from survey.fieldwork.models import Target
from survey.language import m
from survey.questionnaires import queries as questionnaires
from survey.web.access import allow
from survey.web.context import actor, database, now, zone
from survey.web.forms import showing_problems
from survey.web.waves.blueprint import bp
from survey.web.waves.forms import TargetForm

__all__ = ["targets"]


@bp.route("/targets", methods=["GET", "POST"])
@allow("quality", "manager")
def targets() -> ResponseReturnValue:
    """The targets; quality staff set them here."""
    form = TargetForm()
    if not form.is_submitted():
        form.year.data = now().astimezone(zone()).year
    if form.validate_on_submit() and actor().may("quality"):
        with showing_problems(form), database().unit_of_work() as session:
            _set(session, form)
        if not form.errors:
            flash(_("目标值已保存。"))
            return redirect(url_for(".targets"))
    with database().reading() as session:
        found = queries.targets(session)
        dimensions = questionnaires.dimension_labels(session)
    return render_template(
        "waves/targets.html",
        targets=found,
        form=form,
        measures=service.MEASURES,
        scopes=service.SCOPES,
        dimensions=dimensions,
        may_edit=actor().may("quality"),
    )


@bp.post("/targets/<ref>/remove")
@allow("quality")
def remove_target(ref: str) -> ResponseReturnValue:
    """Takes a target back."""
    with database().unit_of_work() as session:
        found = session.scalars(sa.select(Target).where(Target.ref == ref)).one_or_none()
        if found is None:
            raise NotFound(m("没有找到这个目标值。"))
        service.remove_target(session, found, actor=actor(), now=now())
    flash(_("目标值已删除。"))
    return redirect(url_for(".targets"))


def _set(session: sa.orm.Session, form: TargetForm) -> Target:
    points = form.measure.data == "degree"
    assert form.year.data is not None
    assert form.value.data is not None
    return service.set_target(
        session,
        form.year.data,
        form.measure.data,
        form.value.data if points else form.value.data / 100,
        scope=form.scope.data,
        scope_key=(form.scope_key.data or "").strip(),
        formula=form.formula.data or "",
        approved_by=form.approved_by.data or "",
        actor=actor(),
        now=now(),
    )
