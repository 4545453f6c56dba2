"""Why customers left: churn of the year, the Pareto of reasons, stated against root cause."""

from __future__ import annotations

from collections.abc import Mapping

from survey.interviews.words import DESTINATIONS, PREVENTABLE
from survey.language import Message, m
from survey.reports import findings
from survey.reports.leaving.reasons import Quotes as HeardQuotes
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.leaving.reasons_counted import CrossTable
from survey.reports.outputs.blocks import (
    Block,
    Column,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Quotes,
    Said,
    Table,
)
from survey.reports.outputs.parts.summary import sentences
from survey.reports.outputs.pictures.block import picture
from survey.reports.outputs.pictures.leaving import by_count, by_sales
from survey.reports.outputs.voice import NOTHING, Voice
from survey.stats import Pareto, ParetoRow
from survey.text.vocabulary import LossKind

__all__ = ["accuracy", "cross", "figures", "leaves", "leaving", "orders", "quoted"]

TEN_THOUSAND = 10000


def leaving(report: ReasonsReport, voice: Voice, *, heading: bool = True) -> list[Block]:
    """The findings and both Pareto charts with their table; a sentence while nobody has been heard."""
    found: list[Block] = [Heading(voice.say(m("流失客户与原因")))] if heading else []
    said = findings.of_reasons(report, language=voice.language)
    if said:
        found.append(sentences(said))
    if not report.n:
        return [*found, Paragraph(voice.say(m("还没有已定因的流失客户访谈。")))]
    found += picture(by_count(report, voice))
    found += picture(by_sales(report, voice))
    return [*found, reasons_table(report, voice)]


def figures(report: ReasonsReport, voice: Voice) -> Figures:
    """How many were heard, what can be controlled, what the losses cost."""
    control = report.controllable_count
    return Figures(
        (
            Figure(
                voice.say(m("已定因的流失客户")),
                str(report.n),
                tuple(
                    voice.say(m("%(kind)s %(n)d 家", kind=LossKind(kind).label, n=n))
                    for kind, n in sorted(report.by_kind.items(), key=lambda pair: -pair[1])
                    if kind in set(LossKind)
                )[:4],
            ),
            Figure(
                voice.say(m("可控原因（按家数）")),
                voice.percent(control.value),
                tuple(
                    part for part in (voice.interval(control, 0, as_percent=True), f"n = {control.n}") if part
                ),
            ),
            Figure(
                voice.say(m("可控原因（按流失销售额）")),
                voice.percent(report.controllable_sales),
                (voice.say(m("流失销售额 %(n)s 万元/年", n=f"{report.sales / TEN_THOUSAND:,.0f}")),),
            ),
            Figure(
                voice.say(m("丢单")),
                str(report.lost_orders.n),
                (
                    voice.say(
                        m("金额 %(n)s 万元，另行统计", n=f"{report.lost_orders.amount / TEN_THOUSAND:,.0f}")
                    ),
                ),
            ),
        )
    )


def reasons_table(report: ReasonsReport, voice: Voice) -> Table:
    """First-level reasons by customers and by lost sales side by side."""
    sales = {row.key: row for row in report.by_sales.rows}
    keys = [row.key for row in report.by_count.rows]
    keys += [key for key in sales if key not in keys]
    counts = {row.key: row for row in report.by_count.rows}
    rows = []
    for key in keys:
        count, money = counts.get(key), sales.get(key)
        rows.append(
            (
                f"{key} {report.tree.label(key, voice.language)}",
                str(int(count.amount)) if count else "0",
                _share(count, voice),
                f"{money.amount / TEN_THOUSAND:,.1f}" if money else NOTHING,
                voice.percent(money.share) if money else NOTHING,
            )
        )
    return Table(
        title=voice.say(m("按一级原因")),
        columns=(
            Column(voice.say(m("原因")), width=2.4),
            Column(voice.say(m("家数")), numeric=True, width=0.7),
            Column(voice.say(m("占比")), numeric=True, width=1.4),
            Column(voice.say(m("流失销售额（万元/年）")), numeric=True, width=1.2),
            Column(voice.say(m("占比")), numeric=True, width=0.8),
        ),
        rows=tuple(rows),
        note=voice.sentences(
            (voice.say(m("每家流失客户按裁定的根本原因计一次；我方终止的客户不计入。")), _gaps(report, voice))
        ),
    )


def leaves(report: ReasonsReport, voice: Voice) -> list[Block]:
    """The reasons in detail."""
    if not report.leaves_by_count.rows:
        return []
    return [
        Heading(voice.say(m("细分原因")), level=2),
        Table(
            title="",
            columns=(
                Column(voice.say(m("原因")), width=3),
                Column(voice.say(m("家数")), numeric=True),
                Column(voice.say(m("占比")), numeric=True, width=1.3),
            ),
            rows=_leaf_rows(report.leaves_by_count, report, voice),
        ),
    ]


