"""满意度 and 满意率 of the waves of one questionnaire against their targets, and what changed since the last."""

from __future__ import annotations

from collections.abc import Sequence

from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.gap_report import GapReport
from survey.reports.outputs import pictures
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["over_time", "targets_table"]


def over_time(rows: Sequence[tuple[Wave, GapReport]], voice: Voice) -> list[Block]:
    """The trend of the waves given, oldest first; a sentence where there is only one."""
    title = Heading(voice.say(m("历次调查的变化")))
    if len(rows) < 2:
        first = Paragraph(voice.say(m("这是第一期可比的调查，还没有变化趋势。")))
        return [title, targets_table(rows, voice), first]
    return [
        title,
        *pictures.picture(pictures.trend(rows, voice)),
        targets_table(rows, voice),
        Paragraph(_since(rows[-2][1], rows[-1][1], voice)),
    ]


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
            )
            for wave, report in rows
        ),
        note=voice.say(m("结论以 95%% 区间为准：区间跨过目标值时不能肯定。")).replace("%%", "%"),
    )


def _since(before: GapReport, after: GapReport, voice: Voice) -> str:
    """What may be said of the change: no more than the two intervals allow."""
    old, new = before.degree, after.degree
    if old.value is None or new.value is None:
        return voice.say(m("两期中有一期没有满意度，不能比较。"))
    change = voice.signed(new.value - old.value, 1)
    if old.low is None or old.high is None or new.low is None or new.high is None:
        return voice.say(m("满意度比上期 %(change)s 分；没有区间，不能肯定是否变化。", change=change))
    if new.low > old.high or new.high < old.low:
        return voice.say(m("满意度比上期 %(change)s 分，两期区间不重叠，变化可以肯定。", change=change))
    return voice.say(m("满意度比上期 %(change)s 分，两期区间有重叠，不能肯定满意度有变化。", change=change))
