"""The comparison with competitors on paper. Paper is passed on: competitors stand under letters for every reader."""

from __future__ import annotations

from collections.abc import Iterable

from survey.language import m
from survey.reports.competing.comparison import Comparison, Direct
from survey.reports.competing.report import CompetitorReport
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.pictures.block import picture
from survey.reports.outputs.pictures.competitors import lead_bars
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["competitors"]


def competitors(material: WaveMaterial) -> list[Block]:
    """Our items beside the best competitor, then each competitor, then direct comparisons; [] where not asked."""
    voice, report = material.voice, material.competitors
    if not report or report.withheld:
        return []
    blocks: list[Block] = [Heading(voice.say(m("与竞争者比较")))]
    if report.items:
        blocks += [
            Paragraph(_raters(report, voice)),
            *picture(lead_bars(report, voice)),
            _table(
                voice.say(m("与客户评价的最强竞争者逐项比较")), report.furthest_behind_first, report, voice
            ),
        ]
    for one in report.competitors:
        blocks.append(_table(voice.say(one.anonymous), one.furthest_behind_first, report, voice))
    if report.direct:
        blocks.append(_direct(report.direct, voice))
    return blocks


def _raters(report: CompetitorReport, voice: Voice) -> str:
    rating = report.rating
    if rating.hidden is not None or rating.value is None:
        return voice.say(m("评价了竞争者的占比：不单独显示。"))
    return voice.say(
        m(
            "评价了竞争者的占 %(share)s（n = %(n)d）。竞争者以字母表示，字母在同一期调查里不变。",
            share=voice.estimate(rating, 0, as_percent=True),
            n=rating.n,
        )
    )


def _table(title: str, items: Iterable[Comparison], report: CompetitorReport, voice: Voice) -> Table:
    unit = m("客户") if report.unit == "customer" else m("答卷")
    return Table(
        title=title,
        columns=(
            Column(voice.say(m("评价项目")), width=2.6),
            Column(voice.say(m("我公司")), numeric=True, width=1.3),
            Column(voice.say(m("竞争者")), numeric=True, width=1.3),
            Column(voice.say(m("我公司 − 竞争者")), numeric=True, width=1.7),
            Column(voice.say(m("判断")), width=1.2),
            Column(voice.say(unit), numeric=True, width=0.6),
        ),
        rows=tuple(_row(one, voice) for one in items),
        note=voice.say(
            m(
                "同一客户（答卷）对双方都评价了的才计入，配对 t 区间；判断按 Holm 校正后 p < 0.05。没有明显差别不等于一样好。"
            )
        ),
    )


def _row(one: Comparison, voice: Voice) -> tuple[str, ...]:
    label, base = voice.text(one.label), NOTHING if one.difference.hidden else str(one.n)
    if one.values:
        mark = voice.say(m("、"))
        ours, theirs = (mark.join(voice.number(pair[side]) for pair in one.values) for side in (0, 1))
        return label, ours, theirs, voice.say(m("逐家列出")), voice.say(one.standing.title), base
    return (
        label,
        voice.estimate(one.own),
        voice.estimate(one.other),
        voice.estimate(one.difference, 2, with_sign=True),
        NOTHING if one.difference.value is None else voice.say(one.standing.title),
        base,
    )


def _direct(found: Iterable[Direct], voice: Voice) -> Table:
    return Table(
        title=voice.say(m("客户直接比较：我公司更好还是更差")),
        columns=(
            Column(voice.say(m("维度")), width=1.6),
            Column(voice.say(m("更好 / 差不多 / 更差")), numeric=True, width=1.3),
            Column(voice.say(m("更好")), numeric=True, width=1.3),
            Column(voice.say(m("更差")), numeric=True, width=1.3),
            Column(voice.say(m("平均偏离“差不多”")), numeric=True, width=1.6),
            Column(voice.say(m("判断")), width=1.1),
            Column("n", numeric=True, width=0.5),
        ),
        rows=tuple(
            (
                voice.text(one.label),
                NOTHING if one.difference.hidden else " / ".join(str(count) for count in one.counts),
                voice.estimate(one.better, 0, as_percent=True),
                voice.estimate(one.worse, 0, as_percent=True),
                voice.estimate(one.difference, 2, with_sign=True),
                voice.say(one.standing.title),
                NOTHING if one.difference.hidden else str(one.n),
            )
            for one in found
        ),
        note=voice.say(m("与 0（差不多）比较，各维度一起作 Holm 校正；正数表示我公司更好。")),
    )
