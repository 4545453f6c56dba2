"""A questionnaire from another system's file, or from pasted text, becomes a draft."""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length

from survey.errors import ImportRefused, InvalidDefinition, InvalidInput, SurveyError, TooLarge
from survey.instrument import formats
from survey.instrument.finding import Finding
from survey.language import m
from survey.questionnaires import queries, service
from survey.web.context import actor, database, now
from survey.web.forms import form_page, show_problems
from survey.web.i18n import translate
from survey.web.questionnaires.blueprint import bp, editors

__all__: list[str] = []

MOST_CHARACTERS: Final = 100_000
MOST_FINDINGS: Final = 20
NOTHING: Final = m("请选择一个文件，或者粘贴问卷的文字。")


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A file, or a text; one of them is enough."""

    file = FileField(_l("问卷文件"), render_kw={"accept": ".json,.jsonl,.lss,.lsa,.qsf,.txt,.xlsx,.csv"})
    text = TextAreaField(
        _l("或者粘贴文字"),
        validators=[Length(max=MOST_CHARACTERS, message=_l("太长了。"))],
        render_kw={"rows": 12, "maxlength": MOST_CHARACTERS, "spellcheck": "false"},
    )

    def given(self) -> tuple[bytes, str]:
        """The bytes sent and the file's name, '' for a text; InvalidInput when there is neither."""
        upload = self.file.data
        if upload and upload.filename:
            return upload.read(), upload.filename
        text = (self.text.data or "").strip()
        if not text:
            raise InvalidInput(NOTHING, {"file": NOTHING})
        return text.encode(), ""


@bp.route("/import", methods=["GET", "POST"])
@editors
def import_file() -> ResponseReturnValue:
    form = ImportForm()
    findings: list[Finding] = []
    if form.validate_on_submit():
        try:
            return _imported(form)
        except InvalidInput as refusal:
            show_problems(form, refusal)
        except (ImportRefused, InvalidDefinition, TooLarge) as refusal:
            findings = _refused(form, refusal)
    return form_page("questionnaires/import.html", form, findings=findings, kinds=formats.formats())


def _imported(form: ImportForm) -> ResponseReturnValue:
    """Makes the draft; the page that follows says what of the file it does not have."""
    found = formats.read(*form.given())
    with database().unit_of_work() as session:
        key = service.free_key(session, found.definition.key)
        made = service.create_from_definition(session, found.definition, key, actor(), now())
        items = len(queries.draft_of(made).item_by_key)
    if found.dropped:
        return render_template("questionnaires/imported.html", made=made, items=items, dropped=found.dropped)
    flash(_("已导入成草稿，共 %(n)d 个题目，没有遗漏。请核对后再发布。", n=items))
    return redirect(url_for(".edit", ref=made.ref))


def _refused(form: ImportForm, refusal: SurveyError) -> list[Finding]:
    """Heads the form with the refusal's sentence, and gives the first faults to be listed."""
    form.form_errors.append(translate(refusal.message))
    found = getattr(refusal, "findings", ())
    return [one for one in found if isinstance(one, Finding)][:MOST_FINDINGS]
