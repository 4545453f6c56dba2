"""Findings as sentences, generated from the figures and never claiming more than their intervals allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from survey.instrument.library import wording
from survey.instrument.piping import fill
from survey.questions import listed, text_in
from survey.reports.competing import words as competing
from survey.reports.competing.comparison import Comparison, Direct, Standing
from survey.reports.competing.report import CompetitorReport
from survey.reports.gaps.gap_report import GapItem, GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.returns.accounting import Accounting
from survey.stats import Estimate, Outcome

__all__ = ["Finding", "core_class", "method_line", "of_competitors", "of_gap", "of_reasons"]

NOTHING = "—"
SMALL = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for a manager; `tone` is good, attention, danger or ''."""

    text: str
    tone: str = ""


def of_gap(
    report: GapReport, core: GapReport | None = None, core_label: str = "", *, language: str = "zh"
) -> list[Finding]:
    """What the gap report says first: the target, the widest gap, the core class, competitors."""
    found = [*_target(report, language), *_widest(report, language)]
    if core is not None and core.n_units:
        found += _core(report, core, core_label, language)
    return [*found, *_beside(tuple(report.beside.values()), report.unit, language)]


def of_competitors(report: CompetitorReport, *, language: str = "zh") -> list[Finding]:
    """Where we stand clearly higher or lower than competitors: item by item, then as customers compare outright."""
    direct = competing.sentence(report.direct, report.unit, language, key="report_competitors_direct")
    return [
        *_beside(report.items, report.unit, language),
        *([Finding(direct, _tone(report.direct))] if direct else []),
    ]


def _beside(items: Sequence[Comparison], unit: str, language: str) -> list[Finding]:
    said = competing.sentence(items, unit, language)
    return [Finding(said, _tone(items))] if said else []


def _tone(items: Sequence[Comparison | Direct]) -> str:
    """That of the worst that is said."""
    standings = {item.standing for item in items}
    return next((one.tone for one in (Standing.LOWER, Standing.HIGHER) if one in standings), "")


def core_class(report: GapReport) -> str:
    """The class that is looked at first: the first by key; '' without classes."""
    return next((value for value in report.segments.get("class", ()) if value), "")


def of_reasons(report: ReasonsReport, *, language: str = "zh") -> list[Finding]:
    """What the reasons report says first: the churn of the year, the first reason by each measure."""
    first = {
        name: _reason(report, by.rows[0].key, language) if by.rows else NOTHING
        for name, by in (("r1", report.by_count), ("r2", report.by_sales))
    }
    if report.rates is None or not report.rates.customers.n:
        if not report.n:
            return []
        return [Finding(fill(wording("report_reasons", language), {"n": str(report.n), **first}), "danger")]
    gone = [loss for loss in report.losses if loss.kind in ("complete", "former")]
    values = {
        **first,
        "period": f"{report.wanted.year} 年" if language == "zh" else str(report.wanted.year),
        "population": str(report.rates.customers.n),
        "k": str(len(gone)),
        "rate": percent(report.rates.customers),
        "sales": f"{sum(loss.lost_sales or 0.0 for loss in gone) / 10000:,.0f}",
        "p": str(report.by_kind.get("partial", 0)),
        "q": str(report.lost_orders.n),
    }
    return [Finding(fill(wording("report_churn", language), values), "danger")]


def method_line(report: GapReport, account: Accounting, *, language: str = "zh") -> str:
    """The method line that stands under every figure of the wave."""
    total = account.total
    version = report.wave.version
    values = {
        "period": report.wave.period or report.wave.name,
        "population": str(total.frame),
        "sent": str(total.issued),
        "returned": str(total.returned),
        "valid": str(total.valid),
        "n": str(total.customers),
        "response_rate": percent(total.response_rate),
        "valid_rate": percent(total.valid_rate),
        "coverage": percent(total.coverage),
        "share": NOTHING if total.sales_coverage is None else f"{100 * total.sales_coverage:.0f}%",
        "conversion": conversion_line(report),
        "revision": version.revision,
    }
    return fill(wording("report_method", language), values)


