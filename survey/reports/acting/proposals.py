"""What the figures say should be acted on (R36): pure, from reports to findings.

Facts are records of the company and written in its own language, not messages to be translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from survey.actions.complaint_list import is_late
from survey.actions.models import Complaint
from survey.actions.service import Finding
from survey.actions.words import KINDS
from survey.instrument.library import wording
from survey.instrument.piping import fill
from survey.questions import Scale, text_in
from survey.reports.change.comparison import Comparison, Row
from survey.reports.findings import gap_values, percent
from survey.reports.gaps.gap_report import GapGroup, GapItem, GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.stats import Estimate, Outcome, verdict

__all__ = [
    "CustomerSigns",
    "complaint_finding",
    "degree_of",
    "dimension_facts",
    "item_facts",
    "of_complaints",
    "of_customers",
    "of_dimensions",
    "of_items",
    "of_reasons",
    "reason_facts",
    "signs_facts",
]

FEWEST: Final = 5
"""Below so many customers no item is called the lowest: one angry answer would decide it."""


@dataclass(slots=True)
class CustomerSigns:
    """What one customer's answers in one wave give cause to act on."""

    ref: str
    name: str
    total: float | None = None
    """The customer's 满意度 where it lies below the limit, else None."""
    low: list[tuple[str, str]] = field(default_factory=list)
    """(item, verbatim ref) of ratings of at most 2 that came with a comment."""
    unsolved: list[str] = field(default_factory=list)
    """What was answered of complaints that were not solved or never replied to."""


def of_items(
    report: GapReport, compared: Comparison | None, *, targets: Mapping[str, float]
) -> list[Finding]:
    """The items below their target (all of the interval), the lowest one, and those that clearly fell.

    `targets` are dimension → 目标值 in points of 100; other dimensions take the company's.
    """
    lowest = _lowest(report.items)
    found = []
    for item in report.items:
        reasons = []
        target = targets.get(item.dimension, report.target)
        degree = degree_of(report, item)
        if target is not None and degree is not None and verdict(degree, target).outcome is Outcome.MISSED:
            reasons.append(f"得分 {_one(degree.value)}，低于目标 {target:g}")
        if item is lowest:
            reasons.append("是得分最低的项目")
        if row := _fell(compared, f"item:{item.key}"):
            reasons.append(f"比上期下降 {_one(-(row.best.estimate.value or 0.0))} 分")
        if reasons:
            found.append(_item(report, item, "、".join(reasons)))
    return found


def of_dimensions(report: GapReport, *, targets: Mapping[str, float]) -> list[Finding]:
    """The dimensions whose 满意度 lies wholly below their target."""
    found = []
    for group in report.dimensions:
        target = targets.get(group.key, report.target)
        if target is None or group.degree is None:
            continue
        if verdict(group.degree, target).outcome is Outcome.MISSED:
            found.append(_dimension(report, group, target))
    return found


def of_customers(
    wave_key: str, wave_id: int, signs: Iterable[CustomerSigns], *, limit: float
) -> list[Finding]:
    """One finding for each customer with cause: a low total, low ratings with words, unsolved complaints."""
    return [
        Finding(
            source="customer",
            title=f"{one.name}：{_signs_title(one)}"[:120],
            facts=signs_facts(one, limit),
            source_ref=one.ref,
            wave_id=wave_id,
            quotes=tuple(ref for _, ref in one.low),
            key=f"{wave_key}:customer:{one.ref}",
        )
        for one in signs
    ]


def of_reasons(report: ReasonsReport, *, share: float) -> list[Finding]:
    """The reason leaves with at least `share` of the year's lost sales."""
    return [
        Finding(
            source="reason",
            title=f"流失原因“{report.tree.label(row.key)}”占流失销售额 {100 * row.share:.0f}%",
            facts=reason_facts(report, row.key),
            subject_key=row.key,
            key=f"reasons:{report.wanted.year}:{row.key}",
        )
        for row in report.leaves_by_sales.rows
        if row.share >= share
    ]


def of_complaints(complaints: Iterable[Complaint], today: date) -> list[Finding]:
    """The complaints past their limit, and those whose handling left the customer dissatisfied."""
    found = []
    for one in complaints:
        reasons = []
        if is_late(one, today):
            reasons.append("投诉已过时限，还没有" + ("解决" if one.first_reply_on else "答复"))
        if one.satisfied == "no":
            reasons.append("客户对投诉处理不满意")
        if reasons:
            found.append(
                replace(
                    complaint_finding(one),
                    title=f"{one.who}：{'，'.join(reasons)}"[:120],
                    key=f"complaint:{one.ref}",
                )
            )
    return found


def complaint_finding(one: Complaint) -> Finding:
    """What a form about this complaint says."""
    dates = [f"{one.received_on} 收到"]
    dates.append(f"{one.first_reply_on} 首次答复" if one.first_reply_on else "还没有答复")
    dates.append(f"{one.solved_on} 解决" if one.solved_on else "还没有解决")
    return Finding(
        source="complaint",
        title=f"{one.who}投诉：{KINDS[one.kind]}"[:120],
        facts=f"{one.record_no}，{'，'.join(dates)}。\n客户说：{one.text}",
        source_ref=one.ref,
        subject_key=one.kind,
        department=one.department,
    )


