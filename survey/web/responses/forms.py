"""Forms of corrections, deletions and imports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

__all__ = ["ConfirmForm", "ReasonForm", "UploadForm"]


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Why a response is corrected or deleted."""

    reason = StringField(_l("原因"), [DataRequired(_l("请写明原因。")), Length(max=200)])


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file with responses."""

    file = FileField(
        _l("答卷文件"), [FileRequired(_l("请选择一个文件。"))], render_kw={"accept": ".xlsx,.csv"}
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The stored upload that is imported as it was shown."""

    upload = HiddenField()
