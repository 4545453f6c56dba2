"""What a trend says in sentences."""

from __future__ import annotations

from survey.language import Message, m
from survey.reports.change.comparison_words import Said, change, interval, shown
from survey.reports.change.trend_report import Point, Trend
from survey.stats import Outcome, verdict

__all__ = ["said"]


def said(trend: Trend, name: str | Message) -> list[Said]:
    """The sentences of a trend; `name` is the measure's in the reader's language."""
    waves = [point for point in trend.points if point.wave is not None]
    if not waves:
        return []
    found = [*_last(trend, waves[-1], name), *_target(trend, waves[-1])]
    if len(waves) > 1:
        found += _change(trend, waves[-1], waves[-2], name)
    if waves[-1].mode_moved:
        found.append(
            Said(m("最近一期的调查方式构成变化超过 15 个百分点，变化可能部分来自调查方式。"), "attention")
        )
    return [*found, *(Said(message, "attention") for message in trend.recalculated)]


def _last(trend: Trend, point: Point, name: str | Message) -> list[Said]:
    each = point.estimate
    if each.value is None:
        return []
    values = {"period": point.label, "what": name, "value": shown(trend.measure, each.value), "n": each.n}
    if each.low is None:
        return [Said(m("%(period)s%(what)s %(value)s（n = %(n)d）。", **values))]
    values |= {"low": shown(trend.measure, each.low), "high": shown(trend.measure, each.high)}
    return [Said(m("%(period)s%(what)s %(value)s（95%% 区间 %(low)s~%(high)s，n = %(n)d）。", **values))]


def _target(trend: Trend, point: Point) -> list[Said]:
    if point.target is None or point.estimate.value is None:
        return []
    found = verdict(point.estimate, point.target)
    tone = {Outcome.MET: "good", Outcome.MISSED: "danger", Outcome.UNDECIDED: "attention"}[found.outcome]
    return [
        Said(
            m(
                "%(year)d 年目标值 %(target)s：%(verdict)s。",
                year=point.year,
                target=shown(trend.measure, point.target),
                verdict=found.message,
            ),
            tone,
        )
    ]


def _change(trend: Trend, last: Point, before: Point, name: str | Message) -> list[Said]:
    if last.breaks:
        return [Said(m("最近一期与上一期的口径不同，不作比较：%(why)s", why=last.breaks[0]), "attention")]
    best = last.best
    if best is None or best.estimate.value is None or best.estimate.low is None:
        return []
    values = {
        "before": before.label,
        "d": change(trend.measure, best.estimate.value),
        "interval": interval(trend.measure, best.estimate),
        "n": best.estimate.n,
    }
    how = (
        m("与%(before)s相比，两期都评价的 %(n)d 家客户平均变化 %(d)s（95%% 区间 %(interval)s）", **values)
        if best is last.paired
        else m("与%(before)s相比，相差 %(d)s（95%% 区间 %(interval)s，按两组独立样本）", **values)
    )
    if last.direction:
        tone = "good" if last.direction == "up" else "danger"
        return [Said(m("%(how)s，变化能够肯定。", how=how), "" if trend.figure == "importance" else tone)]
    return [Said(m("%(how)s，还不能肯定有变化。", how=how))]
