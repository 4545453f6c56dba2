"""Charts of loyalty and of how well the questionnaire measures."""

from __future__ import annotations

from typing import Final

from survey import charts
from survey.charts.specification import ShareBar
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports import loyalty as loyalties
from survey.reports.counting.filters import Filter
from survey.reports.loyalty import LoyaltyReport
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn, of_wave
from survey.reports.outputs.voice import Voice
from survey.reports.returns import reliability as reliabilities
from survey.reports.returns.reliability import ReliabilityReport
from survey.stats import Estimate

__all__ = ["alphas", "loyalty", "recommendation", "recommenders", "reliability", "signs"]

USABLE: Final = 0.7
"""The α that is customarily held enough (Nunnally, Psychometric Theory, 2nd ed. 1978, p. 245)."""


def signs(report: LoyaltyReport, voice: Voice) -> charts.Chart | None:
    """The shares that show each sign of loyalty; None where nothing may be shown."""
    shown = [sign for sign in report.signs if sign.share.value is not None]
    if not shown:
        return None
    of = m("%(k)s 家 / %(n)s 家") if report.unit == "customer" else m("%(k)s 份 / %(n)s 份")
    rows = [
        ShareBar(
            voice.say(sign.title),
            sign.share,
            sure=True,
            note=voice.translate(of.text) % {"k": sign.count, "n": sign.share.n},
        )
        for sign in shown
    ]
    return charts.share_bars(
        voice.say(m("忠诚的几种表现")),
        rows,
        share_label=m("有这种表现的占比，线段为 95% 区间"),
        translate=voice.translate,
    )


def recommenders(report: LoyaltyReport, voice: Voice) -> charts.Chart | None:
    """How many would recommend us, are passive, would not; a row per question. None where nothing is shown."""
    scores = [one for one in report.scores if one.kind == "nps" and one.estimate.value is not None]
    if not scores:
        return None
    unit = m("%(n)s 家") if report.unit == "customer" else m("%(n)s 份")
    return charts.distribution_stack(
        voice.say(m("推荐者、中立者与贬损者")),
        [voice.say(label) for label, _ in reversed(scores[0].counts)],
        [(voice.text(one.label), [k for _, k in reversed(one.counts)]) for one in scores],
        notes=[voice.translate(unit.text) % {"n": one.estimate.n} for one in scores],
        translate=voice.translate,
    )


def alphas(report: ReliabilityReport, voice: Voice) -> charts.Chart | None:
    """Raw α of each dimension against the customary 0.7; None where none is defined."""
    rows = [
        ShareBar(
            voice.text(scale.label) if scale.key else voice.say(m("全部评价项目")),
            Estimate(scale.raw, None, None, scale.n),
            scale.raw >= USABLE,
            voice.say(m("%(k)d 项，n = %(n)d", k=len(scale.items), n=scale.n)),
        )
        for scale in report.scales
        if scale.raw is not None
    ]
    if not rows:
        return None
    return charts.share_bars(
        voice.say(m("各维度的 α 系数")),
        rows,
        share_label=m("原始 α"),
        unsure_label=m("灰色：不到 0.7"),
        as_percent=False,
        line=USABLE,
        line_label=m("习惯上的下限 0.7"),
        translate=voice.translate,
    )


def loyalty(bench: Bench, asked: Asked) -> Drawn | None:
    """The signs of loyalty in a wave."""
    report = _loyalty(bench, asked)
    return of_wave(signs(report, asked.voice), report, asked)


def recommendation(bench: Bench, asked: Asked) -> Drawn | None:
    """Who would recommend us in a wave."""
    report = _loyalty(bench, asked)
    return of_wave(recommenders(report, asked.voice), report, asked)


def reliability(bench: Bench, asked: Asked) -> Drawn | None:
    """The α of a wave's dimensions."""
    wave = fieldwork.wave(bench.session, asked.wave_key)
    wanted = Filter.from_mapping(asked.where)
    report = reliabilities.build(bench.session, bench.store, wave, actor=bench.actor, wanted=wanted)
    return of_wave(alphas(report, asked.voice), report, asked)


def _loyalty(bench: Bench, asked: Asked) -> LoyaltyReport:
    wave = fieldwork.wave(bench.session, asked.wave_key)
    wanted = Filter.from_mapping(asked.where)
    return loyalties.build(bench.session, bench.store, wave, actor=bench.actor, wanted=wanted)
