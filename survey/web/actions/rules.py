"""How forms are numbered, signed and kept, and when one is proposed."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import rules as service
from survey.questionnaires.records import record_no
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.actions.forms import RulesForm
from survey.web.context import actor, database, now
from survey.web.forms import form_page, showing_problems
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
        with showing_problems(form), database().unit_of_work() as session:
            service.change(session, form.rules(), actor=actor(), now=now())
        if not form.errors:
            flash(_("规则已保存。已经开出的单不变。"))
            return redirect(url_for(".rules"))
    elif not form.is_submitted():
        form.show(now_in_force)
    example = record_no(now_in_force.pattern, today().year, 1)
    return form_page("actions/rules.html", form, example=example)
