"""Small pieces of the questionnaires' forms: texts by language, keys, the stamp."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, Form, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import HiddenInput

from survey.web.forms import SelectChoice

__all__ = [
    "NumberField",
    "StampForm",
    "choices",
    "key_field",
    "line",
    "optional_text",
    "paragraph",
    "part_form",
    "required_text",
    "show_texts",
    "stamp_of",
    "without_english",
]

PartForm = TypeVar("PartForm", bound=FlaskForm)

LONG: Final = 8000
LINE: Final = 500


def strip(value: Any) -> Any:
    """Without the blanks around what was typed, and with the line ends that are stored."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What a list offers, from (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def line(label: Any, *, required: bool = False, most: int = LINE) -> StringField:
    """A field of one line."""
    needed = DataRequired(_l("这一项必须填写。")) if required else Optional()
    return StringField(label, filters=[strip], validators=[needed, Length(max=most, message=_l("太长了。"))])


def paragraph(label: Any, *, required: bool = False, rows: int = 3, most: int = LONG) -> TextAreaField:
    """A field of several lines."""
    needed = DataRequired(_l("这一项必须填写。")) if required else Optional()
    return TextAreaField(
        label,
        filters=[strip],
        validators=[needed, Length(max=most, message=_l("太长了。"))],
        render_kw={"rows": rows},
    )


def part_form(make: type[PartForm], prefix: str, data: Mapping[str, Any], *, sent: bool) -> PartForm:
    """The form of one of several parts on a page; only the one that was `sent` reads the request."""
    given = {} if sent else {"formdata": None}
    form: PartForm = make(prefix=prefix, data=data, **given)
    return form


def key_field(label: Any, *, required: bool = False) -> StringField:
    """A field for a key."""
    needed = DataRequired(_l("这一项必须填写。")) if required else Optional()
    return StringField(
        label,
        filters=[strip],
        validators=[
            needed,
            Regexp(
                r"^[a-z][a-z0-9_]{0,59}$",
                message=_l("代码由小写字母、数字和下划线组成，以字母开头，不超过 60 个字符。"),
            ),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "lang": "en"},
    )


class NumberField(FloatField):
    """A number, shown as people write it: 30, not 30.0."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"


class StampForm(FlaskForm):  # type: ignore[misc]
    """A change of the draft that was seen: `stamp` says which one."""

    stamp = IntegerField(widget=HiddenInput(), validators=[InputRequired(_l("页面已过期，请刷新后再试。"))])

    def restamp(self, stamp: int) -> None:
        """Puts the draft's present stamp into the page, so that saving once more is done knowingly."""
        self.stamp.data, self.stamp.raw_data = stamp, None


def stamp_of(form: StampForm) -> int:
    """The stamp sent; -1, which no draft has, when there was none."""
    return form.stamp.data if isinstance(form.stamp.data, int) else -1


def without_english(form: Form, languages: tuple[str, ...]) -> None:
    """Takes the English fields out of the form of a questionnaire that is asked in Chinese alone."""
    if "en" not in languages:
        for name in [name for name in form._fields if name.endswith("_en")]:
            del form[name]


def show_texts(name: str, text: Mapping[str, str] | None) -> dict[str, str]:
    """The field values of a text: `{"text_zh": …, "text_en": …}`."""
    return {f"{name}_{language}": (text or {}).get(language, "") for language in ("zh", "en")}


def required_text(form: Form, name: str, old: Mapping[str, str] | None = None) -> dict[str, str]:
    """The text typed in `name_zh` and `name_en`; English that the form does not show stays."""
    found = dict(old or {})
    for language in ("zh", "en"):
        if f"{name}_{language}" in form:
            found[language] = form[f"{name}_{language}"].data or ""
    return {language: text for language, text in found.items() if text or language == "zh"}


def optional_text(form: Form, name: str, old: Mapping[str, str] | None = None) -> dict[str, str] | None:
    """The same for a text that may be left out: None when the Chinese is empty."""
    found = required_text(form, name, old)
    return found if found.get("zh") else None