def cross(report: ReasonsReport, voice: Voice) -> list[Block]:
    """What customers said, and what salespeople had thought, against the root cause."""
    found: list[Block] = [Heading(voice.say(m("三种原因的对照")))]
    if report.price_said:
        found.append(
            Paragraph(
                voice.say(
                    m(
                        "%(said)d 家说是价格，裁定为价格的 %(was)d 家：价格常常是客气的说法。",
                        said=report.price_said,
                        was=report.price_was,
                    )
                )
            )
        )
    for title, table in (
        (m("客户自述（行）与根本原因（列）"), report.stated_by_root),
        (m("业务员判断（行）与根本原因（列）"), report.staff_by_root),
    ):
        if table.n:
            found.append(_cross(table, title, report, voice))
    return found if len(found) > 1 else []


def accuracy(report: ReasonsReport, voice: Voice) -> list[Block]:
    """How far the coding can be trusted, and how late we heard."""
    rows: list[tuple[str, str]] = []
    if report.agreement is not None:
        kappa = report.agreement.kappa
        agreement = f"{voice.estimate(kappa, 2)}，n = {kappa.n}"
        if kappa.reason:
            agreement = f"{agreement}\n{voice.say(kappa.reason)}"
        rows.append((voice.say(m("两名编码员的一致程度（κ）")), agreement))
    rows += [
        (voice.say(m("从离开到判定的天数（中位数）")), voice.number(report.lag_days, 0)),
        (voice.say(m("判定 10 周之后才访谈的")), voice.say(m("%(n)d 家", n=report.late_interviews))),
        (voice.say(m("已访谈、尚未定因的")), voice.say(m("%(n)d 家", n=report.uncoded))),
        (voice.say(m("我方终止（另计）")), voice.say(m("%(n)d 家", n=report.ended_by_us))),
    ]
    return [
        Heading(voice.say(m("数据的可靠程度"))),
        Table(
            title="",
            columns=(Column(voice.say(m("内容")), width=3), Column(voice.say(m("结果")), numeric=True)),
            rows=tuple(rows),
        ),
    ]


def orders(report: ReasonsReport, voice: Voice) -> list[Block]:
    """Lost orders, where customers went, whether it could have been prevented."""
    found: list[Block] = []
    for title, counted, words in (
        (m("流失去向"), report.destinations, DESTINATIONS),
        (m("是否可以避免"), report.preventable, PREVENTABLE),
    ):
        if counted:
            found.append(_counted(title, counted, words, voice))
    return [Heading(voice.say(m("去向与可避免性"))), *found] if found else []


def quoted(
    report: ReasonsReport, said: Mapping[str, HeardQuotes], voice: Voice, *, names: bool
) -> list[Block]:
    """Customers' own words, of those who agreed to be quoted, by root cause."""
    by_reason: dict[str, list[Said]] = {}
    for row in report.rows:
        heard = said.get(row.interview_ref)
        if heard is None:
            continue
        source = row.customer if heard.named and names else ""
        by_reason.setdefault(report.tree.first_level(row.root_code), []).extend(
            Said(text, source) for text in heard.texts
        )
    if not by_reason:
        return []
    return [
        Heading(voice.say(m("客户原话"))),
        *(
            Quotes(f"{code} {report.tree.label(code, voice.language)}", tuple(texts))
            for code, texts in sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
        ),
    ]


def _share(row: ParetoRow | None, voice: Voice) -> str:
    if row is None:
        return NOTHING
    if row.interval is None:
        return voice.percent(row.share)
    return voice.estimate(row.interval, 0, as_percent=True)


def _gaps(report: ReasonsReport, voice: Voice) -> str:
    if not report.without_sales:
        return ""
    return voice.say(m("%(n)d 家没有流失销售额，只计家数。", n=report.without_sales))


def _leaf_rows(found: Pareto, report: ReasonsReport, voice: Voice) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (f"{row.key} {report.tree.label(row.key, voice.language)}", str(int(row.amount)), _share(row, voice))
        for row in found.rows
    )


def _cross(table: CrossTable, title: Message, report: ReasonsReport, voice: Voice) -> Table:
    def label(code: str) -> str:
        return f"{code} {report.tree.label(code, voice.language)}"

    return Table(
        title=voice.say(title),
        columns=(
            Column("", width=2.2),
            *(Column(label(code), numeric=True) for code in table.columns),
        ),
        rows=tuple(
            (label(code), *(str(k) if k else "·" for k in row))
            for code, row in zip(table.rows, table.k, strict=True)
        ),
        note=voice.say(
            m(
                "说法一致的占 %(share)s；n = %(n)d。",
                share=voice.estimate(table.agreeing, 0, as_percent=True),
                n=table.n,
            )
        ),
    )


def _counted(title: Message, counted: Mapping[str, int], words: Mapping[str, Message], voice: Voice) -> Table:
    return Table(
        title=voice.say(title),
        columns=(Column(voice.say(m("内容")), width=3), Column(voice.say(m("家数")), numeric=True)),
        rows=tuple((voice.say(words[key]) if key in words else key, str(n)) for key, n in counted.items()),
        note=f"n = {sum(counted.values())}",
    )
