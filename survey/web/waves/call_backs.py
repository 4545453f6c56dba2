"""抽查回访: draw some of the answers that salespeople handed in, call their customers, note what they say."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Length

from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.questions import Scale, text_in
from survey.responses import call_back_results as results
from survey.responses import call_backs as service
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.forms import SelectChoice, form_page, showing_problems
from survey.web.i18n import language, translate
from survey.web.waves.blueprint import bp

__all__ = ["call_backs"]


class CallBackForm(FlaskForm):  # type: ignore[misc]
    """What the customer said on the telephone."""

    outcome = RadioField(_l("通话结果"))
    confirmed = RadioField(
        _l("客户确认答卷是本单位的意见吗？"),
        choices=[
            SelectChoice("", _l("没有问到")),
            SelectChoice("yes", _l("是")),
            SelectChoice("no", _l("不是，或没有填过")),
        ],
        default="",
    )
    score = SelectField(_l("客户在电话里给出的总体评价"))
    note = TextAreaField(_l("备注"), [Length(max=1000)])


@bp.get("/<ref>/call-backs")
@allow("quality", "interviewer")
def call_backs(ref: str) -> ResponseReturnValue:
    """The calls to make and made; quality staff also see how far they agree."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        lines = results.lines(session, wave)
        agreement = results.agreement(session, wave)
        draws = results.draws(session, wave)
        scale = service.overall_scale(definition_of(session, wave.version_id))
    return render_template(
        "waves/call_backs.html",
        wave=wave,
        lines=lines,
        agreement=agreement,
        draws=draws,
        labels=_labels(scale),
        outcomes=service.OUTCOMES,
        may_draw=actor().may("quality"),
        now=now(),
    )


@bp.post("/<ref>/call-backs/draw")
@allow("quality")
def draw_call_backs(ref: str) -> ResponseReturnValue:
    """Draws what is missing."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        drawn = service.draw(session, wave, actor=actor(), now=now())
    flash(_("已抽取 %(n)d 份，随机种子 %(seed)s 已记录。", n=drawn.taken, seed=drawn.seed))
    return redirect(url_for(".call_backs", ref=ref))


@bp.route("/<ref>/call-backs/<call_ref>", methods=["GET", "POST"])
@allow("quality", "interviewer")
def call_back(ref: str, call_ref: str) -> ResponseReturnValue:
    """One call: whom to ask for, what to ask, what was said. What was handed in is not shown."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        line = results.call_back(session, wave, call_ref)
        scale = service.overall_scale(definition_of(session, wave.version_id))
    form = CallBackForm(obj=line.call_back)
    form.outcome.choices = [SelectChoice(key, translate(label)) for key, label in service.OUTCOMES.items()]
    form.score.choices = [SelectChoice("", _("没有问到"))]
    form.score.choices += [SelectChoice(str(value), label) for value, label in _labels(scale).items()]
    if not form.is_submitted():
        form.score.data = "" if line.call_back.score is None else str(line.call_back.score)
    if form.is_submitted() and form.note.validate(form) and _kept(ref, call_ref, form):
        flash(_("%(name)s：回访结果已保存。", name=line.customer.name))
        return redirect(url_for(".call_backs", ref=ref))
    return form_page("waves/call_back.html", form, wave=wave, line=line, asked=bool(scale), now=now())


def _kept(ref: str, call_ref: str, form: CallBackForm) -> bool:
    told = service.Told(
        outcome=form.outcome.data or "",
        confirmed=form.confirmed.data or "",
        score=int(form.score.data) if (form.score.data or "").isdecimal() else None,
        note=form.note.data or "",
    )
    with showing_problems(form), database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        line = results.call_back(session, wave, call_ref)
        service.record(session, wave, line.call_back, told, actor=actor(), now=now())
    return not form.errors


def _labels(scale: Scale | None) -> dict[int, str]:
    """The points of the overall question, the best first."""
    points = scale.points if scale else ()
    return {one.value: f"{one.value} {text_in(one.label, language())}" for one in reversed(points)}
