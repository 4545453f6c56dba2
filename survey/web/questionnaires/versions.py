"""One published version: its frozen content, its document control, what can be done with it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from survey.errors import Conflict
from survey.instrument import formats
from survey.questionnaires import publishing, queries
from survey.questionnaires.models import Questionnaire
from survey.questions import get
from survey.web.context import actor, database, now
from survey.web.downloads import attachment
from survey.web.i18n import translate
from survey.web.questionnaires.blueprint import bp, editors, may_edit, readers
from survey.web.questionnaires.fields import StampForm, stamp_of

__all__: list[str] = []


class NewDraftForm(StampForm):
    """A version becomes the draft; what is not published is thrown away only on purpose."""

    discard = BooleanField(_l("放弃草稿中尚未发布的修改"))


@bp.get("/versions/<ref>")
@readers
def version(ref: str) -> ResponseReturnValue:
    return _page(ref, None)


def _page(ref: str, refused: NewDraftForm | None) -> ResponseReturnValue:
    with database().reading() as session:
        found = queries.version_by_ref(session, ref)
        row = session.get_one(Questionnaire, found.questionnaire_id)
        versions = queries.versions_of(session, row)
    ahead = all(queries.changed_since(row, one) for one in versions)
    page = render_template(
        "questionnaires/version.html",
        version=found,
        row=row,
        definition=queries.definition_of(found),
        newest=versions[0],
        ahead=ahead,
        form=refused or NewDraftForm(formdata=None, stamp=row.draft_stamp),
        editable=may_edit(),
        type_of=get,
    )
    return page, 409 if refused else 200


@bp.post("/versions/<ref>/draft")
@editors
def new_draft(ref: str) -> ResponseReturnValue:
    form = NewDraftForm()
    if not form.validate_on_submit():
        return _page(ref, form)
    try:
        with database().unit_of_work() as session:
            row = publishing.new_draft_from(
                session, ref, stamp_of(form), actor(), now(), discard=form.discard.data
            )
    except Conflict as refusal:
        form.form_errors.append(translate(refusal.message))
        return _page(ref, form)
    flash(_("草稿现在是这个版本的内容，可以在此基础上修改。"))
    return redirect(url_for(".edit", ref=row.ref))


@bp.post("/versions/<ref>/retire")
@editors
def retire_version(ref: str) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        publishing.retire_version(session, ref, actor(), now())
    flash(_("这个版本已停用，不能再用来开展新的调查。已有的答卷不受影响。"))
    return redirect(url_for(".version", ref=ref))


@bp.get("/versions/<ref>/export")
@readers
def export(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        found = queries.version_by_ref(session, ref)
        row = session.get_one(Questionnaire, found.questionnaire_id)
    return _file(found.definition, f"{row.key}-{found.number}")


@bp.get("/<ref>/export")
@readers
def export_draft(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        row = queries.by_ref(session, ref)
    return _file(row.draft, row.key)


def _file(definition: dict[str, Any], name: str) -> ResponseReturnValue:
    """The questionnaire in the format that the address asks for, ours where it asks for none."""
    written = formats.write(definition, request.args.get("format", formats.OWN))
    return attachment(written.text.encode(), name=f"{name}.{written.suffix}", media_type=written.media_type)
