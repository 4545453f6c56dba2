"""Comparing two versions: what was added, removed and changed, and which items stay comparable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import Item, get

__all__ = ["Change", "Diff", "WeightChange", "compare"]


@dataclass(frozen=True, slots=True)
class Change:
    """How one item differs; `comparable` says whether its figures may stand in one series."""

    key: str
    comparable: bool
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The weight of a dimension before and after; None = the dimension is not there."""

    dimension: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two versions of a questionnaire."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]
    comparable: tuple[str, ...]
    weights: tuple[WeightChange, ...]

    @property
    def same(self) -> bool:
        """Whether the versions measure the same."""
        return not (self.added or self.removed or self.changed or self.weights)


def compare(old: Definition, new: Definition) -> Diff:
    """What differs from `old` to `new`.

    An item stays comparable when its key, type, scale points, options and Chinese wording are the
    same; help, translation, place, dimension or whether it is required may change.
    """
    before, after = old.item_by_key, new.item_by_key
    both = [key for key in after if key in before]
    changes = [_change(old, before[key], new, after[key]) for key in both]
    unlike = {change.key for change in changes if not change.comparable}
    return Diff(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(change for change in changes if change.reasons),
        comparable=tuple(key for key in both if key not in unlike),
        weights=tuple(_weights(old, new)),
    )


def _change(old: Definition, before: Item, new: Definition, after: Item) -> Change:
    breaking = tuple(_breaking(old, before, new, after))
    return Change(after.key, not breaking, breaking + tuple(_harmless(before, after)))


def _breaking(old: Definition, before: Item, new: Definition, after: Item) -> Iterator[Message]:
    if before.type != after.type:
        yield m("题型不同。")
        return
    if before.text.get("zh") != after.text.get("zh"):
        yield m("题目文字不同。")
    for role in get(after.type).scale_roles:
        if _points(old, before, role) != _points(new, after, role):
            yield m("评分等级的分值或文字不同。")
    if [(o.key, o.label.get("zh")) for o in before.options] != [
        (o.key, o.label.get("zh")) for o in after.options
    ]:
        yield m("选项不同。")
    if before.settings != after.settings and not get(after.type).gives_consent:
        yield m("题目设置不同。")


def _points(definition: Definition, item: Item, role: str) -> list[tuple[int, str | None]] | None:
    scale = definition.scale_by_key.get(item.scales.get(role, ""))
    return None if scale is None else [(point.value, point.label.get("zh")) for point in scale.points]


def _harmless(before: Item, after: Item) -> Iterator[Message]:
    if before.dimension != after.dimension:
        yield m("所属维度不同。")
    if before.help != after.help:
        yield m("帮助文字不同。")
    if before.required != after.required:
        yield m("必填要求不同。")
    if before.show_if != after.show_if:
        yield m("显示条件不同。")
    if before.department != after.department:
        yield m("责任部门不同。")


def _weights(old: Definition, new: Definition) -> Iterator[WeightChange]:
    keys = [*old.dimension_by_key, *(key for key in new.dimension_by_key if key not in old.dimension_by_key)]
    for key in keys:
        before, after = old.dimension_by_key.get(key), new.dimension_by_key.get(key)
        weights = (before.weight if before else None, after.weight if after else None)
        if weights[0] != weights[1]:
            yield WeightChange(key, *weights)
