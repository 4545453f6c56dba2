"""Scales: their words, scores and thresholds."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import Conflict, InvalidInput
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires import editing
from survey.questions import Scale
from survey.web.questionnaires.blueprint import bp, change_draft, editors
from survey.web.questionnaires.fields import (
    choices,
    optional_text,
    part_form,
    required_text,
    show_texts,
    stamp_of,
    without_english,
)
from survey.web.questionnaires.forms import NewScaleForm, RemoveForm, ScaleForm
from survey.web.questionnaires.saving import kept
from survey.web.questionnaires.workbench import Workbench, open_workbench

__all__: list[str] = []


@bp.get("/<ref>/edit/scales")
@editors
def scales(ref: str) -> ResponseReturnValue:
    return _scales_page(open_workbench(ref))


def _scales_page(
    bench: Workbench, *, sent: ScaleForm | None = None, sent_key: str = "", adding: NewScaleForm | None = None
) -> ResponseReturnValue:
    forms = {
        scale.key: sent if sent is not None and scale.key == sent_key else _scale_form(bench, scale)
        for scale in bench.definition.scales
    }
    used: dict[str, int] = {}
    for item in bench.definition.items():
        for key in set(item.scales.values()):
            used[key] = used.get(key, 0) + 1
    refused = bool((sent and sent.errors) or (adding and adding.errors))
    adding = adding or NewScaleForm(prefix="new-", formdata=None, stamp=bench.stamp, points=5)
    return bench.page("scales", forms=forms, used=used, adding=adding, status=422 if refused else 200)


def _scale_form(bench: Workbench, scale: Scale, *, sent: bool = False) -> ScaleForm:
    data: dict[str, Any] = {
        "stamp": bench.stamp,
        "points": [
            {"value": point.value, "converted": point.converted, **show_texts("label", point.label)}
            for point in scale.points
        ],
        **show_texts("na", scale.na),
        **show_texts("ends", scale.ends),
        "satisfied_from": "" if scale.satisfied_from is None else str(scale.satisfied_from),
        "low_to": "" if scale.low_to is None else str(scale.low_to),
    }
    form = part_form(ScaleForm, f"{scale.key}-", data, sent=sent)
    values = [(str(value), str(value)) for value in scale.values]
    form.satisfied_from.choices = form.low_to.choices = choices([("", "—"), *values])
    without_english(form, bench.definition.languages)
    for row in form.points:
        without_english(row.form, bench.definition.languages)
    return form


@bp.post("/<ref>/edit/scales/<key>")
@editors
def scale(ref: str, key: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = _scale_form(bench, editing.part_of(bench.definition.scales, key), sent=True)
    if form.validate_on_submit() and kept(bench, form, lambda draft: _changed_scale(draft, key, form)):
        flash(_("已保存。"))
        return redirect(url_for(".scales", ref=ref, _anchor=f"scale-{key}"))
    return _scales_page(bench, sent=form, sent_key=key)


def _changed_scale(draft: Definition, key: str, form: ScaleForm) -> Definition:
    present = editing.part_of(draft.scales, key)
    rows = {row.form.value.data: row.form for row in form.points}
    if set(rows) != set(present.values):
        raise Conflict(m("等级的数目不能在这里改变。请新建一组等级。"))
    points = tuple(
        editing.update(
            point,
            label=required_text(rows[point.value], "label", point.label),
            converted=rows[point.value].converted.data,
        )
        for point in present.points
    )
    changed = editing.update(
        present,
        points=points,
        na=optional_text(form, "na", present.na),
        ends=optional_text(form, "ends", present.ends),
        satisfied_from=int(form.satisfied_from.data) if form.satisfied_from.data else None,
        low_to=int(form.low_to.data) if form.low_to.data else None,
    )
    return editing.put_scale(draft, changed)


@bp.post("/<ref>/edit/scales")
@editors
def add_scale(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = NewScaleForm(prefix="new-")
    if form.validate_on_submit() and kept(bench, form, lambda draft: _with_new_scale(draft, form)):
        flash(_("已保存。"))
        return redirect(url_for(".scales", ref=ref, _anchor=f"scale-{form.key.data}"))
    return _scales_page(bench, adding=form)


def _with_new_scale(draft: Definition, form: NewScaleForm) -> Definition:
    if form.key.data in draft.scale_by_key:
        refusal = m("代码“%(key)s”已经用过了，请换一个。", key=form.key.data)
        raise InvalidInput(refusal, {"key": refusal})
    low = int(form.lowest.data)
    points = [
        {"value": value, "label": {"zh": str(value)}} for value in range(low, low + (form.points.data or 0))
    ]
    return editing.put_scale(draft, editing.make(Scale, key=form.key.data, points=points))


@bp.post("/<ref>/edit/scales/<key>/remove")
@editors
def remove_scale(ref: str, key: str) -> ResponseReturnValue:
    form = RemoveForm()
    if form.validate_on_submit():
        change_draft(ref, lambda draft: editing.remove_scale(draft, key), stamp_of(form))
    return redirect(url_for(".scales", ref=ref))
