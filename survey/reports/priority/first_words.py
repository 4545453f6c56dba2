"""What to do first, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from survey.charts.lettering import figure, percent
from survey.language import Message, m
from survey.reports.change.comparison_words import Said
from survey.reports.priority.first import FirstItem, FirstReport

__all__ = ["said"]

MOST = 6


def said(report: FirstReport, name: Callable[[Mapping[str, str]], str]) -> list[Said]:
    """The order's head in sentences; `name` gives a label in the reader's language."""
    leading = [item for item in report.first if item.index.value]
    if not leading:
        return []
    found = [_head(report, leading, name)]
    found += [Said(_why(report, item, name), "attention") for item in leading[: 1 if len(leading) > 3 else 3]]
    if report.tiers_reason is not None:
        found.append(Said(report.tiers_reason))
    return found


def _head(report: FirstReport, leading: list[FirstItem], name: Callable[[Mapping[str, str]], str]) -> Said:
    names = tuple(f"“{name(item.label)}”" for item in leading[:MOST])
    if not report.tiers:
        return Said(m("数值上最靠前的是%(items)s；客户太少，先后不能肯定。", items=names), "attention")
    if len(leading) == 1:
        return Said(m("先做：%(items)s，明显排在其他项目之前。", items=names), "danger")
    return Said(
        m("先做这 %(n)d 项，并列优先，彼此的先后不能肯定：%(items)s。", n=len(leading), items=names), "danger"
    )


def _why(report: FirstReport, item: FirstItem, name: Callable[[Mapping[str, str]], str]) -> Message:
    values = {
        "item": name(item.label),
        "reference": figure(item.gap.reference.value),
        "performance": figure(item.gap.performance.value),
        "n": item.gap.n,
        "k": item.gap.unmet_count,
        "share": percent(item.gap.unmet.value),
    }
    base = _short_of(report, item, values)
    if report.unit != "customer" or item.affected_sales is None or item.affected_share is None:
        return m("%(base)s。", base=base)
    return m(
        "%(base)s，这些客户的年销售额合计 %(sales)s 万元，占评价客户的 %(part)s。",
        base=base,
        sales=f"{item.affected_sales / 10000:,.0f}",
        part=percent(item.affected_share),
    )


def _short_of(report: FirstReport, item: FirstItem, values: Mapping[str, object]) -> Message:
    """How far the item falls short, of importance or of expectation, of customers or of responses."""
    if item.gap.sign == "perception-expectation":
        if report.unit == "customer":
            return m(
                "“%(item)s”：期望 %(reference)s，实际感受 %(performance)s；%(n)d 家客户中 %(k)d 家（%(share)s）低于其期望",
                **values,
            )
        return m(
            "“%(item)s”：期望 %(reference)s，实际感受 %(performance)s；%(n)d 份评价中 %(k)d 份（%(share)s）低于其期望",
            **values,
        )
    if report.unit == "customer":
        return m(
            "“%(item)s”：重要 %(reference)s，满意 %(performance)s；%(n)d 家客户中 %(k)d 家（%(share)s）低于其重视程度",
            **values,
        )
    return m(
        "“%(item)s”：重要 %(reference)s，满意 %(performance)s；%(n)d 份评价中 %(k)d 份（%(share)s）低于其重视程度",
        **values,
    )
