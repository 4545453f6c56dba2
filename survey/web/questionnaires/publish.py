"""Publishing: the findings, what changes against the last version, the document control."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from survey.errors import Conflict, InvalidDefinition, InvalidInput
from survey.instrument.diff import compare
from survey.questionnaires import publishing, queries
from survey.web.context import actor, database, now, zone
from survey.web.forms import show_problems
from survey.web.i18n import translate
from survey.web.questionnaires.blueprint import bp, editors
from survey.web.questionnaires.fields import StampForm, line, paragraph, stamp_of
from survey.web.questionnaires.workbench import Workbench, open_workbench

__all__: list[str] = []


class PublishForm(StampForm):
    """The document control of the version to be."""

    document_no = line(_l("文件编号"), required=True, most=60)
    revision = line(_l("版本"), required=True, most=20)
    effective_on = DateField(_l("生效日期"), validators=[InputRequired(_l("请填写日期，例如 2026-05-18。"))])
    prepared_by = line(_l("编制"), required=True, most=60)
    reviewed_by = line(_l("审核"), most=60)
    approved_by = line(_l("批准"), required=True, most=60)
    change_note = paragraph(_l("变更说明"), rows=3, most=2000)


@bp.route("/<ref>/publish", methods=["GET", "POST"])
@editors
def publish(ref: str) -> ResponseReturnValue:
    bench = open_workbench(ref)
    form = PublishForm(data=_usual(bench))
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                version = publishing.publish(
                    session, ref, _control(form), actor(), now(), stamp=stamp_of(form)
                )
        except InvalidInput as refusal:
            show_problems(form, refusal)
        except (Conflict, InvalidDefinition) as refusal:
            form.form_errors.append(translate(refusal.message))
            form.restamp(bench.stamp)
        else:
            flash(_("已发布第 %(n)d 版。现在可以用它开展调查。", n=version.number))
            return redirect(url_for(".version", ref=version.ref))
    before = queries.definition_of(bench.latest) if bench.latest else None
    return bench.page(
        "publish",
        form=form,
        before=before,
        diff=compare(before, bench.definition) if before else None,
        status=422 if form.errors else 200,
    )


def _control(form: PublishForm) -> publishing.Control:
    effective_on = form.effective_on.data
    if effective_on is None:
        raise AssertionError("the form has asked for the date")
    return publishing.Control(
        document_no=form.document_no.data or "",
        revision=form.revision.data or "",
        prepared_by=form.prepared_by.data or "",
        reviewed_by=form.reviewed_by.data or "",
        approved_by=form.approved_by.data or "",
        effective_on=effective_on,
        change_note=form.change_note.data or "",
    )


def _usual(bench: Workbench) -> dict[str, Any]:
    """What the form starts with: the last version's control, one revision on, from today."""
    last = bench.latest
    return {
        "stamp": bench.stamp,
        "document_no": last.document_no if last else "",
        "revision": next_revision(last.revision) if last else "A/0",
        "prepared_by": actor().name,
        "reviewed_by": last.reviewed_by if last else "",
        "approved_by": last.approved_by if last else "",
        "effective_on": now().astimezone(zone()).date(),
    }


def next_revision(revision: str) -> str:
    """The revision after `revision`, its last number counted up; '' when it has none."""
    found = re.search(r"(\d+)(\D*)$", revision)
    if found is None or len(found[1]) > 9:
        return ""
    counted = str(int(found[1]) + 1).zfill(len(found[1]))
    return f"{revision[: found.start()]}{counted}{found[2]}"
