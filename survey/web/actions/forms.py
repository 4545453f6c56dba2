"""Forms of action forms: plan, work, check, rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from survey.accounts.models import User
from survey.actions.models import Action
from survey.actions.rules import Rules
from survey.actions.service import Finding, Plan, Work
from survey.actions.standards import standards
from survey.actions.verifying import Check
from survey.actions.words import RESULTS
from survey.questions import text_in
from survey.web.forms import REQUIRED, SelectChoice, choices_of, text
from survey.web.i18n import language

__all__ = ["CheckForm", "PlanForm", "RulesForm", "WorkForm"]

LONGEST = 10_000


class PlanForm(FlaskForm):  # type: ignore[misc]
    """What the problem is, who acts, until when."""

    title = StringField(_l("问题（一句话）"), [DataRequired(REQUIRED), Length(max=120)])
    problem = TextAreaField(_l("问题描述"), [Length(max=LONGEST)], render_kw={"rows": 4})
    department = StringField(_l("责任部门"), [Length(max=60)])
    owner_id = SelectField(_l("责任人"), coerce=int)
    owner = StringField(_l("责任人（没有账号的）"), [Length(max=60)])
    due_on = DateField(_l("完成期限"), [Optional()])
    stamp = HiddenField()

    def offer(self, staff: Sequence[User]) -> None:
        self.owner_id.choices = [SelectChoice(0, "—"), *(SelectChoice(one.id, one.name) for one in staff)]

    def show(self, action: Action) -> None:
        self.process(obj=action)
        self.owner_id.data = action.owner_id or 0
        self.owner.data = "" if action.owner_id else action.owner

    def show_finding(self, finding: Finding) -> None:
        self.title.data, self.department.data = finding.title, finding.department
        self.owner_id.data = 0

    def plan(self) -> Plan:
        return Plan(
            title=text(self.title),
            problem=text(self.problem),
            department=text(self.department),
            owner=text(self.owner),
            owner_id=self.owner_id.data or None,
            due_on=self.due_on.data,
        )


class WorkForm(FlaskForm):  # type: ignore[misc]
    """Correction, cause, measures, what was done."""

    correction = TextAreaField(_l("纠正（应急处理）"), [Length(max=LONGEST)], render_kw={"rows": 3})
    cause = TextAreaField(_l("原因分析"), [Length(max=LONGEST)], render_kw={"rows": 5})
    measures = TextAreaField(_l("纠正措施"), [Length(max=LONGEST)], render_kw={"rows": 5})
    done_note = TextAreaField(_l("完成情况"), [Length(max=LONGEST)], render_kw={"rows": 3})
    done_on = DateField(_l("完成日期"), [Optional()])
    stamp = HiddenField()

    def show(self, action: Action) -> None:
        self.process(obj=action)

    def work(self) -> Work:
        return Work(
            correction=text(self.correction),
            cause=text(self.cause),
            measures=text(self.measures),
            done_note=text(self.done_note),
            done_on=self.done_on.data,
        )


class CheckForm(FlaskForm):  # type: ignore[misc]
    """有效性验证."""

    method = TextAreaField(_l("验证方法"), [Length(max=LONGEST)], render_kw={"rows": 2})
    result = RadioField(_l("验证结果"))
    note = TextAreaField(_l("结果说明"), [Length(max=LONGEST)], render_kw={"rows": 3})
    by = StringField(_l("验证人"), [Length(max=60)])
    on = DateField(_l("验证日期"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.result.choices = choices_of(RESULTS)
        self.result.validate_choice = False  # the service says in a sentence what a missing result means

    def check(self, figures: str) -> Check:
        return Check(
            method=text(self.method),
            result=self.result.data or "",
            by=text(self.by),
            on=self.on.data,
            note=text(self.note),
            figures=figures,
        )


class RulesForm(FlaskForm):  # type: ignore[misc]
    """Numbers, signatures, keeping, and when a form is proposed."""

    pattern = StringField(_l("编号规则"), [DataRequired(REQUIRED), Length(max=60)])
    complaint_pattern = StringField(_l("投诉的编号规则"), [DataRequired(REQUIRED), Length(max=60)])
    form_title = StringField(_l("单据名称"), [DataRequired(REQUIRED), Length(max=60)])
    document_no = StringField(_l("表单文件编号"), [Length(max=60)])
    revision = StringField(_l("版本"), [Length(max=20)])
    needs_review = BooleanField(_l("关闭前除批准外还要审核"))
    kept_for = StringField(_l("保存期限"), [Length(max=40)])
    kept_by = StringField(_l("保存部门"), [Length(max=60)])
    customer_limit = FloatField(
        _l("客户总分低于多少分时建议"), [InputRequired(REQUIRED), NumberRange(0, 100)]
    )
    reason_percent = FloatField(
        _l("一个原因占流失销售额多少（%）时建议"), [InputRequired(REQUIRED), NumberRange(0, 100)]
    )

    standard = SelectField(_l("信息来源台账按哪一版标准"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.standard.choices = [
            SelectChoice(key, text_in(one.name, language())) for key, one in standards().items()
        ]

    def show(self, rules: Rules) -> None:
        self.process(obj=rules)
        self.reason_percent.data = round(100 * rules.reason_share, 1)

    def rules(self) -> Rules:
        return Rules(
            pattern=text(self.pattern),
            complaint_pattern=text(self.complaint_pattern),
            form_title=text(self.form_title),
            document_no=text(self.document_no),
            revision=text(self.revision),
            needs_review=bool(self.needs_review.data),
            kept_for=text(self.kept_for),
            kept_by=text(self.kept_by),
            customer_limit=self.customer_limit.data or 0.0,
            reason_share=(self.reason_percent.data or 0.0) / 100,
            standard=self.standard.data or "",
        )
