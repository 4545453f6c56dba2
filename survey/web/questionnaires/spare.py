"""Adding rated items out of the built-in library."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.instrument import library
from survey.instrument.definition import Definition, Section
from survey.questionnaires import editing
from survey.questions import text_in
from survey.web.i18n import language
from survey.web.questionnaires.blueprint import bp, change_draft, editors
from survey.web.questionnaires.fields import choices, stamp_of
from survey.web.questionnaires.forms import SpareForm
from survey.web.questionnaires.workbench import Workbench, open_workbench

__all__ = ["spare_form"]


@bp.post("/<ref>/edit/spare")
@editors
def add_spare(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = spare_form(bench, None, sent=True)
    if form.validate_on_submit() and change_draft(
        ref, lambda draft: _with_spare(draft, form), stamp_of(form)
    ):
        flash(_("已加入 %(n)d 个备选项目。", n=len(form.items.data or ())))
    return redirect(
        url_for(".section", ref=ref, key=form.section.data or bench.sections[0][0], _anchor="form")
    )


def _with_spare(draft: Definition, form: SpareForm) -> Definition:
    dimensions = {dimension.key for dimension in draft.dimensions}
    for one in library.spare_items():
        if one.key in (form.items.data or ()):
            home = one if one.dimension in dimensions else editing.update(one, dimension=None)
            draft = editing.add_item(draft, home, form.section.data, scales=library.spare_scales())
    return draft


def spare_form(bench: Workbench, section: Section | None, *, sent: bool = False) -> SpareForm:
    """The library's items that the draft does not have yet, to be put into `section`."""
    home = section.key if section else bench.sections[0][0]
    form = (
        SpareForm(prefix="spare-")
        if sent
        else SpareForm(prefix="spare-", formdata=None, stamp=bench.stamp, section=home)
    )
    form.section.choices = choices(bench.sections)
    form.items.choices = choices(
        (one.key, text_in(one.text, language()))
        for one in library.spare_items()
        if one.key not in bench.definition.item_by_key and bench.published.get(one.key, one.type) == one.type
    )
    return form
