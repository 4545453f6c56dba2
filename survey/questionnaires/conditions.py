"""Display conditions in their simple form: one earlier item, one comparison, one or several values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from survey.errors import InvalidInput
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import Item, get
from survey.questions.base import NA
from survey.questions.condition import All, Any_, Condition, Not, Test

__all__ = ["COMPARISONS", "Simple", "build", "choices", "earlier_items", "renamed", "simple"]

COMPARISONS: Final = {
    "is": m("等于"),
    "in": m("属于其中之一"),
    "at_most": m("不高于"),
    "at_least": m("不低于"),
    "answered": m("已回答"),
    "unanswered": m("未回答"),
}


@dataclass(frozen=True, slots=True)
class Simple:
    """A condition that a form can show: when `item` compares so with one of `values`."""

    item: str
    comparison: str
    values: tuple[str, ...] = ()
    part: int | None = None


def simple(condition: Condition | None) -> Simple | None:
    """`condition` as a form shows it; None when it is joined from several and has to stay as it is."""
    if not isinstance(condition, Test):
        return None
    if condition.answered is not None:
        return Simple(condition.item, "answered" if condition.answered else "unanswered", (), condition.part)
    for name, value in (("at_least", condition.at_least), ("at_most", condition.at_most)):
        if value is not None:
            return Simple(condition.item, name, (f"{value:g}",), condition.part)
    if condition.in_ is not None:
        return Simple(condition.item, "in", tuple(str(value) for value in condition.in_), condition.part)
    return Simple(condition.item, "is", (str(condition.is_),), condition.part)


def build(definition: Definition, wanted: Simple) -> Test:
    """The condition that the form asks for; values may be keys, labels or numbers.

    Raises InvalidInput naming the field (`condition_item`, `condition_values`) that cannot be taken.
    """
    item = definition.item_by_key.get(wanted.item)
    if item is None:
        raise _refused("condition_item", m("请选择一个在它之前的题目。"))
    fields: dict[str, Any] = {"item": item.key, "part": wanted.part}
    if wanted.comparison in {"answered", "unanswered"}:
        return Test(**fields, answered=wanted.comparison == "answered")
    values = [_value(definition, item, text) for text in wanted.values if text.strip()]
    if not values:
        raise _refused("condition_values", m("请填写要比较的选项或数字。"))
    if wanted.comparison in {"at_most", "at_least"}:
        return Test(**fields, **{wanted.comparison: _number(values)})
    if wanted.comparison == "in" or len(values) > 1:
        return Test(**fields, in_=tuple(values))
    return Test(**fields, is_=values[0])


def choices(definition: Definition, item: Item) -> tuple[tuple[str, str], ...]:
    """What an answer to `item` can be compared with, as (value, label) in the order asked."""
    if item.options and get(item.type).testable(item, definition.scale_by_key):
        return tuple((option.key, option.label.get("zh", option.key)) for option in item.options)
    found: dict[str, str] = {}
    for role in get(item.type).scale_roles:
        scale = definition.scale_by_key.get(item.scales.get(role, ""))
        for point in scale.points if scale else ():
            found.setdefault(str(point.value), f"{point.value} {point.label.get('zh', '')}".strip())
        if scale and scale.na:
            found.setdefault(NA, scale.na.get("zh", NA))
    return tuple(found.items())


def earlier_items(definition: Definition, key: str) -> Iterator[Item]:
    """The items asked before the item (or before the section) called `key`: what it may depend on."""
    for section in definition.sections:
        if section.key == key:
            return
        for item in section.items:
            if item.key == key:
                return
            if get(item.type).asks:
                yield item


def renamed(condition: Condition | None, old: str, new: str) -> Condition | None:
    """`condition` with item `old` called `new`."""
    match condition:
        case All(all=parts):
            return All(all=tuple(_certain(renamed(part, old, new)) for part in parts))
        case Any_(any=parts):
            return Any_(any=tuple(_certain(renamed(part, old, new)) for part in parts))
        case Not(not_=part):
            return Not(not_=_certain(renamed(part, old, new)))
        case Test(item=item) if item == old:
            return condition.model_copy(update={"item": new})
    return condition


def _certain(condition: Condition | None) -> Condition:
    if condition is None:
        raise AssertionError("a part of a condition is a condition")
    return condition


def _value(definition: Definition, item: Item, text: str) -> str | int:
    """The stored value that `text` names by key, label or figure."""
    wanted = text.strip()
    offered = choices(definition, item)
    for value, label in offered:
        if wanted in (value, label):
            return value if item.options or value == NA else int(value)
    if offered:
        raise _refused(
            "condition_values",
            m("“%(item)s”没有“%(value)s”这个回答。", item=item.text.get("zh", item.key), value=wanted[:40]),
        )
    return int(wanted) if wanted.isascii() and wanted.lstrip("-").isdigit() and len(wanted) < 16 else wanted


def _number(values: Sequence[str | int]) -> float:
    try:
        return float(values[0])
    except ValueError:
        raise _refused("condition_values", m("“不高于”和“不低于”要比较的是数字。")) from None


def _refused(field: str, message: Any) -> InvalidInput:
    return InvalidInput(message, {field: message})
