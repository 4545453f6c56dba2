"""The form of one item: its words, its scales and options, when it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from survey.errors import InvalidInput
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires import conditions, editing
from survey.questions import Item, Option, get, text_in
from survey.questions.condition import Condition
from survey.web.i18n import language, translate
from survey.web.questionnaires.fields import (
    StampForm,
    choices,
    key_field,
    line,
    optional_text,
    paragraph,
    required_text,
    show_texts,
    without_english,
)

__all__ = [
    "ConditionForm",
    "ItemForm",
    "condition_from",
    "fill_conditions",
    "item_form",
    "item_from",
    "scale_name",
    "show_condition",
]

ROLES: Final = {
    "importance": _l("重要程度用哪组等级"),
    "expectation": _l("期望用哪组等级"),
    "performance": _l("满意程度或实际感受用哪组等级"),
    "score": _l("评分用哪组等级"),
}
ALWAYS, WHEN, KEEP = "always", "when", "keep"
_MOST_OPTIONS = 200


class OptionForm(Form):
    """One option of an item (a row, for a matrix)."""

    key = key_field(_l("代码"))
    place = IntegerField(_l("次序"), validators=[Optional()])
    label_zh = line(_l("选项文字"))
    label_en = line(_l("英文"))
    other = BooleanField(_l("要求写明"))
    exclusive = BooleanField(_l("不能同时选其他"))


class ConditionForm(StampForm):
    """When an item or a section is shown, in the simple form."""

    condition = RadioField(_l("什么时候显示"), default=ALWAYS)
    condition_item = SelectField(_l("当题目"), validators=[Optional()], validate_choice=False)
    condition_part = SelectField(_l("比较哪一项"), validators=[Optional()], default="")
    condition_comparison = SelectField(_l("的回答"), default="is")
    condition_values = TextAreaField(
        _l("选项或数字（每行一个）"),
        validators=[Optional(), Length(max=2000, message=_l("太长了。"))],
        render_kw={"rows": 2},
    )


class ItemForm(ConditionForm):
    """What can be changed about an item; its type stays, its key until it is first published."""

    key = key_field(_l("题目代码"))
    text_zh = paragraph(_l("题目"), required=True, rows=2)
    text_en = paragraph(_l("题目（英文）"), rows=2)
    help_zh = paragraph(_l("帮助文字"), rows=1, most=1000)
    help_en = paragraph(_l("帮助文字（英文）"), rows=1, most=1000)
    required = BooleanField(_l("必填"))
    dimension = SelectField(_l("所属维度"), validators=[Optional()])
    touchpoint = SelectField(_l("触点"), validators=[Optional()])
    department = line(_l("责任部门"), most=60)
    options = FieldList(FormField(OptionForm), max_entries=_MOST_OPTIONS)
    more_options = paragraph(_l("再加选项（每行一个）"), rows=3, most=4000)
    tags = line(_l("用途标记"), most=200)


def item_form(definition: Definition, item: Item) -> ItemForm:
    """The form of `item`, filled from the request when it was sent, else from the item."""
    roles = {f"scale_{role}": _scale_field(definition, role) for role in get(item.type).scale_roles}
    kind: type[ItemForm] = type("ItemFormOfType", (ItemForm,), roles)
    form = kind(data=_shown(item))
    without_english(form, definition.languages)
    form.dimension.choices = choices(_keyed(definition.dimensions))
    form.touchpoint.choices = choices(_keyed(definition.touchpoints))
    fill_conditions(form, definition, item.key, item.show_if)
    return form


def _scale_field(definition: Definition, role: str) -> SelectField:
    offered = [(scale.key, scale_name(scale)) for scale in definition.scales]
    return SelectField(
        ROLES.get(role, role), choices=choices([("", _l("请选择")), *offered]), validators=[Optional()]
    )


def scale_name(scale: Any) -> str:
    """A scale as a list offers it: its key and its ends."""
    ends = (text_in(point.label, language()) for point in (scale.points[0], scale.points[-1]))
    return f"{scale.key}({' … '.join(ends)})"


def _keyed(parts: Sequence[Any]) -> list[tuple[str, str]]:
    return [("", "—"), *((part.key, text_in(part.label, language())) for part in parts)]


def _shown(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        **show_texts("text", item.text),
        **show_texts("help", item.help),
        "required": item.required,
        "dimension": item.dimension or "",
        "touchpoint": item.touchpoint or "",
        "department": item.department or "",
        "tags": " ".join(item.tags),
        "options": [
            {
                "key": option.key,
                "place": place,
                **show_texts("label", option.label),
                "other": option.other,
                "exclusive": option.exclusive,
            }
            for place, option in enumerate(item.options, start=1)
        ],
        **{f"scale_{role}": key for role, key in item.scales.items()},
        **show_condition(item.show_if),
    }


def show_condition(condition: Condition | None) -> dict[str, Any]:
    """The field values of a condition."""
    if condition is None:
        return {"condition": ALWAYS}
    found = conditions.simple(condition)
    if found is None:
        return {"condition": KEEP}
    return {
        "condition": WHEN,
        "condition_item": found.item,
        "condition_part": "" if found.part is None else str(found.part),
        "condition_comparison": found.comparison,
        "condition_values": "\n".join(found.values),
    }


def fill_conditions(form: ConditionForm, definition: Definition, key: str, present: Condition | None) -> None:
    """Offers what `key` may depend on; a condition joined from several can only stay or go."""
    modes = [(ALWAYS, _l("一直显示")), (WHEN, _l("满足条件时显示"))]
    if present is not None and conditions.simple(present) is None:
        modes.append((KEEP, _l("保留现有的组合条件")))
    form.condition.choices = choices(modes)
    form.condition_part.choices = choices(
        [("", "—"), ("0", _l("重要程度或期望")), ("1", _l("满意程度或实际感受"))]
    )
    form.condition_comparison.choices = choices(
        (name, translate(label)) for name, label in conditions.COMPARISONS.items()
    )
    earlier = [
        (item.key, f"{text_in(item.text, language())[:40]}({item.key})")
        for item in conditions.earlier_items(definition, key)
    ]
    form.condition_item.choices = choices([("", _l("请选择")), *earlier])


def condition_from(
    form: ConditionForm, definition: Definition, present: Condition | None
) -> Condition | None:
    """The condition that the form asks for; raises InvalidInput at its fields."""
    if form.condition.data == ALWAYS:
        return None
    if form.condition.data == KEEP:
        return present
    part = form.condition_part.data
    return conditions.build(
        definition,
        conditions.Simple(
            item=form.condition_item.data or "",
            comparison=form.condition_comparison.data,
            values=tuple((form.condition_values.data or "").splitlines()),
            part=int(part) if part in {"0", "1"} else None,
        ),
    )


def item_from(form: ItemForm, definition: Definition, item: Item, settings: dict[str, Any]) -> Item:
    """`item` as the form has it; its key is changed apart (`editing.rename_item`)."""
    kind = get(item.type)
    scales = {role: form[f"scale_{role}"].data for role in kind.scale_roles}
    return editing.update(
        item,
        text=required_text(form, "text", item.text),
        help=optional_text(form, "help", item.help),
        required=form.required.data,
        dimension=form.dimension.data or None,
        touchpoint=form.touchpoint.data or None,
        department=form.department.data or None,
        scales={role: key for role, key in scales.items() if key},
        options=_options(form, item) if kind.has_options else item.options,
        settings=settings,
        show_if=condition_from(form, definition, item.show_if),
        tags=tuple(dict.fromkeys((form.tags.data or "").replace(",", " ").replace("、", " ").split())),
    )


def _options(form: ItemForm, item: Item) -> tuple[Option, ...]:
    """The options in the order asked for; one whose words were emptied is taken out."""
    rows = [row.form for row in form.options]
    kept = [row for row in rows if row.label_zh.data]
    kept.sort(key=lambda row: row.place.data if row.place.data is not None else len(rows) + 1)
    options = [
        editing.make(
            Option,
            key=row.key.data or editing.fresh_key("o", {one.key.data or "" for one in rows}),
            label=required_text(row, "label", _old_label(item, row.key.data)),
            other=row.other.data,
            exclusive=row.exclusive.data,
        )
        for row in kept
    ]
    grown = editing.add_option_lines(options, form.more_options.data or "")
    if len(grown) > _MOST_OPTIONS:
        refusal = m("选项不能超过 %(max)d 个。", max=_MOST_OPTIONS)
        raise InvalidInput(refusal, {"more_options": refusal})
    return grown


def _old_label(item: Item, key: str | None) -> dict[str, str] | None:
    option = item.option(key or "")
    return dict(option.label) if option else None
