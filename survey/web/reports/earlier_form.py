"""The form in which a figure of an earlier year is entered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from survey.fieldwork.earlier import TotalForm
from survey.web.forms import REQUIRED, SelectChoice

__all__ = ["EarlierTotalForm"]


class EarlierTotalForm(FlaskForm):  # type: ignore[misc]
    """One total; 满意率 is typed in percent."""

    year = IntegerField(_l("年度"), [InputRequired(REQUIRED), NumberRange(min=1990, max=2100)])
    part = SelectField(
        _l("期间"),
        choices=[
            SelectChoice("0", _l("全年")),
            SelectChoice("1", _l("上半年")),
            SelectChoice("2", _l("下半年")),
        ],
        default="0",
    )
    measure = SelectField(_l("指标"))
    value = FloatField(_l("数值"), [InputRequired(REQUIRED)])
    n = IntegerField(_l("评价客户数"), [Optional(), NumberRange(min=1)])
    formula = StringField(_l("计算公式"), [Length(max=200)])
    source = StringField(_l("数据来源"), [InputRequired(REQUIRED), Length(max=200)])

    def total(self) -> TotalForm:
        """What was typed, shares as 0–1."""
        assert self.year.data is not None
        assert self.value.data is not None
        share = self.measure.data == "rate"
        return TotalForm(
            year=self.year.data,
            measure=self.measure.data,
            value=self.value.data / 100 if share else self.value.data,
            part=int(self.part.data),
            n=self.n.data,
            formula=self.formula.data or "",
            source=self.source.data or "",
        )
