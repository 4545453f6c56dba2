"""Forms of the settings pages."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from survey.accounts.api_tokens import DAYS, SCOPES
from survey.accounts.company import LONGEST, Details, class_labels, parse_class_labels
from survey.web.forms import REQUIRED, Boxes, SelectChoice
from survey.web.i18n import translate

__all__ = ["AddUserForm", "CompanyForm", "LogoForm", "TokenForm", "UserForm"]

TIME_ZONES: Final = (
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Tokyo", "Asia/Seoul"),
    *("Asia/Singapore", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Kolkata", "Asia/Dubai"),
    *("Europe/London", "Europe/Berlin", "Europe/Moscow", "Africa/Johannesburg", "Australia/Sydney"),
    *(
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "America/Mexico_City",
        "America/Sao_Paulo",
        "UTC",
    ),
)
ROLES: Final = (
    SelectChoice("quality", _l("质量管理员：问卷、调查、报告、客户")),
    SelectChoice("interviewer", _l("回访员：自己负责的回访和访谈")),
    SelectChoice("sales", _l("业务人员：自己负责的客户，看不到填写人姓名和对自己的评分")),
    SelectChoice("manager", _l("管理层/部门负责人：报告和意见")),
    SelectChoice("viewer", _l("只读：汇总报告")),
    SelectChoice("admin", _l("管理员：全部，包括用户和设置")),
)


def _text(label: object, name: str, *checks: object, **attributes: str) -> StringField:
    return StringField(label, [*checks, Length(max=LONGEST[name])], render_kw=attributes)  # type: ignore[arg-type]


class CompanyForm(FlaskForm):  # type: ignore[misc]
    """What documents, notices and pages say about the company."""

    name = _text(_l("公司名称"), "name", DataRequired(REQUIRED))
    short_name = _text(_l("简称"), "short_name")
    department = _text(_l("负责调查的部门"), "department")
    privacy_contact = _text(_l("个人信息联系人"), "privacy_contact")
    hotline = _text(_l("服务热线"), "hotline")
    fax = _text(_l("传真"), "fax")
    email = _text(_l("接收调查表的邮箱"), "email", type="email")
    retention = _text(_l("保存期限"), "retention")
    record_pattern = _text(_l("记录编号规则"), "record_pattern", DataRequired(REQUIRED))
    time_zone = SelectField(_l("时区"), choices=[SelectChoice(zone, zone) for zone in TIME_ZONES])
    class_labels = TextAreaField(_l("客户分类"), [Length(max=1000)], render_kw={"rows": 5})

    def show(self, details: Details) -> None:
        """Fills the form with the company as it is."""
        for name in LONGEST:
            if name in self:
                self[name].data = getattr(details, name)
        labels = class_labels(details)
        self.class_labels.data = "\n".join(f"{key} {label}" for key, label in labels.items())

    def offer_zone(self, zone: str) -> None:
        """Keeps a time zone that was set from the command line among the choices."""
        if zone not in TIME_ZONES:
            self.time_zone.choices = [SelectChoice(name, name) for name in (*TIME_ZONES, zone)]

    def details(self) -> Details:
        """What was typed; raises InvalidInput when the class labels cannot be read."""
        typed = {name: (self[name].data or "").strip() for name in LONGEST if name in self}
        return Details(**typed, class_labels=parse_class_labels(self.class_labels.data or ""))


class LogoForm(FlaskForm):  # type: ignore[misc]
    """The company's logo."""

    logo = FileField(_l("标志图片"), render_kw={"accept": "image/png,image/jpeg"})


class UserForm(FlaskForm):  # type: ignore[misc]
    """A user's name, role and department."""

    name = StringField(_l("姓名"), [DataRequired(REQUIRED), Length(max=60)])
    role = SelectField(_l("角色"), choices=ROLES)
    department = StringField(_l("部门"), [Length(max=60)])


class AddUserForm(UserForm):
    """A new user, who sets the password through a one-time link."""

    email = StringField(_l("邮箱"), [DataRequired(REQUIRED), Length(max=254)], render_kw={"type": "email"})


class TokenForm(FlaskForm):  # type: ignore[misc]
    """A token for another program."""

    name = StringField(_l("用途"), [DataRequired(REQUIRED), Length(max=60)])
    role = SelectField(
        _l("按哪个角色的权限"),
        choices=[
            SelectChoice("viewer", _l("只读：汇总报告")),
            SelectChoice("manager", _l("管理层：报告，导出答卷")),
            SelectChoice("quality", _l("质量管理员：报告，导出和导入答卷")),
        ],
    )
    scopes = Boxes(_l("允许做什么"))
    days = SelectField(
        _l("有效期"),
        choices=[SelectChoice(str(days), _l("%(n)d 天", n=days)) for days in DAYS],
        coerce=int,
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.scopes.choices = [SelectChoice(scope, translate(label)) for scope, label in SCOPES.items()]
