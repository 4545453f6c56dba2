"""The reasons report as a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from survey.language import m
from survey.reports.leaving.reasons import Quotes, ReasonsReport
from survey.reports.outputs.blocks import Document, Fact, Heading
from survey.reports.outputs.gap_document import blank_sign_off, made
from survey.reports.outputs.material import CompanyMaterial
from survey.reports.outputs.parts import leaving
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["reasons_document"]


def reasons_document(
    report: ReasonsReport,
    said: Mapping[str, Quotes],
    company: CompanyMaterial,
    voice: Voice,
    *,
    names: bool,
    now: datetime,
    document_no: str = "",
    revision: str = "",
) -> Document:
    """Findings, Pareto by number and by sales, the three reasons side by side, customers' words."""
    return made(
        voice,
        company,
        title=m("流失原因报告"),
        subtitle=_period(report, voice),
        facts=_facts(report, company, voice, now, document_no, revision),
        sign_off=blank_sign_off(voice),
        running_head=document_no,
        blocks=(
            Heading(voice.say(m("结论"))),
            leaving.figures(report, voice),
            *leaving.leaving(report, voice, heading=False),
            *leaving.leaves(report, voice),
            *leaving.cross(report, voice),
            *leaving.orders(report, voice),
            *leaving.quoted(report, said, voice, names=names),
            *leaving.accuracy(report, voice),
        ),
    )


def _period(report: ReasonsReport, voice: Voice) -> str:
    year = report.wanted.year
    return voice.say(m("全部年份")) if year is None else voice.say(m("%(year)d 年", year=year))


def _facts(
    report: ReasonsReport,
    company: CompanyMaterial,
    voice: Voice,
    now: datetime,
    document_no: str,
    revision: str,
) -> tuple[Fact, ...]:
    wanted = report.wanted
    narrowed = [
        company.class_labels.get(wanted.class_key, wanted.class_key),
        wanted.region,
        wanted.kind,
    ]
    facts = (
        (m("文件编号"), document_no or NOTHING),
        (m("版本"), revision or NOTHING),
        (m("判定年份"), _period(report, voice)),
        (m("筛选"), voice.say(m("、")).join(part for part in narrowed if part)),
        (m("已定因的流失客户"), voice.say(m("%(n)d 家", n=report.n))),
        (m("编制部门"), company.department),
        (m("生成日期"), voice.day(now.astimezone(voice.zone).date())),
    )
    return tuple(Fact(voice.say(label), value) for label, value in facts if value)
