"""Charts of why customers left."""

from __future__ import annotations

from typing import Final

from survey import charts
from survey.language import Message, m
from survey.reports.leaving import reasons
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.leaving.reasons_counted import CrossTable
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn
from survey.reports.outputs.voice import Voice
from survey.text.vocabulary import LossKind

__all__ = [
    "by_count",
    "by_sales",
    "reasons_count",
    "reasons_sales",
    "reasons_staff",
    "reasons_stated",
    "staff_against_root",
    "stated_against_root",
]

TEN_THOUSAND: Final = 10000


def by_count(report: ReasonsReport, voice: Voice) -> charts.Chart | None:
    """The reasons by customers; None while nobody has been heard."""
    return _pareto(report, voice, sales=False)


def by_sales(report: ReasonsReport, voice: Voice) -> charts.Chart | None:
    """The reasons by lost sales; None while nobody has been heard."""
    return _pareto(report, voice, sales=True)


def stated_against_root(report: ReasonsReport, voice: Voice) -> charts.Chart | None:
    """What customers said against what it was; None where nobody is coded on both."""
    return _cross(
        report,
        report.stated_by_root,
        m("客户怎么说，根本原因是什么"),
        m("客户自述"),
        voice,
    )


def staff_against_root(report: ReasonsReport, voice: Voice) -> charts.Chart | None:
    """What staff had thought against what it was; None where nobody is coded on both."""
    return _cross(
        report,
        report.staff_by_root,
        m("业务员怎么看，根本原因是什么"),
        m("业务员判断"),
        voice,
    )


def reasons_count(bench: Bench, asked: Asked) -> Drawn | None:
    report = _report(bench, asked)
    return _drawn(by_count(report, asked.voice), report, asked)


def reasons_sales(bench: Bench, asked: Asked) -> Drawn | None:
    report = _report(bench, asked)
    return _drawn(by_sales(report, asked.voice), report, asked)


def reasons_stated(bench: Bench, asked: Asked) -> Drawn | None:
    report = _report(bench, asked)
    return _drawn(stated_against_root(report, asked.voice), report, asked)


def reasons_staff(bench: Bench, asked: Asked) -> Drawn | None:
    report = _report(bench, asked)
    return _drawn(staff_against_root(report, asked.voice), report, asked)


def _pareto(report: ReasonsReport, voice: Voice, *, sales: bool) -> charts.Chart | None:
    found = report.by_sales if sales else report.by_count
    if not report.n or not found.rows:
        return None
    labels = {code: report.tree.label(code, voice.language) for code in report.tree.codes}
    if sales:
        title, unit, factor = m("按流失销售额（每年）"), m("%(n)s 万元"), 1 / TEN_THOUSAND
    else:
        title, unit, factor = m("按流失客户家数"), m("%(n)s 家"), 1.0
    return charts.pareto_chart(
        voice.say(title),
        found,
        labels,
        amount=lambda value: voice.translate(unit.text) % {"n": f"{value * factor:,.0f}"},
        translate=voice.translate,
    )


def _cross(
    report: ReasonsReport, table: CrossTable, title: Message, said: Message, voice: Voice
) -> charts.Chart | None:
    if not table.n:
        return None
    same = [
        (i, j) for i, row in enumerate(table.rows) for j, column in enumerate(table.columns) if row == column
    ]
    return charts.cross_table(
        voice.say(title),
        [report.tree.label(code, voice.language) for code in table.rows],
        [report.tree.label(code, voice.language) for code in table.columns],
        table.k,
        row_label=voice.say(said),
        column_label=voice.say(m("根本原因")),
        same=same,
        translate=voice.translate,
    )


def _report(bench: Bench, asked: Asked) -> ReasonsReport:
    chosen = reasons.ReasonFilter.from_mapping(asked.where)
    return reasons.build(bench.session, chosen, actor=bench.actor)


def _drawn(chart: charts.Chart | None, report: ReasonsReport, asked: Asked) -> Drawn | None:
    if chart is None:
        return None
    voice, wanted = asked.voice, report.wanted
    terms = (
        voice.say(m("%(year)s 年", year=wanted.year)) if wanted.year else "",
        asked.classes.get(wanted.class_key) or wanted.class_key,
        wanted.region,
        voice.word(LossKind, wanted.kind) if wanted.kind else "",
    )
    base = voice.say(m("%(n)d 家流失客户", n=report.n))
    return Drawn(chart, base, voice.say(m("流失客户访谈")), tuple(term for term in terms if term))
