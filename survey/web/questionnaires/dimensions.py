"""Dimensions and touchpoints."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.instrument.definition import Definition, Dimension, Touchpoint
from survey.questionnaires import editing, service
from survey.web.questionnaires.blueprint import bp, change_draft, editors
from survey.web.questionnaires.fields import (
    StampForm,
    part_form,
    required_text,
    show_texts,
    stamp_of,
    without_english,
)
from survey.web.questionnaires.forms import AddPartForm, DimensionForm, RemoveForm, TouchpointForm
from survey.web.questionnaires.saving import kept
from survey.web.questionnaires.workbench import Workbench, open_workbench

__all__: list[str] = []


@bp.get("/<ref>/edit/dimensions")
@editors
def dimensions(ref: str) -> ResponseReturnValue:
    return _dimensions_page(open_workbench(ref))


def _dimensions_page(
    bench: Workbench, *, sent: StampForm | None = None, sent_key: str = ""
) -> ResponseReturnValue:
    draft = bench.definition
    dimension_forms = {one.key: _dimension_form(bench, one) for one in draft.dimensions}
    touchpoint_forms = {one.key: _touchpoint_form(bench, one) for one in draft.touchpoints}
    if isinstance(sent, DimensionForm):
        dimension_forms[sent_key] = sent
    elif isinstance(sent, TouchpointForm):
        touchpoint_forms[sent_key] = sent
    return bench.page(
        "dimensions",
        dimension_forms=dimension_forms,
        touchpoint_forms=touchpoint_forms,
        adding=AddPartForm(formdata=None, stamp=bench.stamp),
        total=sum(one.weight for one in draft.dimensions),
        status=422 if sent is not None and sent.errors else 200,
    )


def _dimension_form(bench: Workbench, one: Dimension, *, sent: bool = False) -> DimensionForm:
    data = {
        "stamp": bench.stamp,
        **show_texts("label", one.label),
        "weight": one.weight,
        "department": one.department or "",
        "maps_to": one.maps_to or "",
    }
    form = part_form(DimensionForm, f"d-{one.key}-", data, sent=sent)
    without_english(form, bench.definition.languages)
    return form.offer()


def _touchpoint_form(bench: Workbench, one: Touchpoint, *, sent: bool = False) -> TouchpointForm:
    data = {"stamp": bench.stamp, **show_texts("label", one.label), "owner": one.owner or ""}
    form = part_form(TouchpointForm, f"t-{one.key}-", data, sent=sent)
    without_english(form, bench.definition.languages)
    return form


@bp.post("/<ref>/edit/dimensions/<key>")
@editors
def dimension(ref: str, key: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = _dimension_form(bench, editing.part_of(bench.definition.dimensions, key), sent=True)

    def change(draft: Definition) -> Definition:
        present = editing.part_of(draft.dimensions, key)
        return editing.put_dimension(
            draft,
            editing.update(
                present,
                label=required_text(form, "label", present.label),
                weight=form.weight.data or 0,
                department=form.department.data or None,
                maps_to=form.maps_to.data or None,
            ),
        )

    if form.validate_on_submit() and kept(bench, form, change):
        flash(_("已保存。"))
        return redirect(url_for(".dimensions", ref=ref, _anchor=f"dimension-{key}"))
    return _dimensions_page(bench, sent=form, sent_key=key)


@bp.post("/<ref>/edit/touchpoints/<key>")
@editors
def touchpoint(ref: str, key: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = _touchpoint_form(bench, editing.part_of(bench.definition.touchpoints, key), sent=True)

    def change(draft: Definition) -> Definition:
        present = editing.part_of(draft.touchpoints, key)
        return editing.put_touchpoint(
            draft,
            editing.update(
                present, label=required_text(form, "label", present.label), owner=form.owner.data or None
            ),
        )

    if form.validate_on_submit() and kept(bench, form, change):
        flash(_("已保存。"))
        return redirect(url_for(".dimensions", ref=ref, _anchor=f"touchpoint-{key}"))
    return _dimensions_page(bench, sent=form, sent_key=key)


@bp.post("/<ref>/edit/dimensions")
@editors
def add_dimension(ref: str) -> ResponseReturnValue:
    def change(draft: Definition) -> Definition:
        key = editing.fresh_key("d", {one.key for one in draft.dimensions})
        return editing.put_dimension(draft, editing.make(Dimension, key=key, label={"zh": form.name.data}))

    form = AddPartForm()
    return _added(ref, form, change)


@bp.post("/<ref>/edit/touchpoints")
@editors
def add_touchpoint(ref: str) -> ResponseReturnValue:
    def change(draft: Definition) -> Definition:
        key = editing.fresh_key("t", {one.key for one in draft.touchpoints})
        return editing.put_touchpoint(draft, editing.make(Touchpoint, key=key, label={"zh": form.name.data}))

    form = AddPartForm()
    return _added(ref, form, change)


def _added(ref: str, form: AddPartForm, change: service.Change) -> ResponseReturnValue:
    if not form.validate_on_submit():
        flash(_("请先填写名称。"), "danger")
    elif change_draft(ref, change, stamp_of(form)):
        flash(_("已保存。"))
    return redirect(url_for(".dimensions", ref=ref))


@bp.post("/<ref>/edit/dimensions/<key>/remove")
@editors
def remove_dimension(ref: str, key: str) -> ResponseReturnValue:
    return _removed(ref, lambda draft: editing.remove_dimension(draft, key))


@bp.post("/<ref>/edit/touchpoints/<key>/remove")
@editors
def remove_touchpoint(ref: str, key: str) -> ResponseReturnValue:
    return _removed(ref, lambda draft: editing.remove_touchpoint(draft, key))


def _removed(ref: str, change: service.Change) -> ResponseReturnValue:
    form = RemoveForm()
    if form.validate_on_submit():
        change_draft(ref, change, stamp_of(form))
    return redirect(url_for(".dimensions", ref=ref))
