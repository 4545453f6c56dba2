"""Checking what is asked about competitors: it names items and dimensions that exist, on the same ladder."""

from __future__ import annotations

from collections.abc import Iterator

from survey.instrument.competitors import COMPARED_ON, COMPETITOR_ON
from survey.instrument.definition import Definition
from survey.instrument.finding import Finding, error
from survey.language import Message, m
from survey.questions import Item

__all__ = ["competitors"]


def competitors(definition: Definition) -> Iterator[Finding]:
    """Ratings of a competitor that could not be set beside ours."""
    for section in definition.sections:
        seen: set[str] = set()
        for item in section.items:
            about = str(item.settings.get(COMPETITOR_ON, ""))
            if about and (wrong := _wrong(definition, item, about, seen)) is not None:
                yield error(f"item {item.key}", wrong)
            seen.add(about)
            dimension = str(item.settings.get(COMPARED_ON, ""))
            if dimension and dimension not in definition.dimension_by_key:
                yield error(f"item {item.key}", m("没有“%(key)s”这个维度。", key=dimension))


def _wrong(definition: Definition, item: Item, about: str, seen: set[str]) -> Message | None:
    ours = definition.item_by_key.get(about)
    if ours is None or COMPETITOR_ON in ours.settings:
        return m("用来对比的本公司项目“%(key)s”不存在。", key=about)
    if about in seen:
        return m("同一板块里已有一题评价竞争者的“%(key)s”；另一家竞争者请放在另一个板块。", key=about)
    scales = definition.scale_by_key
    ladder = next((scales[key].values for key in item.scales.values() if key in scales), ())
    role = "performance" if "performance" in ours.scales else "score"
    own = scales.get(ours.scales.get(role, ""))
    if own is None or own.values != ladder:
        return m("评分等级的分值与“%(key)s”不同，不能逐项对比。", key=about)
    return None
