"""Forms of waves, their lists and the ways questionnaires are given out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from survey.fieldwork.method import FIELDS
from survey.fieldwork.models import Wave
from survey.fieldwork.waves import WaveForm as WaveValues
from survey.web.context import zone
from survey.web.forms import REQUIRED, Boxes, SelectChoice

__all__ = [
    "CloseForm",
    "CollectorForm",
    "EntryForm",
    "ExtendForm",
    "LineForm",
    "OpenForm",
    "PlanApprovalForm",
    "PlanForm",
    "TargetForm",
    "WaveForm",
]

MOMENT: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
METHOD: Final = [Length(max=500)]


def instant(local: datetime) -> datetime:
    """What a date-and-time field holds (the company's clock) as an instant."""
    return local.replace(tzinfo=zone()).astimezone(UTC)


def clock(moment: datetime) -> datetime:
    """An instant as a date-and-time field shows it."""
    return moment.astimezone(zone()).replace(tzinfo=None)


class WaveForm(FlaskForm):  # type: ignore[misc]
    """A wave, with one field for each line of its method record."""

    version = SelectField(_l("问卷和版本"), [DataRequired(REQUIRED)])
    name = StringField(_l("调查名称"), [DataRequired(REQUIRED), Length(max=120)])
    key = StringField(_l("代码"), [DataRequired(REQUIRED), Length(max=60)])
    period = StringField(_l("调查期"), [Length(max=60)])
    opens_at = DateTimeLocalField(_l("开始时间"), [InputRequired(REQUIRED)], format=MOMENT)
    closes_at = DateTimeLocalField(_l("截止时间"), [InputRequired(REQUIRED)], format=MOMENT)
    privacy = RadioField(
        _l("保密方式"),
        choices=[
            SelectChoice("named", _l("实名：有权限的人员可以看到每家客户的评价和意见")),
            SelectChoice("confidential", _l("保密：只有调查负责人知道答卷来自哪家单位")),
            SelectChoice("anonymous", _l("匿名：任何人都无法知道某份答卷是谁填写的")),
        ],
        default="named",
    )
    unit = RadioField(
        _l("统计单位"),
        choices=[
            SelectChoice("customer", _l("客户：同一客户的几份答卷先平均，再按客户统计（企业客户用）")),
            SelectChoice("response", _l("答卷：每份答卷各算一个（个人消费者、匿名调查用）")),
        ],
        default="customer",
    )
    k_min = IntegerField(_l("分组最少家数"), [Optional(), NumberRange(min=3, max=10)])
    segments = Boxes(
        _l("匿名答卷可附带的分组"),
        choices=[
            SelectChoice("class_key", _l("客户类别")),
            SelectChoice("region", _l("地区")),
            SelectChoice("industry", _l("行业")),
            SelectChoice("product_line", _l("产品线")),
        ],
    )
    who_can_see = TextAreaField(_l("谁能看到"), [Length(max=300)], render_kw={"rows": 3})
    method_purpose = StringField(_l("目的"), METHOD)
    method_population = StringField(_l("调查对象"), METHOD)
    method_frame = StringField(_l("名单来源"), METHOD)
    method_sampling = StringField(_l("抽样方式"), METHOD)
    method_mode = StringField(_l("发放方式"), METHOD)
    method_formula = TextAreaField(_l("计算公式"), METHOD, render_kw={"rows": 2})
    method_owner = StringField(_l("负责部门"), METHOD)
    method_approved_by = StringField(_l("批准人"), METHOD)


def values_of(form: WaveForm, version_id: int) -> WaveValues:
    """What was typed into a valid wave form, as the service takes it."""
    assert form.opens_at.data
    assert form.closes_at.data
    return WaveValues(
        key=(form.key.data or "").strip(),
        name=form.name.data or "",
        version_id=version_id,
        opens_at=instant(form.opens_at.data),
        closes_at=instant(form.closes_at.data),
        period=form.period.data or "",
        privacy=form.privacy.data or "named",
        unit=form.unit.data or None,
        k_min=form.k_min.data,
        segments=tuple(form.segments.data or ()),
        who_can_see=form.who_can_see.data or "",
        method={name: form[f"method_{name}"].data or "" for name in FIELDS},
    )


def shown(wave: Wave) -> dict[str, Any]:
    """A wave as its form shows it."""
    return {
        "version": wave.version.ref,
        "name": wave.name,
        "key": wave.key,
        "period": wave.period,
        "opens_at": clock(wave.opens_at),
        "closes_at": clock(wave.closes_at),
        "privacy": wave.privacy,
        "unit": wave.unit,
        "k_min": wave.k_min,
        "segments": wave.segments,
        "who_can_see": wave.who_can_see,
        **{f"method_{name}": wave.method.get(name, "") for name in FIELDS},
    }


class OpenForm(FlaskForm):  # type: ignore[misc]
    """The two ticks without which a wave does not open."""

    notice_confirmed = BooleanField(_l("我已核对：填写说明与实际权限一致"))
    method_confirmed = BooleanField(_l("我已核对：方法记录完整、准确"))


class CloseForm(FlaskForm):  # type: ignore[misc]
    """Only a button."""


class ExtendForm(FlaskForm):  # type: ignore[misc]
    """A new closing time."""

    closes_at = DateTimeLocalField(_l("新的截止时间"), [InputRequired(REQUIRED)], format=MOMENT)


class CollectorForm(FlaskForm):  # type: ignore[misc]
    """An open link."""

    name = StringField(_l("名称"), [DataRequired(REQUIRED), Length(max=120)])
    kind = SelectField(
        _l("用途"),
        choices=[
            SelectChoice("link", _l("链接：发在微信、邮件里")),
            SelectChoice("qr", _l("二维码：印在随货单、海报上")),
            SelectChoice("intercept", _l("现场：展会、门店当面邀请")),
        ],
    )


class PlanForm(FlaskForm):  # type: ignore[misc]
    """The head of an annual plan."""

    year = IntegerField(_l("年度"), [InputRequired(REQUIRED), NumberRange(min=2000, max=2100)])
    title = StringField(_l("标题"), [Length(max=200)])
    document_no = StringField(_l("文件编号"), [Length(max=60)])
    revision = StringField(_l("版本"), [Length(max=20)])
    prepared_by = StringField(_l("编制"), [Length(max=60)])


class LineForm(FlaskForm):  # type: ignore[misc]
    """One planned survey."""

    period = StringField(_l("调查期"), [DataRequired(REQUIRED), Length(max=60)])
    object = StringField(_l("调查对象"), [DataRequired(REQUIRED), Length(max=200)])
    frame = StringField(_l("名单来源"), [Length(max=200)])
    method = StringField(_l("发放方式"), [Length(max=200)])
    sample = StringField(_l("样本"), [Length(max=200)])
    responsible = StringField(_l("负责人"), [Length(max=60)])
    starts_on = DateField(_l("开始日期"), [Optional()])
    ends_on = DateField(_l("结束日期"), [Optional()])
    target = StringField(_l("目标值"), [Length(max=60)])


class PlanApprovalForm(FlaskForm):  # type: ignore[misc]
    """Who reviewed and approved a plan."""

    reviewed_by = StringField(_l("审核"), [Length(max=60)])
    approved_by = StringField(_l("批准"), [DataRequired(REQUIRED), Length(max=60)])


class TargetForm(FlaskForm):  # type: ignore[misc]
    """A target value; shares are typed in percent."""

    year = IntegerField(_l("年度"), [InputRequired(REQUIRED), NumberRange(min=2000, max=2100)])
    measure = SelectField(
        _l("指标"),
        choices=[
            SelectChoice("degree", _l("满意度")),
            SelectChoice("rate", _l("满意率")),
            SelectChoice("response_rate", _l("回收率")),
            SelectChoice("coverage", _l("客户覆盖率")),
            SelectChoice("complaint_reply", _l("投诉及时答复率")),
            SelectChoice("churn", _l("客户流失率")),
        ],
    )
    scope = SelectField(
        _l("范围"),
        choices=[
            SelectChoice("company", _l("全公司")),
            SelectChoice("department", _l("部门")),
            SelectChoice("dimension", _l("维度")),
            SelectChoice("product_line", _l("产品线")),
        ],
    )
    scope_key = StringField(
        _l("部门、维度或产品线"), [Length(max=60)], render_kw={"list": "known-dimensions"}
    )
    value = FloatField(_l("目标值"), [InputRequired(REQUIRED)])
    formula = StringField(_l("计算公式"), [Length(max=200)])
    approved_by = StringField(_l("批准人"), [Length(max=60)])


class EntryForm(FlaskForm):  # type: ignore[misc]
    """What is known about a response that staff type in; the answers themselves are read apart."""

    customer = SelectField(_l("客户"))
    contact = SelectField(_l("联系人"))
    mode = SelectField(
        _l("来源"),
        choices=[
            SelectChoice("paper", _l("纸质")),
            SelectChoice("phone", _l("电话")),
            SelectChoice("visit", _l("走访")),
            SelectChoice("intercept", _l("现场邀请")),
            SelectChoice("key_person", _l("关键人访谈")),
        ],
    )
    record_no = StringField(_l("记录编号"), [Length(max=60)])
    person = StringField(_l("填写人"), [Length(max=60)])
    received_on = DateField(_l("收到日期"), [InputRequired(REQUIRED)])
    scan = FileField(_l("签字原件的扫描件或照片"), render_kw={"accept": ".pdf,.jpg,.jpeg,.png"})
    scan_ref = HiddenField()
    another = BooleanField(_l("这是同一客户另一位填写人的答卷，照样保存"))
    key = HiddenField()
