"""The charts of the report pages: those of the documents, drawn for screens in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from survey import charts
from survey.fieldwork.models import Wave
from survey.reports.drivers.axes import AxisChoice
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.outputs import pictures
from survey.reports.outputs.voice import Voice
from survey.web.context import zone
from survey.web.i18n import language, translator

__all__ = ["of_gap", "of_reasons", "trend_of"]


def of_gap(report: GapReport, axes: AxisChoice = "default") -> dict[str, Markup]:
    """Gap bars (largest shortfall first) and quadrants; {} where nothing is shown."""
    bars = pictures.gap_bars(report, _voice())
    quadrants = pictures.quadrants(report, _voice(), axes)
    return {"bars": _svg(bars), "quadrants": _svg(quadrants)} if bars and quadrants else {}


def of_reasons(report: ReasonsReport) -> dict[str, Markup]:
    """The two Pareto charts; {} while nobody has been heard."""
    drawn = {
        "count": pictures.reason_pareto(report, report.by_count, _voice(), sales=False),
        "sales": pictures.reason_pareto(report, report.by_sales, _voice(), sales=True),
    }
    return {name: _svg(chart) for name, chart in drawn.items() if chart}


def trend_of(rows: Sequence[tuple[Wave, GapReport]]) -> Markup | None:
    """满意度 over the waves given newest first; None for fewer than two."""
    chart = pictures.trend(list(reversed(rows)), _voice())
    return _svg(chart) if chart else None


def _voice() -> Voice:
    return Voice(language(), translator(), zone())


def _svg(chart: charts.Chart) -> Markup:
    # Made safe by survey.charts.svg: every text in it is escaped, it holds no script and no style.
    return Markup(charts.render_responsive(chart))  # noqa: S704
