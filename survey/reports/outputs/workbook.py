"""Reports as Excel workbooks: figures as numbers, texts never as formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from survey.language import Message, m
from survey.questions import text_in
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.leaving.reasons_counted import CrossTable
from survey.reports.outputs.index_sheets import department_sheet, recount_sheet
from survey.reports.returns.accounting import Accounting, AccountingRow
from survey.reports.returns.recounts import Recount
from survey.sheets import Cell, NativeChart, Sheet, write_xlsx
from survey.stats import Estimate, Pareto

__all__ = ["gap_workbook", "reasons_workbook"]

Translate = Callable[[str], str]

POINTS = "0.00"
DEGREE = "0.0"
SHARE = "0.0%"
COUNT = "0"


def gap_workbook(
    report: GapReport,
    classes: Sequence[tuple[str, GapReport]],
    account: Accounting,
    lines: Sequence[str],
    recounts: Sequence[Recount],
    *,
    language: str,
    translate: Translate,
    more: Sequence[Sheet] = (),
) -> bytes:
    """The gap report of a wave: findings and method, items, dimensions, departments, classes, other ways of
    counting, accounting, then `more`."""

    def t(message: Message) -> str:
        return message.render(translate)

    return write_xlsx(
        [
            Sheet(t(m("结论与方法")), [t(m("内容"))], [[line] for line in lines]),
            Sheet(
                t(m("评价项目")),
                _headers(_ITEM_HEADERS, t),
                _item_rows(report, language),
                ("", "", "", "", *[POINTS] * 5, *[SHARE] * 4, COUNT, COUNT),
                NativeChart(t(m("重要程度或期望，满意程度或实际感受")), "bar", 1, (4, 5)),
            ),
            Sheet(
                t(m("维度")),
                _headers(_GROUP_HEADERS, t),
                _group_rows(report, language, t),
                ("", "", "", DEGREE, *[DEGREE] * 3, *[POINTS] * 3, COUNT, DEGREE, ""),
                NativeChart(t(m("各维度的满意度")), "column", 1, (4,)),
            ),
            department_sheet(report, language=language, t=t),
            Sheet(
                t(m("客户类别")),
                _headers(_CLASS_HEADERS, t),
                _class_rows(classes),
                ("", COUNT, *[DEGREE] * 3, POINTS),
                NativeChart(t(m("各类客户的满意度")), "column", 0, (2,)),
            ),
            recount_sheet(recounts, t),
            Sheet(
                t(m("回收情况")),
                _headers(_ACCOUNT_HEADERS, t),
                _account_rows(account, t),
                ("", *[COUNT] * 5, *[SHARE] * 4),
                NativeChart(t(m("回收率与覆盖率")), "column", 0, (6, 8)),
            ),
            *more,
        ]
    )


def reasons_workbook(
    report: ReasonsReport,
    lines: Sequence[str],
    *,
    language: str,
    translate: Translate,
) -> bytes:
    """The reasons report: findings, Pareto by count and by lost sales, leaves, stated against root."""

    def t(message: Message) -> str:
        return message.render(translate)

    def label(code: str) -> str:
        return report.tree.label(code, language)

    return write_xlsx(
        [
            Sheet(t(m("结论与方法")), [t(m("内容"))], [[line] for line in lines]),
            _pareto_sheet(t(m("按家数")), report.by_count, label, t),
            _pareto_sheet(t(m("按流失销售额")), report.by_sales, label, t),
            _pareto_sheet(t(m("细分原因")), report.leaves_by_count, label, t),
            _cross_sheet(t(m("自述与根本原因")), report.stated_by_root, label, t),
            _cross_sheet(t(m("业务员与根本原因")), report.staff_by_root, label, t),
        ]
    )


_ITEM_HEADERS = (
    m("项目代码"),
    m("评价项目"),
    m("维度"),
    m("责任部门"),
    m("重要程度或期望"),
    m("满意程度或实际感受"),
    m("差距"),
    m("差距下限"),
    m("差距上限"),
    m("未满足比例"),
    m("未满足比例下限"),
    m("未满足比例上限"),
    m("满意率"),
    m("评价数（家或份）"),
    m("答卷数（份）"),
)
_GROUP_HEADERS = (
    m("维度代码"),
    m("维度"),
    m("责任部门"),
    m("权重"),
    m("满意度"),
    m("满意度下限"),
    m("满意度上限"),
    m("差距"),
    m("差距下限"),
    m("差距上限"),
    m("评价数（家或份）"),
    m("目标值"),
    m("结论"),
)
_CLASS_HEADERS = (
    m("客户类别"),
    m("客户数或答卷数"),
    m("满意度"),
    m("满意度下限"),
    m("满意度上限"),
    m("差距"),
)
_ACCOUNT_HEADERS = (
    m("客户类别"),
    m("应调查（家）"),
    m("发放（份）"),
    m("回收（份）"),
    m("有效（份）"),
    m("有效客户（家）"),
    m("回收率"),
    m("有效率"),
    m("客户覆盖率"),
    m("销售额覆盖率"),
)
_PARETO_HEADERS = (m("编码"), m("原因"), m("数量"), m("占比"), m("占比下限"), m("占比上限"), m("累计占比"))


def _headers(messages: Iterable[Message], t: Callable[[Message], str]) -> list[str]:
    return [t(message) for message in messages]


def _ends(estimate: Estimate | None) -> list[Cell]:
    return [None, None, None] if estimate is None else [estimate.value, estimate.low, estimate.high]


def _item_rows(report: GapReport, language: str) -> list[list[Cell]]:
    return [
        [
            item.key,
            text_in(item.label, language),
            item.dimension,
            item.department,
            item.gap.reference.value,
            item.gap.performance.value,
            *_ends(item.gap.gap),
            *_ends(item.gap.unmet),
            item.satisfied.value,
            None if item.gap.gap.hidden else item.gap.n,
            None if item.gap.gap.hidden else item.n_responses,
        ]
        for item in report.items
    ]


def _group_rows(report: GapReport, language: str, t: Callable[[Message], str]) -> list[list[Cell]]:
    return [
        [
            group.key,
            text_in(group.label, language),
            group.owner,
            group.weight,
            *_ends(group.degree),
            *_ends(group.gap),
            None if group.gap.hidden else group.gap.n,
            group.target,
            t(group.verdict.outcome.title) if group.verdict else None,
        ]
        for group in report.dimensions
    ]


def _class_rows(classes: Sequence[tuple[str, GapReport]]) -> list[list[Cell]]:
    return [
        [
            key,
            None if report.withheld else report.n_units,
            *_ends(report.degree),
            report.overall_gap.value,
        ]
        for key, report in classes
    ]


def _account_rows(account: Accounting, t: Callable[[Message], str]) -> list[list[Cell]]:
    return [_account_row(row, t) for row in (account.total, *account.classes)]


def _account_row(row: AccountingRow, t: Callable[[Message], str]) -> list[Cell]:
    return [
        row.key or t(m("合计")),
        row.frame,
        row.issued,
        row.returned,
        row.valid,
        row.customers,
        row.response_rate.value,
        row.valid_rate.value,
        row.coverage.value,
        row.sales_coverage,
    ]


def _pareto_sheet(
    name: str, found: Pareto, label: Callable[[str], str], t: Callable[[Message], str]
) -> Sheet:
    formats = ("", "", "#,##0", *[SHARE] * 4)
    return Sheet(
        name,
        _headers(_PARETO_HEADERS, t),
        _pareto_rows(found, label),
        formats,
        NativeChart(name, "bar", 1, (2,)),
    )


def _pareto_rows(found: Pareto, label: Callable[[str], str]) -> list[list[Cell]]:
    return [
        [
            row.key,
            label(row.key),
            row.amount,
            row.share,
            row.interval.low if row.interval else None,
            row.interval.high if row.interval else None,
            row.cumulative,
        ]
        for row in found.rows
    ]


def _cross_sheet(
    name: str, table: CrossTable, label: Callable[[str], str], t: Callable[[Message], str]
) -> Sheet:
    headers = [t(m("行：客户或业务员所说；列：根本原因")), *(label(code) for code in table.columns)]
    rows: list[list[Cell]] = [[label(code), *row] for code, row in zip(table.rows, table.k, strict=True)]
    return Sheet(name, headers, rows)
