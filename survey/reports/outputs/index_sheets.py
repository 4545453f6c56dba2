"""Sheets on the satisfaction degree: by responsible department, and by other ways of counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey.language import Message, m
from survey.questions import text_in
from survey.reports.gaps.gap_report import GapReport
from survey.reports.returns.recounts import Recount
from survey.sheets import Sheet

__all__ = ["department_sheet", "recount_sheet"]

DEGREE = "0.0"
POINTS = "0.00"
COUNT = "0"


def department_sheet(report: GapReport, *, language: str, t: Callable[[Message], str]) -> Sheet:
    """The departments responsible for rated items, with targets and what can be said of them."""
    headers = (
        m("责任部门"),
        m("评价项目数"),
        m("满意度"),
        m("满意度下限"),
        m("满意度上限"),
        m("目标值"),
        m("结论"),
        m("差距"),
        m("差距下限"),
        m("差距上限"),
        m("评价数（家或份）"),
    )
    return Sheet(
        t(m("责任部门")),
        [t(head) for head in headers],
        [
            [
                text_in(group.label, language),
                len(group.items),
                *((group.degree.value, group.degree.low, group.degree.high) if group.degree else (None,) * 3),
                group.target,
                t(group.verdict.outcome.title) if group.verdict else None,
                group.gap.value,
                group.gap.low,
                group.gap.high,
                None if group.gap.hidden else group.gap.n,
            ]
            for group in report.departments
        ],
        ("", COUNT, *[DEGREE] * 4, "", *[POINTS] * 3, COUNT),
    )


def recount_sheet(found: Sequence[Recount], t: Callable[[Message], str]) -> Sheet:
    """满意度 by each way of counting the same responses."""
    headers = (
        m("算法"),
        m("满意度"),
        m("满意度下限"),
        m("满意度上限"),
        m("评价数（家或份）"),
        m("等效客户数"),
        m("说明"),
    )
    return Sheet(
        t(m("换一种算法")),
        [t(head) for head in headers],
        [
            [
                t(one.title),
                one.degree.value,
                one.degree.low,
                one.degree.high,
                None if one.degree.hidden else one.degree.n,
                None if one.degree.hidden else one.effective_n,
                t(said) if (said := one.degree.hidden or one.note) else None,
            ]
            for one in found
        ],
        ("", *[DEGREE] * 3, COUNT, DEGREE, ""),
    )
