"""满意度 and 满意率 of the waves of one questionnaire against their targets, and what changed since the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.change import trend_words
from survey.reports.change.trend_report import Trend
from survey.reports.gaps.gap_report import GapReport
from survey.reports.outputs.blocks import Block, Column, Findings, Heading, Paragraph, Table, Tone
from survey.reports.outputs.pictures import change
from survey.reports.outputs.pictures.block import picture
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["over_time", "targets_table"]


def over_time(trend: Trend, rows: Sequence[tuple[Wave, GapReport]], voice: Voice) -> list[Block]:
    """The trend up to the wave reported on, totals of earlier years included; what may be said of the change."""
    found: list[Block] = [Heading(voice.say(m("历次调查的变化")))]
    if len(trend.points) < 2:
        first = Paragraph(voice.say(m("这是第一期可比的调查，还没有变化趋势。")))
        return [*found, targets_table(rows, voice), first]
    found += picture(change.over_time(trend, voice))
    said = trend_words.said(trend, m("满意度"))
    found.append(Findings(tuple((voice.say(one.text), cast("Tone", one.tone)) for one in said)))
    wider = voice.say(m("比较各期时不用有限总体校正，所以这里的区间比“结论”中的宽。"))
    return [*found, Paragraph(wider, "muted"), targets_table(rows, voice), *_entered(trend, voice)]


def targets_table(rows: Sequence[tuple[Wave, GapReport]], voice: Voice) -> Table:
    """Actual figures of each wave against the targets of its year."""
    return Table(
        title=voice.say(m("目标值与实际值")),
        columns=(
            Column(voice.say(m("调查期")), width=1.5),
            Column(voice.say(m("评价客户")), width=1.7),
            Column(voice.say(m("满意度")), numeric=True, width=1.4),
            Column(voice.say(m("目标值")), numeric=True, width=0.7),
            Column(voice.say(m("结论")), width=0.8),
            Column(voice.say(m("满意率")), numeric=True, width=1.6),
            Column(voice.say(m("目标值")), numeric=True, width=0.7),
            Column(voice.say(m("结论")), width=0.8),
        ),
        rows=tuple(
            (
                wave.period or wave.name,
                NOTHING if report.withheld else voice.base(report),
                voice.estimate(report.degree),
                NOTHING if report.target is None else f"≥ {report.target:g}",
                voice.say(report.verdict.outcome.title) if report.verdict else NOTHING,
                voice.estimate(report.rate, 1, as_percent=True),
                NOTHING if report.rate_target is None else f"≥ {voice.percent(report.rate_target)}",
                voice.say(report.rate_verdict.outcome.title) if report.rate_verdict else NOTHING,
            )
            for wave, report in rows
        ),
        note=voice.say(m("结论以 95%% 区间为准：区间跨过目标值时不能肯定。")).replace("%%", "%"),
    )


def _entered(trend: Trend, voice: Voice) -> list[Block]:
    """Totals of earlier years, with where they come from."""
    entered = [point for point in trend.points if point.total is not None]
    if not entered:
        return []
    return [
        Table(
            title=voice.say(m("往年录入的数值")),
            columns=(
                Column(voice.say(m("调查期")), width=1.2),
                Column(voice.say(m("满意度")), numeric=True, width=0.8),
                Column("n", numeric=True, width=0.5),
                Column(voice.say(m("算法")), width=2),
                Column(voice.say(m("来源")), width=2),
            ),
            rows=tuple(
                (
                    voice.period(point.label),
                    voice.number(point.estimate.value),
                    str(point.estimate.n or NOTHING),
                    point.total.formula or NOTHING,
                    point.total.source or NOTHING,
                )
                for point in entered
                if point.total is not None
            ),
        )
    ]