def conversion_line(report: GapReport) -> str:
    """The conversion table as it is printed: `5=100、4=80 …`."""
    if report.scale is None:
        return NOTHING
    table = sorted(report.scale.conversion().items(), reverse=True)
    return " ".join(f"{value}={score:g}" for value, score in table)


def percent(estimate: Estimate, digits: int = 0) -> str:
    """A share as a percentage, "—" where there is none."""
    return NOTHING if estimate.value is None else f"{100 * estimate.value:.{digits}f}%"


def _wording(report: GapReport, key: str, language: str) -> str:
    """The sentence for the report's unit: customers, or responses."""
    return wording(key if report.unit == "customer" else f"{key}_responses", language)


def _gap_wording(report: GapReport, language: str) -> str:
    """The gap sentence for what was asked beside performance: importance, or expectation."""
    expected = report.sign == "perception-expectation"
    return _wording(report, "report_gap_expected" if expected else "report_gap", language)


def _target(report: GapReport, language: str) -> list[Finding]:
    degree, target = report.degree, report.target
    if target is None or report.verdict is None or degree.value is None or degree.low is None:
        return []
    values = {
        "period": report.wave.period or report.wave.name,
        "value": _one(degree.value),
        "target": f"{target:g}",
        "low": _one(degree.low),
        "high": _one(degree.high),
        "n": str(degree.n),
        "diff": _one(target - degree.value),
        "items": listed((text_in(item.label, language) for item in report.worst_first[:2]), language),
    }
    outcome = report.verdict.outcome
    if outcome is Outcome.MET:
        return [Finding(fill(wording("report_target_met", language), values), "good")]
    if outcome is Outcome.MISSED:
        return [Finding(fill(wording("report_target_missed", language), values), "danger")]
    side = "above" if report.verdict.figure_meets else "below"
    return [Finding(fill(_wording(report, f"report_target_{side}_unsure", language), values), "attention")]


def _widest(report: GapReport, language: str) -> list[Finding]:
    worst = next(iter(report.worst_first), None)
    if worst is None or worst.gap.gap.value is None or worst.gap.gap.value >= 0:
        return []
    if worst.values:
        return [_listed(worst, language)]
    return [Finding(fill(_gap_wording(report, language), gap_values(worst, language)), "danger")]


def _core(report: GapReport, core: GapReport, label: str, language: str) -> list[Finding]:
    """The core class's widest gap, when it is not the one already named."""
    worst = next(iter(core.worst_first), None)
    if worst is None or worst.gap.gap.value is None or worst.gap.gap.value >= 0:
        return []
    inner = _listed(worst, language) if worst.values else None
    text = inner.text if inner else fill(_gap_wording(core, language), gap_values(worst, language))
    return [Finding(f"{label}：{text}" if language == "zh" else f"{label}: {text}", "attention")]


def _listed(item: GapItem, language: str) -> Finding:
    values = listed((_one(performance) for _, performance in item.values), language)
    sentence = fill(wording("report_small_sample", language), {"n": str(len(item.values)), "values": values})
    return Finding(f"“{text_in(item.label, language)}” {sentence}", "attention")


def gap_values(item: GapItem, language: str) -> dict[str, str]:
    """The placeholders of the gap sentence."""
    figures = item.gap
    return {
        "item": text_in(item.label, language),
        "importance": _one(figures.reference.value),
        "satisfaction": _one(figures.performance.value),
        "gap": _signed(figures.gap.value),
        "n": str(figures.n),
        "low": _signed(figures.gap.low),
        "high": _signed(figures.gap.high),
        "k": str(figures.unmet_count),
        "pct": percent(figures.unmet),
    }


def _reason(report: ReasonsReport, code: str, language: str) -> str:
    return report.tree.label(code, language)


def _one(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def _signed(value: float | None) -> str:
    return NOTHING if value is None else f"{value:+.1f}".replace("-", "−")
