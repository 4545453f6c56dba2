"""What touchpoint checks say should be acted on: from checks to findings, in the company's own language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from survey.actions.models import TouchpointCheck
from survey.actions.service import Finding
from survey.actions.touchpoint_words import POINTS, TOUCHPOINTS, WAYS

__all__ = ["of_touchpoint_checks", "touchpoint_finding"]


def of_touchpoint_checks(checks: Iterable[TouchpointCheck]) -> list[Finding]:
    """One finding for each check that fell short."""
    return [replace(touchpoint_finding(one), key=f"touchpoint_check:{one.ref}") for one in checks]


def touchpoint_finding(one: TouchpointCheck) -> Finding:
    """What a form about this check says."""
    undone = [str(POINTS[key]) for key in POINTS if one.points.get(key) == "no"]
    facts = [f"{one.record_no}，{one.checked_on} {WAYS[one.way]}检查，检查人 {one.tester}"]
    facts += [f"没有做到：{'、'.join(undone)}"] if undone else []
    facts += [f"评分 {one.score}（满分 5）"] if one.score is not None else []
    facts += [f"等待 {one.waiting_min:g} 分钟"] if one.waiting_min is not None else []
    return Finding(
        source="touchpoint_check",
        title=f"触点检查“{TOUCHPOINTS[one.touchpoint]}”：{undone[0] + '，没有做到' if undone else '需要改进'}"[
            :120
        ],
        facts="；".join(facts) + "。" + (f"\n发现：{one.finding}" if one.finding else ""),
        source_ref=one.ref,
        subject_key=one.touchpoint,
        department=one.department,
    )
