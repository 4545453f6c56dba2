"""The workbooks that are asked for as documents: the pages' workbook and every other table of the report."""

from __future__ import annotations

from collections.abc import Mapping

from survey.coding.queries import polarity_by_dimension
from survey.language import m
from survey.reports import findings
from survey.reports.gaps.distributions import ColumnCounts, ItemCounts
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.outputs.competitor_sheets import competitor_sheets
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.parts import method
from survey.reports.outputs.parts.summary import filter_line
from survey.reports.outputs.voice import Voice
from survey.reports.outputs.workbook import COUNT, POINTS, SHARE, gap_workbook, reasons_workbook
from survey.sheets import Cell, Sheet
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["losses_workbook", "wave_workbook"]

TONES = ("neg", "mixed", "pos", "neutral")


def wave_workbook(material: WaveMaterial) -> bytes:
    """Findings, items, dimensions, classes, accounting, touchpoints, competitors, answers, comments, method record."""
    voice, report = material.voice, material.report
    said = findings.of_gap(
        report,
        material.core,
        material.class_label(findings.core_class(report)),
        language=voice.language,
    )
    lines = [
        *(line for line in (filter_line(material),) if line),
        *((voice.say(report.withheld),) if report.withheld else ()),
        *(finding.text for finding in said),
        findings.method_line(report, material.account, language=voice.language),
    ]
    return gap_workbook(
        report,
        [(material.class_label(key), one) for key, one in material.classes],
        material.account,
        lines,
        material.recounts,
        language=voice.language,
        translate=voice.translate,
        more=(
            _touchpoints(material),
            *competitor_sheets(
                material.competitors, language=voice.language, translate=voice.translate, names=False
            ),
            _answers(material),
            _comments(material),
            _record(material),
        ),
    )


def losses_workbook(report: ReasonsReport, voice: Voice) -> bytes:
    """The reasons report as on its page."""
    lines = [finding.text for finding in findings.of_reasons(report, language=voice.language)]
    return reasons_workbook(report, lines, language=voice.language, translate=voice.translate)


def _touchpoints(material: WaveMaterial) -> Sheet:
    voice = material.voice
    return Sheet(
        voice.say(m("触点")),
        [
            voice.say(head)
            for head in (
                m("触点"),
                m("责任部门"),
                m("差距"),
                m("差距下限"),
                m("差距上限"),
                m("评价数（家或份）"),
            )
        ],
        [
            [
                voice.text(group.label),
                group.owner,
                group.gap.value,
                group.gap.low,
                group.gap.high,
                None if group.gap.hidden else group.gap.n,
            ]
            for group in material.report.touchpoints
        ],
        ("", "", POINTS, POINTS, POINTS, COUNT),
    )


def _answers(material: WaveMaterial) -> Sheet:
    voice = material.voice
    heads = (m("项目代码"), m("题目"), m("部分"), m("回答"), m("份数"), m("占比"), m("有效回答数"))
    return Sheet(
        voice.say(m("回答分布")),
        [voice.say(head) for head in heads],
        [
            row
            for _, items in material.spread.sections
            for item in items
            for counts in item.columns
            for row in _counted(item, counts, voice)
        ],
        ("", "", "", "", COUNT, SHARE, COUNT),
    )


def _counted(item: ItemCounts, counts: ColumnCounts, voice: Voice) -> list[list[Cell]]:
    def row(label: str, k: int, share: float | None) -> list[Cell]:
        return [item.item.key, voice.text(item.item.text), counts.column.part, label, k, share, counts.n]

    told = [
        row(voice.text(label) if isinstance(label, Mapping) else label, k, share)
        for label, k, share in counts.counts
    ]
    return [
        *told,
        row(voice.say(m("不了解 / 未涉及")), counts.na, None),
        row(voice.say(m("未回答")), counts.not_answered, None),
        row(voice.say(m("未询问")), counts.not_asked, None),
    ]


def _comments(material: WaveMaterial) -> Sheet:
    voice = material.voice
    table = polarity_by_dimension(material.words.verdicts)
    return Sheet(
        voice.say(m("客户意见")),
        [voice.say(m("方面")), *(voice.say(Polarity(tone).label) for tone in TONES)],
        [[voice.word(Dimension, key), *(counted[tone] for tone in TONES)] for key, counted in table.items()],
        ("", *[COUNT] * 4),
    )


def _record(material: WaveMaterial) -> Sheet:
    table = method.record_table(material)
    heads = [column.head for column in table.columns]
    return Sheet(material.voice.say(m("方法记录")), heads, [list(row) for row in table.rows])
