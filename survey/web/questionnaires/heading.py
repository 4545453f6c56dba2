"""What stands before and after the items: title, opening, thanks, languages."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.instrument.definition import Definition
from survey.questionnaires import editing
from survey.web.i18n import translate
from survey.web.questionnaires.blueprint import KINDS, bp, editors
from survey.web.questionnaires.fields import (
    choices,
    optional_text,
    required_text,
    show_texts,
    without_english,
)
from survey.web.questionnaires.forms import HeadingForm
from survey.web.questionnaires.saving import kept
from survey.web.questionnaires.workbench import open_workbench

__all__: list[str] = []


@bp.route("/<ref>/edit/heading", methods=["GET", "POST"])
@editors
def heading(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    draft = bench.definition
    form = HeadingForm(
        data={
            **show_texts("title", draft.title),
            **show_texts("opening", draft.opening),
            **show_texts("thanks", draft.thanks),
            **show_texts("rules", draft.rules),
            "english": "en" in draft.languages,
            "kind": draft.kind,
            "department": draft.department or "",
            "target": draft.target,
            "stamp": bench.stamp,
        }
    )
    without_english(form, draft.languages)
    form.kind.choices = choices((kind, translate(label)) for kind, label in KINDS.items())
    if form.validate_on_submit() and kept(bench, form, lambda present: _headed(present, form)):
        flash(_("已保存。"))
        return redirect(url_for(".heading", ref=ref))
    return bench.page("heading", form=form, status=422 if form.errors else 200)


def _headed(draft: Definition, form: HeadingForm) -> Definition:
    return editing.update(
        draft,
        title=required_text(form, "title", draft.title),
        opening=optional_text(form, "opening", draft.opening),
        thanks=optional_text(form, "thanks", draft.thanks),
        rules=optional_text(form, "rules", draft.rules),
        languages=("zh", "en") if form.english.data else ("zh",),
        kind=form.kind.data,
        department=form.department.data or None,
        target=form.target.data,
    )
