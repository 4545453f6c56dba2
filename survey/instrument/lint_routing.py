"""Checking conditions and jumps: they look back, go forward and lead everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from survey.errors import NotFound
from survey.instrument.definition import Definition, Section
from survey.instrument.finding import Finding, error
from survey.instrument.routing import END
from survey.language import m
from survey.questions import Item, Scales, get
from survey.questions.condition import Condition, Test, tests

__all__ = ["conditions", "reachability"]

_ONE: Final = 1


def conditions(definition: Definition) -> Iterator[Finding]:
    """Conditions that name items or options that do not exist or come later; jumps gone astray."""
    earlier: dict[str, Item] = {}
    positions = {section.key: index for index, section in enumerate(definition.sections)}
    for index, section in enumerate(definition.sections):
        where = f"section {section.key}"
        yield from _condition(definition, where, section.show_if, earlier)
        for item in section.items:
            yield from _condition(definition, f"item {item.key}", item.show_if, earlier)
            earlier[item.key] = item
        for jump in section.jumps:
            yield from _condition(definition, where, jump.when, earlier)
            if jump.to == END:
                continue
            if jump.to not in positions:
                yield error(where, m("跳转的目标板块“%(key)s”不存在。", key=jump.to))
            elif positions[jump.to] <= index:
                yield error(where, m("跳转只能向后，不能跳回“%(key)s”。", key=jump.to))


def _condition(
    definition: Definition, where: str, condition: Condition | None, earlier: dict[str, Item]
) -> Iterator[Finding]:
    for test in tests(condition):
        if test.comparisons() != _ONE:
            yield error(where, m("关于“%(key)s”的条件应恰好写一个比较。", key=test.item))
        if test.item in earlier:
            yield from _values(definition.scale_by_key, where, test, earlier[test.item])
        elif test.item in definition.item_by_key:
            yield error(where, m("条件用到了后面才出现的题目“%(key)s”。", key=test.item))
        else:
            yield error(where, m("条件用到的题目“%(key)s”不存在。", key=test.item))


def _values(scales: Scales, where: str, test: Test, item: Item) -> Iterator[Finding]:
    """Values compared with that the item can never have."""
    try:
        kind = get(item.type)
    except NotFound:
        return  # reported where types are checked
    offered = kind.testable(item, scales)
    if offered is None:
        return
    compared = [*(test.in_ or ()), *(() if test.is_ is None else (test.is_,))]
    for value in compared:
        if value not in offered:
            yield error(
                where,
                m("条件中的“%(value)s”不是题目“%(key)s”可以选择的答案。", value=str(value), key=test.item),
            )


def reachability(definition: Definition) -> Iterator[Finding]:
    """Sections that every path jumps over."""
    reached: set[str] = set()
    positions = {section.key: index for index, section in enumerate(definition.sections)}
    waiting = [0]
    while waiting:
        index = waiting.pop()
        if index >= len(definition.sections):
            continue
        section = definition.sections[index]
        if section.key in reached:
            continue
        reached.add(section.key)
        waiting.extend(positions[jump.to] for jump in section.jumps if jump.to in positions)
        if not _always_jumps(section):
            waiting.append(index + 1)
    for section in definition.sections:
        if section.key not in reached:
            yield error(f"section {section.key}", m("没有任何路径能到达这个板块。"))


def _always_jumps(section: Section) -> bool:
    """Whether the jumps leave no way on: one condition and its opposite are both sent away."""
    if section.show_if is not None:
        return False
    found = [jump.when for jump in section.jumps]
    return any(getattr(one, "not_", None) in found for one in found)
