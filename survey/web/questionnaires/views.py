"""The list of questionnaires, making a new one, and the page of each."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.instrument import library
from survey.questionnaires import queries, service
from survey.web.context import actor, database, now
from survey.web.forms import showing_problems
from survey.web.questionnaires.blueprint import bp, editors, may_edit, readers
from survey.web.questionnaires.forms import CopyForm, NewBlankForm, NewFromTemplateForm
from survey.web.questionnaires.gallery import description
from survey.web.questionnaires.workbench import open_workbench

__all__: list[str] = []


@bp.get("/")
@readers
def index() -> ResponseReturnValue:
    retired = request.args.get("retired") == "1"
    with database().reading() as session:
        rows = queries.listing(session, retired=retired)
    return render_template("questionnaires/index.html", rows=rows, retired=retired, editable=may_edit())


@bp.get("/new")
@editors
def new() -> ResponseReturnValue:
    return _gallery(NewBlankForm(formdata=None))


def _gallery(blank: NewBlankForm) -> ResponseReturnValue:
    page = render_template(
        "questionnaires/new.html",
        templates=[(one, description(one.key)) for one in library.templates()],
        chosen=NewFromTemplateForm(formdata=None),
        blank=blank.offer(),
    )
    return page, 422 if blank.errors else 200


@bp.post("/new/template")
@editors
def from_template() -> ResponseReturnValue:
    form = NewFromTemplateForm()
    if not form.validate_on_submit():
        return redirect(url_for(".new"))
    template_key = form.template.data or ""
    with database().unit_of_work() as session:
        key = service.free_key(session, library.template(template_key).key)
        made = service.create_from_template(session, template_key, key, "", actor(), now())
    flash(_("已建立草稿。核对题目后，在“发布”一页发布成受控版本。"))
    return redirect(url_for(".edit", ref=made.ref))


@bp.post("/new/blank")
@editors
def blank() -> ResponseReturnValue:
    form = NewBlankForm().offer()
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            made = service.create_blank(
                session, form.key.data or "", form.title.data or "", actor(), now(), kind=form.kind.data
            )
        if not form.errors:
            return redirect(url_for(".edit", ref=made.ref))
    return _gallery(form)


@bp.get("/<ref>")
@readers
def show(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    with database().reading() as session:
        rows = queries.version_rows(session, bench.row)
    return bench.page("show", rows=rows)


@bp.route("/<ref>/copy", methods=["GET", "POST"])
@editors
def copy(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    with database().reading() as session:
        wished = service.free_key(session, bench.row.key)
    form = CopyForm(title=bench.row.title, key=wished)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            made = service.copy(session, ref, form.key.data or "", form.title.data or "", actor(), now())
        if not form.errors:
            flash(_("已复制成一份新的草稿。"))
            return redirect(url_for(".edit", ref=made.ref))
    return bench.page("copy", form=form, status=422 if form.errors else 200)


@bp.post("/<ref>/retire")
@editors
def retire(ref: str) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        service.retire(session, ref, actor(), now())
    flash(_("问卷已停用。已发布的版本和答卷都还在。"))
    return redirect(url_for(".show", ref=ref))


@bp.post("/<ref>/revive")
@editors
def revive(ref: str) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        service.revive(session, ref, actor(), now())
    flash(_("问卷已恢复使用。"))
    return redirect(url_for(".show", ref=ref))
