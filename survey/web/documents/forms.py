"""Forms of the documents pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.documents.control import Details
from survey.reports.documents.kinds import ASKED_FREELY, CONTROLLED, FORMATS, KINDS, LANGUAGES
from survey.reports.models import ControlledReport
from survey.text.vocabulary import LossKind, Mode
from survey.web.i18n import translate

__all__ = ["DraftForm", "MakeForm", "RequestForm", "StartForm"]

MONTH = Regexp(r"(\d{4}-\d{2})?$", message=_l("月份要写成 2026-03 的样子。"))
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def _languages() -> list[tuple[str, str]]:
    return [(key, LANGUAGE_NAMES[key]) for key in LANGUAGES]


class RequestForm(FlaskForm):  # type: ignore[misc]
    """What document is wanted, of which wave, in which form."""

    kind = SelectField(_l("文件"))
    wave = SelectField(_l("调查"), [Optional()])
    format = SelectField(_l("格式"))
    language = SelectField(_l("语言"))
    class_key = StringField(_l("客户类别"), [Length(max=20)])
    region = StringField(_l("地区"), [Length(max=40)])
    mode = SelectField(_l("调查方式"), [Optional()])
    month_from = StringField(_l("从（月）"), [MONTH])
    month_to = StringField(_l("到（月）"), [MONTH])
    year = StringField(_l("判定年份"), [Length(max=4)])
    loss = SelectField(_l("流失类型"), [Optional()])
    document_no = StringField(_l("文件编号"), [Length(max=60)])
    revision = StringField(_l("版本"), [Length(max=20)])

    def offer(self, waves: Sequence[Wave], role_kinds: Sequence[str]) -> None:
        """Fills the choices: waves that have begun, the kinds that the role may have."""
        self.kind.choices = [(key, translate(KINDS[key].label)) for key in ASKED_FREELY if key in role_kinds]
        self.wave.choices = [("", "—"), *((wave.key, wave.name) for wave in waves)]
        wanted = dict.fromkeys(
            form for key in ASKED_FREELY if key in role_kinds for form in KINDS[key].formats
        )
        self.format.choices = [(form, translate(FORMATS[form][0])) for form in wanted]
        self.language.choices = _languages()
        every = ("", translate(m("全部")))
        self.mode.choices = [every, *((str(mode), translate(mode.label)) for mode in Mode)]
        self.loss.choices = [every, *((str(kind), translate(kind.label)) for kind in LossKind)]

    @property
    def where(self) -> dict[str, str]:
        """The filter, of the kind that takes one."""
        region = self.region.data or ""
        if self.kind.data == "reasons":
            given = {
                "year": self.year.data or "",
                "class": self.class_key.data or "",
                "region": region,
                "kind": self.loss.data or "",
            }
        elif self.kind.data == "gap":
            given = {
                "class": self.class_key.data or "",
                "region": region,
                "mode": self.mode.data or "",
                "from": self.month_from.data or "",
                "to": self.month_to.data or "",
            }
        else:
            given = {}
        return {name: value.strip() for name, value in given.items() if value.strip()}


class StartForm(FlaskForm):  # type: ignore[misc]
    """A report under document control to be begun."""

    kind = SelectField(_l("报告"))
    wave = SelectField(_l("调查"))
    document_no = StringField(_l("文件编号"), [Length(max=60)])
    revision = StringField(_l("版本"), [Length(max=20)])

    def offer(self, waves: Sequence[Wave]) -> None:
        self.kind.choices = [(key, translate(KINDS[key].label)) for key in CONTROLLED]
        self.wave.choices = [(wave.key, wave.name) for wave in waves]


class DraftForm(FlaskForm):  # type: ignore[misc]
    """Conclusion and document control of a draft."""

    document_no = StringField(_l("文件编号"))
    revision = StringField(_l("版本"))
    change_note = StringField(_l("变更说明"))
    conclusion = TextAreaField(_l("结论与建议"), render_kw={"rows": 10})
    prepared_by = StringField(_l("编制"))
    prepared_on = DateField(_l("编制日期"), [Optional()])
    reviewed_by = StringField(_l("审核"))
    reviewed_on = DateField(_l("审核日期"), [Optional()])
    approved_by = StringField(_l("批准"))
    approved_on = DateField(_l("批准日期"), [Optional()])
    effective_on = DateField(_l("生效日期"), [Optional()])
    kept_for = StringField(_l("保存期限"))
    kept_by = StringField(_l("保存部门"))

    def details(self) -> Details:
        """What was filled in."""
        return Details(
            document_no=self.document_no.data or "",
            revision=self.revision.data or "",
            change_note=self.change_note.data or "",
            conclusion=(self.conclusion.data or "").replace("\r\n", "\n"),
            prepared_by=self.prepared_by.data or "",
            prepared_on=self.prepared_on.data,
            reviewed_by=self.reviewed_by.data or "",
            reviewed_on=self.reviewed_on.data,
            approved_by=self.approved_by.data or "",
            approved_on=self.approved_on.data,
            effective_on=self.effective_on.data,
            kept_for=self.kept_for.data or "",
            kept_by=self.kept_by.data or "",
        )


class MakeForm(FlaskForm):  # type: ignore[misc]
    """The form in which a controlled report is made."""

    format = SelectField(_l("格式"))
    language = SelectField(_l("语言"))

    def offer(self, report: ControlledReport) -> None:
        forms = KINDS[report.kind].formats
        self.format.choices = [(form, translate(FORMATS[form][0])) for form in forms]
        self.language.choices = _languages()
