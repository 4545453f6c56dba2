"""Editing a definition: each change takes a definition and gives a new one, without store or request.

Order is position in the list; things are known by key. A change that would leave the definition
without meaning (a dimension that items still belong to) is refused; what merely has to be put right
before publishing (a condition on an item that is gone) is left to the findings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from survey.errors import Conflict, InvalidInput, NotFound
from survey.instrument import competitors
from survey.instrument.definition import Definition, Dimension, Section, Touchpoint
from survey.language import m
from survey.questionnaires.conditions import renamed
from survey.questions import Item, Option, Scale, text_in
from survey.questions.model import Part

__all__ = [
    "add_item",
    "add_option_lines",
    "add_section",
    "duplicate_item",
    "fresh_key",
    "make",
    "move_item",
    "move_section",
    "part_of",
    "put_dimension",
    "put_item",
    "put_scale",
    "put_section",
    "put_touchpoint",
    "remove_dimension",
    "remove_item",
    "remove_scale",
    "remove_section",
    "remove_touchpoint",
    "rename_item",
    "section_of",
    "shift_item",
    "shift_section",
    "update",
]

Keyed = TypeVar("Keyed", Section, Scale, Dimension, Touchpoint)
AnyPart = TypeVar("AnyPart", bound=Part)

_MOST_ITEMS: Final = 300
_MOST_SECTIONS: Final = 60


def make(kind: type[AnyPart], /, **fields: Any) -> AnyPart:
    """A section, item, scale … of these fields; raises InvalidInput for what cannot be stored."""
    try:
        return kind.model_validate(fields)
    except ValidationError as problem:
        where = sorted({".".join(map(str, error["loc"]))[:60] for error in problem.errors()})
        raise InvalidInput(
            m("这些内容不能保存，可能太长或有不支持的写法：%(where)s。", where=tuple(where[:5]))
        ) from None


def update(part: AnyPart, **changes: Any) -> AnyPart:
    """`part` with `changes`, checked like a new one (pydantic's own copy would not look)."""
    kind = type(part)
    return make(kind, **{name: getattr(part, name) for name in kind.model_fields} | changes)


def fresh_key(prefix: str, taken: Collection[str]) -> str:
    """The first of `q1`, `q2`, … that is not taken; pass keys of published versions as taken, too."""
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def part_of(parts: Iterable[Keyed], key: str) -> Keyed:
    """The section, scale, dimension or touchpoint called `key`; raises NotFound."""
    for part in parts:
        if part.key == key:
            return part
    raise NotFound(m("这份问卷里已经没有“%(key)s”。可能刚被删除，请返回重新打开。", key=key))


def section_of(definition: Definition, item_key: str) -> Section:
    """The section that holds the item; raises NotFound."""
    for section in definition.sections:
        if any(item.key == item_key for item in section.items):
            return section
    raise NotFound(m("这份问卷里已经没有题目“%(key)s”。可能刚被删除，请返回重新打开。", key=item_key))


# --- sections ------------------------------------------------------------------------------


def add_section(definition: Definition, section: Section, *, after: str | None = None) -> Definition:
    """The definition with `section` behind section `after`, or at the end."""
    if len(definition.sections) >= _MOST_SECTIONS:
        raise InvalidInput(m("一份问卷最多 %(max)d 个板块。", max=_MOST_SECTIONS))
    _refuse_taken(section.key, [one.key for one in definition.sections])
    keys = [one.key for one in definition.sections]
    place = keys.index(after) + 1 if after in keys else len(keys)
    return update(definition, sections=(*definition.sections[:place], section, *definition.sections[place:]))


def put_section(definition: Definition, section: Section) -> Definition:
    """The definition with the section of that key replaced."""
    return update(definition, sections=_replaced(definition.sections, section))


def remove_section(definition: Definition, key: str) -> Definition:
    """The definition without the section and its items; the last one stays."""
    part_of(definition.sections, key)
    if len(definition.sections) == 1:
        raise Conflict(m("问卷至少要有一个板块，这是最后一个。"))
    return update(definition, sections=tuple(one for one in definition.sections if one.key != key))


def move_section(definition: Definition, key: str, position: int) -> Definition:
    """The definition with the section at `position` (0 = first)."""
    section = part_of(definition.sections, key)
    rest = [one for one in definition.sections if one.key != key]
    rest.insert(max(0, position), section)
    return update(definition, sections=tuple(rest))


def shift_section(definition: Definition, key: str, steps: int) -> Definition:
    """The definition with the section `steps` places further down (up when negative)."""
    keys = [section.key for section in definition.sections]
    part_of(definition.sections, key)
    return move_section(definition, key, keys.index(key) + steps)


# --- items ---------------------------------------------------------------------------------


def add_item(
    definition: Definition,
    item: Item,
    section_key: str,
    *,
    position: int | None = None,
    scales: Iterable[Scale] = (),
) -> Definition:
    """The definition with `item` in the section (at the end unless a position is given).

    `scales` are those the item is rated on; what the definition lacks of them is added.
    """
    if len(definition.item_by_key) >= _MOST_ITEMS:
        raise InvalidInput(m("一份问卷最多 %(max)d 个题目。", max=_MOST_ITEMS))
    _refuse_taken(item.key, definition.item_by_key)
    section = part_of(definition.sections, section_key)
    items = list(section.items)
    items.insert(len(items) if position is None else max(0, position), item)
    lacking = [scale for scale in scales if scale.key not in definition.scale_by_key]
    grown = put_section(definition, update(section, items=tuple(items)))
    return update(grown, scales=(*grown.scales, *lacking)) if lacking else grown


def put_item(definition: Definition, item: Item) -> Definition:
    """The definition with the item of that key replaced."""
    section = section_of(definition, item.key)
    items = tuple(item if one.key == item.key else one for one in section.items)
    return put_section(definition, update(section, items=items))


def remove_item(definition: Definition, key: str) -> Definition:
    """The definition without the item."""
    section = section_of(definition, key)
    return put_section(
        definition, update(section, items=tuple(item for item in section.items if item.key != key))
    )


def duplicate_item(definition: Definition, key: str, new_key: str) -> Definition:
    """The definition with a copy of the item behind it, under `new_key`, and without its tags.

    Tags mark the one item that a report looks for (overall, nps); a copy must not become a second.
    """
    section = section_of(definition, key)
    place = [item.key for item in section.items].index(key)
    copy = update(section.items[place], key=new_key, tags=())
    return add_item(definition, copy, section.key, position=place + 1)


def move_item(definition: Definition, key: str, section_key: str, position: int) -> Definition:
    """The definition with the item in `section_key` at `position` (0 = first)."""
    item = definition.item_by_key.get(key)
    part_of(definition.sections, section_key)
    without = remove_item(definition, key)
    if item is None:  # remove_item has refused already
        raise AssertionError(key)
    return add_item(without, item, section_key, position=position)


def shift_item(definition: Definition, key: str, step: int) -> Definition:
    """The definition with the item one place down (1) or up (-1), across the edge of its section."""
    section = section_of(definition, key)
    place = [item.key for item in section.items].index(key) + step
    if 0 <= place < len(section.items):
        return move_item(definition, key, section.key, place)
    sections = [one.key for one in definition.sections]
    neighbour = sections.index(section.key) + step
    if not 0 <= neighbour < len(sections):
        return definition
    target = definition.sections[neighbour]
    return move_item(definition, key, target.key, 0 if step > 0 else len(target.items))


def rename_item(definition: Definition, old: str, new: str) -> Definition:
    """The definition with the item under another key, also where conditions and ratings of competitors name it."""
    if old == new:
        return definition
    _refuse_taken(new, definition.item_by_key)
    section_of(definition, old)
    sections = []
    for section in definition.sections:
        items = tuple(
            update(
                item,
                key=new if item.key == old else item.key,
                show_if=renamed(item.show_if, old, new),
                settings=competitors.renamed(item.settings, old, new),
            )
            for item in section.items
        )
        jumps = tuple(update(jump, when=renamed(jump.when, old, new)) for jump in section.jumps)
        sections.append(update(section, items=items, jumps=jumps, show_if=renamed(section.show_if, old, new)))
    return update(definition, sections=tuple(sections))


def add_option_lines(options: Sequence[Option], lines: str) -> tuple[Option, ...]:
    """`options` and one more for each line of `lines` that is not blank, with keys of their own."""
    grown = list(options)
    for line in lines.splitlines():
        if label := line.strip():
            grown.append(make(Option, key=fresh_key("o", {one.key for one in grown}), label={"zh": label}))
    return tuple(grown)


# --- scales, dimensions, touchpoints -------------------------------------------------------


def put_scale(definition: Definition, scale: Scale) -> Definition:
    """The definition with the scale replaced, or added when there is none of that key."""
    return update(definition, scales=_put(definition.scales, scale))


def remove_scale(definition: Definition, key: str) -> Definition:
    """The definition without the scale; refused while items are rated on it."""
    part_of(definition.scales, key)
    users = [item for item in definition.items() if key in item.scales.values()]
    _refuse_in_use(users, m("还有题目使用这组评分等级：%(items)s。请先给它们另选。", items=_names(users)))
    return update(definition, scales=tuple(one for one in definition.scales if one.key != key))


def put_dimension(definition: Definition, dimension: Dimension) -> Definition:
    """The definition with the dimension replaced, or added when there is none of that key."""
    return update(definition, dimensions=_put(definition.dimensions, dimension))


def remove_dimension(definition: Definition, key: str) -> Definition:
    """The definition without the dimension; refused while items belong to it."""
    part_of(definition.dimensions, key)
    users = [item for item in definition.items() if item.dimension == key]
    _refuse_in_use(users, m("还有题目属于这个维度：%(items)s。请先给它们另选。", items=_names(users)))
    return update(definition, dimensions=tuple(one for one in definition.dimensions if one.key != key))


def put_touchpoint(definition: Definition, touchpoint: Touchpoint) -> Definition:
    """The definition with the touchpoint replaced, or added when there is none of that key."""
    return update(definition, touchpoints=_put(definition.touchpoints, touchpoint))


def remove_touchpoint(definition: Definition, key: str) -> Definition:
    """The definition without the touchpoint; refused while items are asked about it."""
    part_of(definition.touchpoints, key)
    users = [item for item in definition.items() if item.touchpoint == key]
    _refuse_in_use(users, m("还有题目属于这个触点：%(items)s。请先给它们另选。", items=_names(users)))
    return update(definition, touchpoints=tuple(one for one in definition.touchpoints if one.key != key))


def _replaced(parts: tuple[Keyed, ...], part: Keyed) -> tuple[Keyed, ...]:
    part_of(parts, part.key)
    return tuple(part if one.key == part.key else one for one in parts)


def _put(parts: tuple[Keyed, ...], part: Keyed) -> tuple[Keyed, ...]:
    known = any(one.key == part.key for one in parts)
    return _replaced(parts, part) if known else parts + (part,)  # noqa: RUF005  (keeps the type)


def _refuse_taken(key: str, taken: Collection[str]) -> None:
    if key in taken:
        raise InvalidInput(m("代码“%(key)s”已经用过了，请换一个。", key=key))


def _refuse_in_use(users: Sequence[Item], message: Any) -> None:
    if users:
        raise Conflict(message)


def _names(items: Sequence[Item]) -> tuple[str, ...]:
    shown = [text_in(item.text)[:20] for item in items[:3]]
    if len(items) > 3:
        shown[-1] += "……"
    return tuple(shown)
