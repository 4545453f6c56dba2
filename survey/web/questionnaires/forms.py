"""The forms around a questionnaire: making, heading, sections, scales, dimensions, touchpoints."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from survey.questions import all_types
from survey.text.vocabulary import Dimension
from survey.web.i18n import translate
from survey.web.questionnaires.blueprint import KINDS
from survey.web.questionnaires.fields import (
    NumberField,
    StampForm,
    choices,
    key_field,
    line,
    paragraph,
    strip,
)
from survey.web.questionnaires.item_form import ConditionForm

__all__ = [
    "AddItemForm",
    "AddPartForm",
    "CopyForm",
    "DimensionForm",
    "HeadingForm",
    "MoveForm",
    "NewBlankForm",
    "NewFromTemplateForm",
    "NewScaleForm",
    "RemoveForm",
    "ScaleForm",
    "SectionForm",
    "SpareForm",
    "TouchpointForm",
]

POINTS: Final = (2, 11)


class NewFromTemplateForm(FlaskForm):  # type: ignore[misc]
    """One click on a card of the gallery."""

    template = HiddenField(validators=[InputRequired()])


class NewBlankForm(FlaskForm):  # type: ignore[misc]
    """A questionnaire from scratch."""

    title = line(_l("问卷标题"), required=True, most=200)
    key = key_field(_l("问卷代码"), required=True)
    kind = SelectField(_l("用途"))

    def offer(self) -> NewBlankForm:
        """The form with its choices in the reader's language."""
        self.kind.choices = choices((kind, translate(label)) for kind, label in KINDS.items())
        return self


class CopyForm(FlaskForm):  # type: ignore[misc]
    """A copy under a key and title of its own."""

    title = line(_l("新问卷的标题"), required=True, most=200)
    key = key_field(_l("新问卷的代码"), required=True)


class RemoveForm(StampForm):
    """A change that needs nothing but a click."""


class MoveForm(StampForm):
    """A move: one step `up` or `down`, or to a place that was dragged to."""

    direction = HiddenField(validators=[Optional()])
    section = HiddenField(validators=[Optional()])
    position = IntegerField(widget=HiddenInput(), validators=[Optional()])


class AddItemForm(StampForm):
    """A new item: its type and words; the key may be typed once."""

    type = SelectField(_l("题型"))
    text = paragraph(_l("题目文字"), required=True, rows=2, most=2000)
    section = SelectField(_l("放在板块"))
    key = key_field(_l("题目代码（可不填）"))

    def offer(self, sections: list[tuple[str, str]]) -> AddItemForm:
        """The form with its choices in the reader's language."""
        self.type.choices = choices((kind.name, translate(kind.label)) for kind in all_types())
        self.section.choices = choices(sections)
        return self


class SpareForm(StampForm):
    """Items out of the built-in library."""

    items = SelectMultipleField(
        _l("备选项目"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    section = SelectField(_l("放在板块"))


class SectionForm(ConditionForm):
    """A section's heading and when it is shown."""

    title_zh = line(_l("板块标题"), required=True)
    title_en = line(_l("板块标题（英文）"))
    intro_zh = paragraph(_l("板块说明"), rows=2)
    intro_en = paragraph(_l("板块说明（英文）"), rows=2)


class HeadingForm(StampForm):
    """What stands before and after the items."""

    title_zh = line(_l("标题"), required=True, most=200)
    title_en = line(_l("标题（英文）"), most=200)
    english = BooleanField(_l("问卷同时有英文"))
    kind = SelectField(_l("用途"))
    department = line(_l("负责部门"), most=60)
    target = NumberField(
        _l("满意度目标值"),
        validators=[Optional(), NumberRange(0, 100, message=_l("请填写 0 到 100 之间的数字。"))],
    )
    opening_zh = paragraph(_l("开头语"), rows=8)
    opening_en = paragraph(_l("开头语（英文）"), rows=8)
    thanks_zh = paragraph(_l("结束语"), rows=4)
    thanks_en = paragraph(_l("结束语（英文）"), rows=4)
    rules_zh = paragraph(_l("访谈员须知（只有工作人员看到）"), rows=4)
    rules_en = paragraph(_l("访谈员须知（英文）"), rows=4)


class PointForm(Form):
    """One point of a scale."""

    value = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    label_zh = line(_l("等级文字"), required=True, most=100)
    label_en = line(_l("英文"), most=100)
    converted = NumberField(
        _l("折算分"), validators=[Optional(), NumberRange(0, 100, message=_l("请填写 0 到 100 之间的数字。"))]
    )


class ScaleForm(StampForm):
    """The words, scores and thresholds of a scale."""

    points = FieldList(FormField(PointForm), max_entries=21)
    na_zh = line(_l("“不了解”一项的文字（留空则不设）"), most=100)
    na_en = line(_l("“不了解”一项的英文"), most=100)
    ends_zh = line(_l("两端的文字（用竖线隔开）"), most=200)
    ends_en = line(_l("两端的英文（用竖线隔开）"), most=200)
    satisfied_from = SelectField(_l("从哪一级起算满意（满意率）"), validators=[Optional()])
    low_to = SelectField(_l("从哪一级往下请填写人说明情况"), validators=[Optional()])


class NewScaleForm(StampForm):
    """A new scale: how many points, and its key."""

    key = key_field(_l("等级代码"), required=True)
    lowest = SelectField(_l("最低分"), choices=choices([("1", "1"), ("0", "0")]))
    points = IntegerField(
        _l("级数"),
        validators=[
            InputRequired(_l("这一项必须填写。")),
            NumberRange(*POINTS, message=_l("级数为 2 到 11。")),
        ],
    )


class DimensionForm(StampForm):
    """A dimension: its label, its share of the satisfaction degree, its department."""

    label_zh = line(_l("名称"), required=True, most=60)
    label_en = line(_l("英文"), most=60)
    weight = NumberField(
        _l("权重"), validators=[Optional(), NumberRange(0, 100, message=_l("请填写 0 到 100 之间的数字。"))]
    )
    department = line(_l("责任部门"), most=60)
    maps_to = SelectField(_l("对应的意见分类"), validators=[Optional()])

    def offer(self) -> DimensionForm:
        """The form with its choices in the reader's language."""
        self.maps_to.choices = choices([("", "—"), *((one.value, translate(one.label)) for one in Dimension)])
        return self


class TouchpointForm(StampForm):
    """A touchpoint: its label and owner."""

    label_zh = line(_l("名称"), required=True, most=60)
    label_en = line(_l("英文"), most=60)
    owner = line(_l("责任部门"), most=60)


class AddPartForm(StampForm):
    """A new section, dimension or touchpoint: its name; the key is generated."""

    name = StringField(_l("名称"), filters=[strip], validators=[DataRequired(_l("这一项必须填写。"))])
    after = HiddenField(validators=[Optional()])
