"""Reports under document control: begin, write the conclusion, sign, freeze, make."""

from __future__ import annotations

import dataclasses

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import InvalidInput
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.documents import control, requests
from survey.reports.documents.kinds import KINDS, WRITERS
from survey.reports.documents.requests import Wanted
from survey.reports.findings import Finding, of_gap
from survey.reports.gaps import gap
from survey.reports.models import ControlledReport
from survey.web.access import allow
from survey.web.context import actor, columns, database, now
from survey.web.documents.blueprint import bp
from survey.web.documents.forms import DraftForm, MakeForm, StartForm
from survey.web.documents.views import started
from survey.web.forms import form_page, showing_problems
from survey.web.i18n import language

__all__: list[str] = []


@bp.route("/reports/new", methods=["GET", "POST"])
@allow(*WRITERS)
def new_report() -> ResponseReturnValue:
    """Begins an analysis report or a review input."""
    form = StartForm(
        data={"wave": request.args.get("wave"), "kind": request.args.get("kind"), "revision": "A/0"}
    )
    with database().reading() as session:
        waves = started(fieldwork.waves(session))
    form.offer(waves)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            report = control.start(
                session,
                fieldwork.wave(session, form.wave.data),
                form.kind.data,
                document_no=form.document_no.data or "",
                revision=form.revision.data or "",
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            return redirect(url_for(".report", ref=report.ref))
    return form_page("documents/new_report.html", form, waves=waves)


@bp.route("/reports/<ref>", methods=["GET", "POST"])
@allow(*WRITERS)
def report(ref: str) -> ResponseReturnValue:
    """A report: its draft to write, or what was approved. The second button approves it."""
    with database().reading() as session:
        found = control.by_ref(session, ref)
    form = DraftForm(data=dataclasses.asdict(control.details(found)))
    if form.validate_on_submit():
        with showing_problems(form):
            _store(ref, form)
        if not form.errors:
            flash(_("报告已批准，数字已固定。") if "approve" in request.form else _("草稿已保存。"))
            return redirect(url_for(".report", ref=ref))
    return _page(found, form), 422 if form.errors else 200


@bp.post("/reports/<ref>/make")
@allow(*WRITERS)
def make_report(ref: str) -> ResponseReturnValue:
    """Asks for the report as a file."""
    form = MakeForm()
    with database().unit_of_work() as session:
        found = control.by_ref(session, ref)
        form.offer(found)
        if not form.validate():
            raise InvalidInput(m("文件没有生成，请改正后再试。"))
        wanted = Wanted(found.kind, form.format.data, form.language.data, found.wave.key)
        asked = requests.request(session, wanted, actor=actor(), now=now(), report=found)
    return redirect(url_for(".show", ref=asked.ref))


@bp.post("/reports/<ref>/discard")
@allow(*WRITERS)
def discard_report(ref: str) -> ResponseReturnValue:
    """Deletes a draft."""
    with database().unit_of_work() as session:
        control.discard(session, control.by_ref(session, ref), actor=actor(), now=now())
    flash(_("草稿已删除。"))
    return redirect(url_for(".index"))


def _store(ref: str, form: DraftForm) -> None:
    given = form.details()
    if "approve" not in request.form:
        with database().unit_of_work() as session:
            control.change(session, control.by_ref(session, ref), given, actor=actor(), now=now())
        return
    with database().reading() as session:
        found = control.by_ref(session, ref)
        content = control.frozen(session, columns(), found, given, actor=actor(), now=now())
    with database().unit_of_work() as session:
        found = control.by_ref(session, ref)
        control.approve(session, found, given, content, actor=actor(), now=now())


def _page(found: ControlledReport, form: DraftForm) -> str:
    making = MakeForm(formdata=None, data={"language": language()})
    making.offer(found)
    return render_template(
        "documents/report.html",
        report=found,
        kind=KINDS[found.kind],
        form=form,
        making=making,
        findings=() if found.approved_at else _findings(found),
    )


def _findings(found: ControlledReport) -> list[Finding]:
    """What the figures say now, beside the field in which a person writes what follows from it."""
    with database().reading() as session:
        wave = fieldwork.wave(session, found.wave.key)
        return of_gap(gap.build(session, columns(), wave, actor=control.reader(actor())), language=language())
