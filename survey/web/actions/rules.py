"""How forms are numbered, signed and kept, and when one is proposed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import rules as service
from survey.errors import InvalidInput
from survey.questionnaires.records import record_no
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.actions.forms import RulesForm
from survey.web.context import actor, database, now
from survey.web.forms import show_problems
from survey.web.table_import import today

__all__ = ["rules"]


@bp.route("/rules", methods=["GET", "POST"])
@allow("quality")
def rules() -> ResponseReturnValue:
    """The rules, with the next number as an example."""
    form = RulesForm()
    with database().reading() as session:
        now_in_force = service.rules(session)
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                service.change(session, form.rules(), actor=actor(), now=now())
        except InvalidInput as refusal:
            show_problems(form, refusal)
        else:
            flash(_("规则已保存。已经开出的单不变。"))
            return redirect(url_for(".rules"))
    elif not form.is_submitted():
        form.show(now_in_force)
    example = record_no(now_in_force.pattern, today().year, 1)
    return (
        render_template("actions/rules.html", form=form, example=example),
        422 if form.errors else 200,
    )
