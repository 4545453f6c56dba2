"""The builder: the outline of sections and items, and the form of the one selected."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.errors import InvalidInput
from survey.instrument.definition import Definition, Section
from survey.language import m
from survey.questionnaires import conditions, editing
from survey.questionnaires.usual_scales import usual_scales
from survey.questions import Item, get
from survey.web.questionnaires.blueprint import bp, editors
from survey.web.questionnaires.fields import (
    StampForm,
    optional_text,
    required_text,
    show_texts,
    without_english,
)
from survey.web.questionnaires.forms import (
    AddItemForm,
    SectionForm,
)
from survey.web.questionnaires.item_form import (
    condition_from,
    fill_conditions,
    item_form,
    item_from,
    show_condition,
)
from survey.web.questionnaires.saving import kept
from survey.web.questionnaires.settings_input import SettingsInput
from survey.web.questionnaires.spare import spare_form
from survey.web.questionnaires.workbench import Workbench, open_workbench

__all__: list[str] = []


@bp.get("/<ref>/edit")
@editors
def edit(ref: str) -> ResponseReturnValue:
    return _page(open_workbench(ref))


@bp.route("/<ref>/edit/items/<key>", methods=["GET", "POST"])
@editors
def item(ref: str, key: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    section = editing.section_of(bench.definition, key)
    found = bench.definition.item_by_key[key]
    form = item_form(bench.definition, found)
    settings = SettingsInput(found, dict(request.form.lists()))
    if form.validate_on_submit():
        new_key = form.key.data or key
        if kept(bench, form, lambda draft: _changed_item(bench, draft, key, form, settings)):
            flash(_("题目已保存。"))
            return redirect(url_for(".item", ref=ref, key=new_key, _anchor="form"))
    return _page(bench, item=found, section=section, form=form, settings=settings)


def _changed_item(
    bench: Workbench, draft: Definition, key: str, form: Any, settings: SettingsInput
) -> Definition:
    editing.section_of(draft, key)  # says so when the item is gone
    present = draft.item_by_key[key]
    changed = editing.put_item(draft, item_from(form, draft, present, settings.read()))
    new_key = form.key.data or key
    if new_key == key:
        return changed
    if key in bench.published or new_key in bench.published:
        refusal = m("发布过的题目代码不能改，也不能再给别的题目用。")
        raise InvalidInput(refusal, {"key": refusal})
    return editing.rename_item(changed, key, new_key)


@bp.route("/<ref>/edit/sections/<key>", methods=["GET", "POST"])
@editors
def section(ref: str, key: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    found = editing.part_of(bench.definition.sections, key)
    form = SectionForm(
        data={
            **show_texts("title", found.title),
            **show_texts("intro", found.intro),
            **show_condition(found.show_if),
        }
    )
    without_english(form, bench.definition.languages)
    fill_conditions(form, bench.definition, key, found.show_if)
    if form.validate_on_submit() and kept(bench, form, lambda draft: _changed_section(draft, key, form)):
        flash(_("板块已保存。"))
        return redirect(url_for(".section", ref=ref, key=key, _anchor="form"))
    return _page(bench, section=found, form=form)


def _changed_section(draft: Definition, key: str, form: SectionForm) -> Definition:
    present = editing.part_of(draft.sections, key)
    changed = editing.update(
        present,
        title=required_text(form, "title", present.title),
        intro=optional_text(form, "intro", present.intro),
        show_if=condition_from(form, draft, present.show_if),
    )
    return editing.put_section(draft, changed)


def _page(
    bench: Workbench,
    *,
    item: Item | None = None,
    section: Section | None = None,
    form: StampForm | None = None,
    settings: SettingsInput | None = None,
    adding: AddItemForm | None = None,
) -> ResponseReturnValue:
    refused = bool((form and form.errors) or (adding and adding.errors))
    if form is not None and not form.errors:
        form.restamp(bench.stamp)
    if adding is None:
        adding = AddItemForm(
            prefix="new-", formdata=None, stamp=bench.stamp, section=section.key if section else None
        )
    return bench.page(
        "builder",
        status=422 if refused else 200,
        item=item,
        section=section,
        form=form,
        settings=settings,
        adding=adding.offer(bench.sections),
        spare=spare_form(bench, section),
        offered={one.key: conditions.choices(bench.definition, one) for one in bench.definition.items()},
    )


@bp.post("/<ref>/edit/items")
@editors
def add_item(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = AddItemForm(prefix="new-").offer(bench.sections)
    if form.validate_on_submit():
        key = form.key.data or editing.fresh_key("q", bench.taken)
        if kept(bench, form, lambda draft: _with_new_item(bench, draft, key, form)):
            flash(_("题目已加入，请补充它的内容。"))
            return redirect(url_for(".item", ref=ref, key=key, _anchor="form"))
    return _page(bench, adding=form, section=bench.definition.section(form.section.data or ""))


def _with_new_item(bench: Workbench, draft: Definition, key: str, form: AddItemForm) -> Definition:
    if bench.published.get(key, form.type.data) != form.type.data:
        refusal = m("发布过的题目代码不能改，也不能再给别的题目用。")
        raise InvalidInput(refusal, {"key": refusal})
    kind = get(form.type.data)
    fields: dict[str, Any] = {"key": key, "type": kind.name, "text": {"zh": form.text.data}}
    fields["scales"] = usual_scales(draft, kind)
    return editing.add_item(draft, editing.make(Item, **fields), form.section.data)
