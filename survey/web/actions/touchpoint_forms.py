"""The form of a touchpoint check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from survey.actions.models import TouchpointCheck
from survey.actions.touchpoint_checks import CheckDetails
from survey.actions.touchpoint_words import ANSWERS, POINTS, TOUCHPOINTS, WAYS
from survey.web.forms import NOT_CHOSEN, SelectChoice, choices_of, text
from survey.web.i18n import translate

__all__ = ["CheckForm"]

LONGEST: Final = 10_000
SCORES: Final = tuple(SelectChoice(str(score), str(score)) for score in range(5, 0, -1))


class _CheckFields(FlaskForm):  # type: ignore[misc]
    checked_on = DateField(_l("检查日期"), [Optional()])
    touchpoint = SelectField(_l("触点"))
    way = SelectField(_l("方式"))
    tester = StringField(_l("检查人"), [Length(max=60)])
    department = StringField(_l("面对客户的部门"), [Length(max=60)])
    waiting_min = FloatField(_l("等待（分钟）"), [Optional()])
    score = SelectField(_l("评分（1–5）"), default="")
    finding = TextAreaField(_l("发现"), [Length(max=LONGEST)], render_kw={"rows": 4})
    stamp = HiddenField()


# A field for each point, named after it, so that the vocabulary is the only list of points.
_WithPoints: Final[Any] = type(
    "_WithPoints", (_CheckFields,), {f"point_{key}": SelectField(default="") for key in POINTS}
)


class CheckForm(_WithPoints):  # type: ignore[misc]
    """One check: where, how, what was looked at, what was found."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.touchpoint.choices = [NOT_CHOSEN, *choices_of(TOUCHPOINTS)]
        self.way.choices = choices_of(WAYS)
        self.score.choices = [NOT_CHOSEN, *SCORES]
        for key, field in self.points():
            field.label.text = translate(POINTS[key])
            field.choices = [SelectChoice("", _("没有检查")), *choices_of(ANSWERS)]

    def points(self) -> Iterator[tuple[str, SelectField]]:
        """Each point with its field."""
        return ((key, self[f"point_{key}"]) for key in POINTS)

    def show(self, check: TouchpointCheck) -> None:
        self.process(obj=check)
        self.score.data = "" if check.score is None else str(check.score)
        for key, field in self.points():
            field.data = check.points.get(key, "")

    def details(self) -> CheckDetails:
        score = self.score.data or ""
        return CheckDetails(
            checked_on=self.checked_on.data,
            touchpoint=self.touchpoint.data or "",
            way=self.way.data or "",
            tester=text(self.tester),
            department=text(self.department),
            points={key: field.data for key, field in self.points() if field.data},
            score=int(score) if score.isdecimal() else None,
            waiting_min=self.waiting_min.data,
            finding=text(self.finding),
        )
