"""The first page: the figures against their targets, then what they say as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from survey.language import m
from survey.reports import findings
from survey.reports.findings import Finding
from survey.reports.gaps.gap_report import GapReport
from survey.reports.outputs.blocks import Block, Figure, Figures, Findings, Heading, Paragraph, Tone
from survey.reports.outputs.filter_words import filter_terms
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.voice import Voice
from survey.stats import Estimate

__all__ = ["figures", "filter_line", "sentences", "summary"]


def summary(material: WaveMaterial) -> list[Block]:
    """Figures, findings and the method line of a wave."""
    voice, report = material.voice, material.report
    found: list[Block] = [Heading(voice.say(m("结论")))]
    if material.wanted:
        found.append(Paragraph(filter_line(material), "attention"))
    if report.withheld:
        found.append(
            Paragraph(
                voice.say(m("这一组的数字不显示：%(why)s。请放宽筛选条件。", why=report.withheld)),
                "attention",
            )
        )
    elif not report.n_responses:
        found.append(Paragraph(voice.say(m("还没有符合条件的答卷。")), "attention"))
    found.append(figures(material))
    said = findings.of_gap(
        report,
        material.core,
        material.class_label(findings.core_class(report)),
        language=voice.language,
    )
    if said:
        found.append(sentences(said))
    found.append(Paragraph(_method(material), "muted"))
    return found


def figures(material: WaveMaterial) -> Figures:
    """满意度, 满意率, mean gap and coverage, each with interval, n and target."""
    voice, report, total = material.voice, material.report, material.account.total
    coverage = voice.say(m("%(k)d 家 / 应调查 %(n)d 家", k=total.customers, n=total.frame))
    return Figures(
        (
            Figure(
                voice.say(m("满意度（0–100）")),
                voice.number(report.degree.value),
                (*_behind(report.degree, voice), *_against(report, voice)),
            ),
            Figure(
                voice.say(m("满意率")),
                voice.percent(report.rate.value, 1),
                (
                    *_behind(report.rate, voice, as_percent=True),
                    *_rate_against(report, voice),
                ),
            ),
            Figure(
                voice.say(m("平均差距（分）")),
                voice.number(report.overall_gap.value, 2),
                _behind(report.overall_gap, voice, digits=2),
            ),
            Figure(voice.say(m("客户覆盖率")), voice.percent(total.coverage.value), (coverage,)),
        )
    )


def sentences(said: Sequence[Finding]) -> Findings:
    """Findings as a block."""
    return Findings(tuple((one.text, cast("Tone", one.tone)) for one in said))


def filter_line(material: WaveMaterial) -> str:
    """Which responses the document counts, in words; '' for all."""
    terms = filter_terms(material.wanted, material.company.class_labels, material.voice)
    return material.voice.say(m("只统计部分答卷：%(terms)s。", terms=terms)) if terms else ""


def _behind(found: Estimate, voice: Voice, digits: int = 1, *, as_percent: bool = False) -> tuple[str, ...]:
    """The interval and the n behind a figure, or why there is none."""
    if found.hidden is not None:
        return (voice.say(found.hidden),)
    if found.value is None:
        return (voice.say(found.reason),) if found.reason else ()
    interval = voice.interval(found, 1 if as_percent else digits, as_percent=as_percent)
    return tuple(part for part in (interval, f"n = {found.n}") if part)


def _against(report: GapReport, voice: Voice) -> tuple[str, ...]:
    if report.target is None:
        return (voice.say(m("没有设目标值")),)
    line = voice.say(m("目标值 ≥ %(target)s", target=f"{report.target:g}"))
    return (f"{line} · {voice.say(report.verdict.outcome.title)}",) if report.verdict else (line,)


def _rate_against(report: GapReport, voice: Voice) -> tuple[str, ...]:
    if report.rate_target is None:
        return ()
    line = voice.say(m("目标值 ≥ %(target)s", target=voice.percent(report.rate_target)))
    return (f"{line} · {voice.say(report.rate_verdict.outcome.title)}",) if report.rate_verdict else (line,)


def _method(material: WaveMaterial) -> str:
    voice, report = material.voice, material.report
    unit = voice.say(m("以客户为统计单位：同一客户的几份答卷先平均。")) if report.unit == "customer" else ""
    return voice.sentences(
        (
            findings.method_line(report, material.account, language=voice.language),
            unit,
            voice.say(m("数据截至 %(at)s。", at=voice.moment(report.as_of))),
        )
    )
