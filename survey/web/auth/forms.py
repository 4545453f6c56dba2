"""Forms of signing in, setting up and changing a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from survey.web.forms import REQUIRED

__all__ = ["EnterForm", "NewPasswordForm", "OwnPasswordForm", "SetupForm", "SignInForm"]

NEW_PASSWORD = {"autocomplete": "new-password", "maxlength": 200}


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address, password, and where to go then."""

    email = StringField(
        _l("邮箱"),
        [DataRequired(REQUIRED), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(
        _l("密码"), [DataRequired(REQUIRED)], render_kw={"autocomplete": "current-password", "maxlength": 200}
    )
    next = HiddenField()


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed twice."""

    password = PasswordField(_l("新密码"), [DataRequired(REQUIRED)], render_kw=NEW_PASSWORD)
    again = PasswordField(
        _l("再输一次新密码"),
        [DataRequired(REQUIRED), EqualTo("password", _l("两次输入的密码不一样。"))],
        render_kw=NEW_PASSWORD,
    )


class OwnPasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = PasswordField(
        _l("现在的密码"),
        [DataRequired(REQUIRED)],
        render_kw={"autocomplete": "current-password", "maxlength": 200},
    )


class SetupForm(NewPasswordForm):
    """The company and its first administrator."""

    company_name = StringField(
        _l("公司名称"), [DataRequired(REQUIRED), Length(max=120)], render_kw={"autocomplete": "organization"}
    )
    name = StringField(
        _l("您的姓名"), [DataRequired(REQUIRED), Length(max=60)], render_kw={"autocomplete": "name"}
    )
    email = StringField(
        _l("邮箱"),
        [DataRequired(REQUIRED), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email"},
    )


class EnterForm(FlaskForm):  # type: ignore[misc]
    """Only a button: a link that is merely looked at uses nothing up."""
