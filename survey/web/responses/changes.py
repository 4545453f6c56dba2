"""Corrections (a new revision beside the first) and deletions with their reasons."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Conflict
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.notices import values
from survey.language import Message, m
from survey.responses import revisions as service
from survey.web.access import allow
from survey.web.asking import lay_out, raws_of, read_form
from survey.web.context import actor, company, database, now
from survey.web.i18n import language
from survey.web.question_pages import Raws
from survey.web.responses.blueprint import bp, found
from survey.web.responses.forms import ReasonForm

__all__ = ["correct"]


@bp.route("/<ref>/correct", methods=["GET", "POST"])
@allow("quality")
def correct(ref: str) -> ResponseReturnValue:
    """The answers in a form; what is saved stands beside the first version, with the reason."""
    with database().reading() as session:
        wave, response = found(session, ref)
        definition = definition_of(session, response.version_id)
    if wave.privacy == "anonymous":
        raise Conflict(m("匿名答卷不能更正：我们不知道它是谁填写的。"))
    form = ReasonForm()
    raws: Raws = raws_of(definition, response.answers)
    problems: Mapping[str, Message] = {}
    if request.method == "POST":
        typed = read_form(definition, request.form.to_dict(flat=False))
        raws, problems = typed.raws, typed.problems
        if form.validate() and not problems:
            with database().unit_of_work() as session:
                _wave, older = found(session, ref)
                newer = service.correct(
                    session, older, typed.answers, reason=form.reason.data or "", actor=actor(), now=now()
                )
            flash(_("更正已保存，原来的答卷仍可查看。"))
            return redirect(url_for(".show", ref=newer.ref))
    page = render_template(
        "responses/correct.html",
        wave=wave,
        response=response,
        form=form,
        problems=[(definition.item_by_key[key], message) for key, message in problems.items()],
        sections=lay_out(
            definition,
            raws,
            problems,
            language(),
            privacy=wave.privacy,
            values=values(wave, company(), language()),
        ),
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<ref>/delete", methods=["GET", "POST"])
@allow("quality")
def delete(ref: str) -> ResponseReturnValue:
    """Asks for the reason, then takes the response out of every report; it can be restored for 30 days."""
    form = ReasonForm()
    if form.validate_on_submit():
        with database().unit_of_work() as session:
            wave, response = found(session, ref)
            service.delete(session, response, reason=form.reason.data or "", actor=actor(), now=now())
        flash(_("答卷已删除，30 天内可以恢复。"))
        return redirect(url_for(".index", wave=wave.key))
    with database().reading() as session:
        wave, response = found(session, ref)
    return render_template("responses/delete.html", wave=wave, response=response, form=form)


@bp.post("/<ref>/restore")
@allow("quality")
def restore(ref: str) -> ResponseReturnValue:
    """Brings a deleted response back."""
    with database().unit_of_work() as session:
        wave, response = found(session, ref)
        service.restore(session, response, actor=actor(), now=now())
    flash(_("答卷已恢复。"))
    return redirect(url_for(".index", wave=wave.key))
