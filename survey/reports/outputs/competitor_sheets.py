"""The comparison with competitors as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from survey.language import Message, m
from survey.questions import text_in
from survey.reports.competing.comparison import Comparison, Direct
from survey.reports.competing.report import CompetitorReport
from survey.sheets import Cell, Sheet
from survey.stats import Estimate

__all__ = ["competitor_sheets"]

POINTS, SHARE, COUNT, P = "0.00", "0.0%", "0", "0.000"
Translate = Callable[[Message], str]


def competitor_sheets(
    report: CompetitorReport, *, language: str, translate: Callable[[str], str], names: bool
) -> tuple[Sheet, ...]:
    """Items beside competitors, and direct comparisons; () where not asked.

    Competitors stand under letters unless `names`, which shows those that the report's reader may see.
    """

    def t(message: Message) -> str:
        return message.render(translate)

    found = []
    if report.items:
        rows = _rows(t(m("最强竞争者")), report.items, language, t)
        for one in report.competitors:
            rows += _rows(t(one.label if names else one.anonymous), one.items, language, t)
        found.append(Sheet(t(m("与竞争者比较")), _heads(_ITEM_HEADS, t), rows, _ITEM_FORMATS))
    if report.direct:
        rows = [_direct(one, language, t) for one in report.direct]
        found.append(Sheet(t(m("直接比较")), _heads(_DIRECT_HEADS, t), rows, _DIRECT_FORMATS))
    return tuple(found)


_ITEM_HEADS = (
    m("竞争者"),
    m("评价项目"),
    m("我公司"),
    m("区间下限"),
    m("区间上限"),
    m("竞争者"),
    m("区间下限"),
    m("区间上限"),
    m("我公司 − 竞争者"),
    m("区间下限"),
    m("区间上限"),
    m("校正后 p"),
    m("判断"),
    m("n"),
    m("说明"),
)
_ITEM_FORMATS = ("", "", *[POINTS] * 9, P, "", COUNT, "")
_DIRECT_HEADS = (
    m("维度"),
    m("更好"),
    m("区间下限"),
    m("区间上限"),
    m("更差"),
    m("区间下限"),
    m("区间上限"),
    m("平均偏离“差不多”"),
    m("区间下限"),
    m("区间上限"),
    m("校正后 p"),
    m("判断"),
    m("n"),
)
_DIRECT_FORMATS = ("", *[SHARE] * 6, *[POINTS] * 3, P, "", COUNT)


def _heads(messages: Iterable[Message], t: Translate) -> list[str]:
    return [t(message) for message in messages]


def _ends(estimate: Estimate) -> list[Cell]:
    return [estimate.value, estimate.low, estimate.high]


def _rows(whom: str, items: Iterable[Comparison], language: str, t: Translate) -> list[list[Cell]]:
    return [
        [
            whom,
            text_in(one.label, language),
            *_ends(one.own),
            *_ends(one.other),
            *_ends(one.difference),
            one.p_adjusted,
            t(one.standing.title),
            None if one.difference.hidden else one.n,
            t(why) if (why := one.difference.hidden or one.why) else "",
        ]
        for one in items
    ]


def _direct(one: Direct, language: str, t: Translate) -> list[Cell]:
    return [
        text_in(one.label, language),
        *_ends(one.better),
        *_ends(one.worse),
        *_ends(one.difference),
        one.p_adjusted,
        t(one.standing.title),
        None if one.difference.hidden else one.n,
    ]