def degree_of(report: GapReport, item: GapItem) -> Estimate | None:
    """The item's mean as points of 100; None where its scale is not converted along a straight line.

    Only then is the converted mean the mean of the converted ratings.
    """
    scale = report.definition.scale_by_key[report.definition.item_by_key[item.key].scales["performance"]]
    line = _line(scale)
    if line is None or item.gap.performance.value is None:
        return None
    return item.gap.performance.scaled(*line)


def item_facts(report: GapReport, item: GapItem) -> str:
    """The gap sentence of the item, as reports say it; that it is withheld, where it is."""
    if item.gap.gap.value is None:
        return f"“{text_in(item.label, 'zh')}”：评价的客户太少，不显示数字。"
    key = "report_gap" if report.unit == "customer" else "report_gap_responses"
    sentence = fill(wording(key, "zh"), gap_values(item, "zh"))
    return sentence.replace("差距最大的是", "", 1)


def dimension_facts(group: GapGroup, target: float | None) -> str:
    """The dimension's 满意度 with its interval, its n and the target."""
    label, degree = text_in(group.label, "zh"), group.degree
    if degree is None or degree.value is None:
        return f"{label}：评价的客户太少，不显示数字。"
    aim = "" if target is None else f"（目标 ≥{target:g}）"
    interval = f"，区间 {_one(degree.low)}~{_one(degree.high)}" if degree.has_interval else ""
    return f"{label}满意度 {_one(degree.value)} 分{aim}{interval}，n = {degree.n}。"


def reason_facts(report: ReasonsReport, code: str) -> str:
    """How many lost customers, and how much of lost sales, one reason stands for."""
    whole = report.tree.first_level(code) == code
    by_count = {row.key: row for row in (report.by_count if whole else report.leaves_by_count).rows}
    by_sales = {row.key: row for row in (report.by_sales if whole else report.leaves_by_sales).rows}
    k = int(by_count[code].amount) if code in by_count else 0
    lines = [f"{report.tree.label(code)}（{code}）：{report.n} 家确定了根本原因的流失客户中有 {k} 家"]
    if code in by_count and (interval := by_count[code].interval) is not None:
        lines.append(
            f"（{percent(interval)}，区间 {100 * (interval.low or 0):.0f}%~{100 * (interval.high or 0):.0f}%）"
        )
    if code in by_sales:
        row = by_sales[code]
        lines.append(f"；年流失销售额 {row.amount / 10000:,.0f} 万元，占 {100 * row.share:.0f}%")
    return "".join(lines) + "。"


def signs_facts(one: CustomerSigns, limit: float) -> str:
    """What one customer's answers said, line by line."""
    lines = []
    if one.total is not None:
        lines.append(f"总分 {_one(one.total)}，低于 {limit:g}。")
    if one.low:
        items = "、".join(dict.fromkeys(f"“{label}”" for label, _ in one.low))
        lines.append(f"评 2 分及以下并写明原因：{items}。")
    lines += [f"投诉处理：{said}。" for said in one.unsolved]
    return "\n".join(lines)


def _signs_title(one: CustomerSigns) -> str:
    parts = []
    if one.unsolved:
        parts.append("投诉没有处理好")
    if one.total is not None:
        parts.append(f"总分 {_one(one.total)}")
    if one.low:
        parts.append(f"{len({label for label, _ in one.low})} 项低分并写明原因")
    return "，".join(parts)


def _item(report: GapReport, item: GapItem, why: str) -> Finding:
    label = text_in(item.label, "zh")
    return Finding(
        source="item",
        title=f"“{label}”{why}"[:120],
        facts=item_facts(report, item),
        wave_id=report.wave.id,
        subject_key=item.key,
        department=_department(report, item),
        key=f"{report.wave.key}:item:{item.key}",
    )


def _dimension(report: GapReport, group: GapGroup, target: float) -> Finding:
    degree = group.degree
    assert degree is not None
    label = text_in(group.label, "zh")
    return Finding(
        source="dimension",
        title=f"{label}满意度 {_one(degree.value)}，低于目标 {target:g}",
        facts=dimension_facts(group, target),
        wave_id=report.wave.id,
        subject_key=group.key,
        department=group.owner,
        key=f"{report.wave.key}:dimension:{group.key}",
    )


def _department(report: GapReport, item: GapItem) -> str:
    groups = {group.key: group.owner for group in report.dimensions}
    return item.department or groups.get(item.dimension, "")


def _lowest(items: Sequence[GapItem]) -> GapItem | None:
    rated = [item for item in items if item.gap.performance.value is not None and item.gap.n >= FEWEST]
    return min(rated, key=lambda item: item.gap.performance.value or 0.0, default=None)


def _fell(compared: Comparison | None, key: str) -> Row | None:
    """The row of that measure where it fell beyond its interval and the series is unbroken."""
    if compared is None or compared.withheld is not None:
        return None
    row = next((row for row in compared.rows if row.measure.key == key), None)
    if row is None or row.breaks:
        return None
    high = row.best.estimate.high
    return row if high is not None and high < 0 else None


def _line(scale: Scale) -> tuple[float, float] | None:
    """(factor, offset) of a conversion along a straight line; None for another table."""
    table = sorted(scale.conversion().items())
    if len(table) < 2:
        return None
    (x0, y0), (x1, y1) = table[0], table[-1]
    factor = (y1 - y0) / (x1 - x0)
    straight = all(abs(y0 + factor * (x - x0) - y) < 1e-9 for x, y in table)
    return (factor, y0 - factor * x0) if straight else None


def _one(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"
