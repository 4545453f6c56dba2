"""Forms of the complaint register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from survey.actions.complaints import ComplaintDetails
from survey.actions.models import Complaint
from survey.actions.words import CHANNELS, KINDS, VERDICTS
from survey.web.forms import NOT_CHOSEN, choices_of, text

__all__ = ["ComplaintForm", "limits_form"]

LONGEST = 10_000


class ComplaintForm(FlaskForm):  # type: ignore[misc]
    """One complaint: what came in, what was answered, how it ended."""

    received_on = DateField(_l("投诉日期"), [Optional()])
    customer_id = StringField(_l("客户（编号或名称）"), [Length(max=120)])
    channel = SelectField(_l("渠道"))
    kind = SelectField(_l("类型"))
    text = TextAreaField(_l("投诉内容"), [Length(max=LONGEST)], render_kw={"rows": 4})
    department = StringField(_l("责任部门"), [Length(max=60)])
    owner = StringField(_l("责任人"), [Length(max=60)])
    first_reply_on = DateField(_l("首次答复日期"), [Optional()])
    reply = TextAreaField(_l("答复与处理"), [Length(max=LONGEST)], render_kw={"rows": 3})
    solved_on = DateField(_l("解决日期"), [Optional()])
    satisfied = SelectField(_l("客户对处理的评价"))
    note = TextAreaField(_l("备注"), [Length(max=LONGEST)], render_kw={"rows": 2})
    stamp = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.channel.choices = choices_of(CHANNELS)
        self.kind.choices = [NOT_CHOSEN, *choices_of(KINDS)]
        self.satisfied.choices = [NOT_CHOSEN, *choices_of(VERDICTS)]

    def show(self, complaint: Complaint) -> None:
        self.process(obj=complaint)
        self.customer_id.data = complaint.who

    def details(self, customers: Mapping[str, int]) -> ComplaintDetails:
        """What was typed; a code or name of the register is that customer, anything else stays a name."""
        who = text(self.customer_id)
        return ComplaintDetails(
            received_on=self.received_on.data,
            text=text(self.text),
            kind=self.kind.data or "",
            channel=self.channel.data or "",
            customer_id=customers.get(who),
            customer_name=who,
            department=text(self.department),
            owner=text(self.owner),
            first_reply_on=self.first_reply_on.data,
            reply=text(self.reply),
            solved_on=self.solved_on.data,
            satisfied=self.satisfied.data or "",
            note=text(self.note),
        )


def limits_form(limits: Mapping[str, tuple[int, int]]) -> FlaskForm:
    """Two numbers of days for each kind, `product_reply` and `product_solve` and so on."""
    names = {
        f"{kind}_{part}": IntegerField(label, [Optional()], default=limits[kind][place])
        for kind in KINDS
        for place, (part, label) in enumerate((("reply", _l("首次答复")), ("solve", _l("解决"))))
    }
    made: FlaskForm = type("LimitsForm", (FlaskForm,), names)()
    return made
