"""How the figures were obtained: the method record of the wave, the formulas, weights and conversion."""

from __future__ import annotations

from survey.fieldwork.method import FIELDS
from survey.language import Message, m
from survey.reports import findings
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.voice import NOTHING

__all__ = ["method", "record_table"]


def method(material: WaveMaterial, *, record: bool = True) -> list[Block]:
    """The annex: method record (unless it stands before), formulas with their sources, weights."""
    voice, report = material.voice, material.report
    return [
        Heading(voice.say(m("附录：方法与公式"))),
        *((record_table(material),) if record else ()),
        Table(
            title=voice.say(m("公式")),
            columns=(Column(voice.say(m("名称"))), Column(voice.say(m("算法与出处")), width=4)),
            rows=tuple(
                (voice.say(name), voice.say(how).replace("%%", "%")) for name, how in _formulas(report.sign)
            ),
        ),
        Table(
            title=voice.say(m("维度权重与折算表")),
            columns=(Column(voice.say(m("维度")), width=3), Column(voice.say(m("权重")), numeric=True)),
            rows=tuple(
                (voice.text(group.label), voice.number(group.weight, 1)) for group in report.dimensions
            ),
            note=voice.say(m("折算表：%(table)s。", table=findings.conversion_line(report))),
        ),
        Paragraph(_disclosure(material), "muted"),
    ]


def record_table(material: WaveMaterial) -> Table:
    """The method record as it was confirmed before the wave opened."""
    voice, wave = material.voice, material.wave
    privacy = {"named": m("实名"), "confidential": m("保密"), "anonymous": m("匿名")}[wave.privacy]
    rows = [(voice.say(label), str(wave.method.get(name) or NOTHING)) for name, label in FIELDS.items()]
    rows += [
        (voice.say(m("保密方式")), voice.say(privacy)),
        (
            voice.say(m("问卷")),
            f"{wave.version.questionnaire.title} · {wave.version.document_no} · {wave.version.revision}",
        ),
        (
            voice.say(m("起止时间")),
            f"{voice.moment(wave.opens_at)} – {voice.moment(wave.closes_at)}",
        ),
    ]
    return Table(
        title=voice.say(m("方法记录（GB/T 19001-2016 第 9.1.2 条）")),
        columns=(Column(voice.say(m("内容"))), Column(voice.say(m("记录")), width=4)),
        rows=tuple(rows),
    )


def _formulas(sign: str) -> tuple[tuple[Message, Message], ...]:
    gap = (
        m("实际感受 − 期望，同一客户两项都评了才计入；区间为配对 t 区间。")
        if sign == "perception-expectation"
        else m("满意程度 − 重要程度，同一客户两项都评了才计入；区间为配对 t 区间。")
    )
    return (
        (
            m("满意度"),
            m(
                "每家客户：各维度折算分的加权平均 Σ XjYj（权重按其回答过的维度重新归一），再对客户平均；0–100 分。"
            ),
        ),
        (m("满意率"), m("总体满意度题（非常满意 + 满意）÷ 有效评价数；区间为 Wilson 区间。")),
        (m("差距"), gap),
        (m("未满足比例"), m("满意程度低于重要程度（或期望）的客户所占比例；区间为 Wilson 区间。")),
        (
            m("差距明显大于平均"),
            m("同一客户内与其各项平均差距比较的配对 t 检验，Holm 校正后 p < 0.05。"),
        ),
        (m("四象限"), m("Martilla 与 James（1977）的重要性–绩效分析；分界线的取法印在图上。")),
        (
            m("区间"),
            m(
                "95%% 置信区间；应调查名单全部发放时乘有限总体校正系数 √((N−n)/(N−1))，并假定未回复的客户与回复的客户相似。"
            ),
        ),
        (
            m("达到与否"),
            m("区间全部不低于目标值为达到，全部低于为未达到，跨过目标值为不能肯定。"),
        ),
    )


def _disclosure(material: WaveMaterial) -> str:
    voice, disclosure = material.voice, material.report.disclosure
    if disclosure.k:
        return voice.say(
            m("按调查的保密承诺，不足 %(k)d 家（份）的分组和能由此推算出来的数字不显示。", k=disclosure.k)
        )
    return voice.say(m("不足 5 家的分组不作推断，逐家列出评价。"))
