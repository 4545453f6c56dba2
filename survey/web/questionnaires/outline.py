"""The outline's buttons: moving, copying and removing items and sections; each is one POST."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.instrument.definition import Definition, Section
from survey.questionnaires import editing
from survey.web.questionnaires.blueprint import bp, change_draft, editors
from survey.web.questionnaires.fields import stamp_of
from survey.web.questionnaires.forms import AddPartForm, MoveForm, RemoveForm
from survey.web.questionnaires.workbench import open_workbench

__all__: list[str] = []


@bp.post("/<ref>/edit/items/<key>/move")
@editors
def move_item(ref: str, key: str) -> ResponseReturnValue:
    form = MoveForm()
    if form.validate_on_submit():
        change_draft(ref, lambda draft: _moved_item(draft, key, form), stamp_of(form))
    return redirect(url_for(".item", ref=ref, key=key, _anchor=f"item-{key}"))


def _moved_item(draft: Definition, key: str, form: MoveForm) -> Definition:
    if form.section.data:
        return editing.move_item(draft, key, form.section.data, form.position.data or 0)
    return editing.shift_item(draft, key, -1 if form.direction.data == "up" else 1)


@bp.post("/<ref>/edit/items/<key>/duplicate")
@editors
def duplicate_item(ref: str, key: str) -> ResponseReturnValue:
    form = RemoveForm()
    new_key = editing.fresh_key("q", open_workbench(ref).taken)
    kept = form.validate_on_submit() and change_draft(
        ref, lambda draft: editing.duplicate_item(draft, key, new_key), stamp_of(form)
    )
    return redirect(url_for(".item", ref=ref, key=new_key if kept else key, _anchor="form"))


@bp.post("/<ref>/edit/items/<key>/remove")
@editors
def remove_item(ref: str, key: str) -> ResponseReturnValue:
    form = RemoveForm()
    home = editing.section_of(open_workbench(ref).definition, key).key
    if form.validate_on_submit() and change_draft(
        ref, lambda draft: editing.remove_item(draft, key), stamp_of(form)
    ):
        flash(_("题目已从草稿中删除；已发布的版本不受影响。"))
        return redirect(url_for(".section", ref=ref, key=home, _anchor=f"section-{home}"))
    return redirect(url_for(".item", ref=ref, key=key))


@bp.post("/<ref>/edit/sections")
@editors
def add_section(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = AddPartForm()
    key = editing.fresh_key("s", {key for key, _title in bench.sections})
    if not form.validate_on_submit():
        flash(_("请先填写板块标题。"), "danger")
        return redirect(url_for(".edit", ref=ref, _anchor="add-section"))

    def change(draft: Definition) -> Definition:
        new = editing.make(Section, key=key, title={"zh": form.name.data})
        return editing.add_section(draft, new, after=form.after.data or None)

    if not change_draft(ref, change, stamp_of(form)):
        return redirect(url_for(".edit", ref=ref))
    return redirect(url_for(".section", ref=ref, key=key, _anchor="form"))


@bp.post("/<ref>/edit/sections/<key>/move")
@editors
def move_section(ref: str, key: str) -> ResponseReturnValue:
    form = MoveForm()

    def change(draft: Definition) -> Definition:
        if form.position.data is not None:
            return editing.move_section(draft, key, form.position.data)
        return editing.shift_section(draft, key, -1 if form.direction.data == "up" else 1)

    if form.validate_on_submit():
        change_draft(ref, change, stamp_of(form))
    return redirect(url_for(".section", ref=ref, key=key, _anchor=f"section-{key}"))


@bp.post("/<ref>/edit/sections/<key>/remove")
@editors
def remove_section(ref: str, key: str) -> ResponseReturnValue:
    form = RemoveForm()
    if form.validate_on_submit() and change_draft(
        ref, lambda draft: editing.remove_section(draft, key), stamp_of(form)
    ):
        flash(_("板块已从草稿中删除；已发布的版本不受影响。"))
        return redirect(url_for(".edit", ref=ref))
    return redirect(url_for(".section", ref=ref, key=key))
