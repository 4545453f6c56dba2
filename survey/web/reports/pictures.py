"""The charts of the report pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from survey import charts
from survey.fieldwork.models import Wave
from survey.questions import text_in
from survey.reports.axes import AxisChoice, line_words
from survey.reports.gap_report import GapReport
from survey.reports.reasons import ReasonsReport
from survey.stats import Estimate
from survey.web.i18n import language, translate, translator

__all__ = ["of_gap", "of_reasons", "trend_of"]


def of_gap(report: GapReport, axes: AxisChoice = "default") -> dict[str, Markup]:
    """Gap bars (largest shortfall first), quadrants, and how the ratings spread; {} where nothing is shown."""
    shown = [item for item in report.worst_first if item.gap.gap.value is not None]
    if not shown or report.withheld or report.scale is None:
        return {}
    span = (float(report.scale.values[0]), float(report.scale.values[-1]))
    labels = [text_in(item.label, language()) for item in shown]
    bars = charts.gap_bars(
        translate("各项目的差距，从大到小"),
        labels,
        [item.gap for item in shown],
        notes=[_base(report, item.gap.n) for item in shown],
        scale=span,
        translate=translator(),
    )
    quadrants = charts.quadrant_chart(
        translate("重要程度与满意程度四象限图"),
        [text_in(item.label, language()) for item in report.items],
        report.quadrants,
        scale=span,
        performance_line=line_words(axes),
        translate=translator(),
    )
    return {"bars": _svg(bars), "quadrants": _svg(quadrants)}


def of_reasons(report: ReasonsReport) -> dict[str, Markup]:
    """The two Pareto charts; {} while nobody has been heard."""
    if not report.n:
        return {}
    labels = {code: report.tree.label(code, language()) for code in report.tree.codes}
    count = charts.pareto_chart(
        translate("按流失客户家数"),
        report.by_count,
        labels,
        amount=lambda value: translate("%(n)s 家") % {"n": f"{value:.0f}"},
        translate=translator(),
    )
    found = {"count": _svg(count)}
    if report.by_sales.rows:
        sales = charts.pareto_chart(
            translate("按流失销售额（每年）"),
            report.by_sales,
            labels,
            amount=lambda value: translate("%(n)s 万元") % {"n": f"{value / 10000:,.0f}"},
            translate=translator(),
        )
        found["sales"] = _svg(sales)
    return found


def trend_of(rows: Sequence[tuple[Wave, GapReport]]) -> Markup | None:
    """满意度 over the waves of one questionnaire, oldest first; None for fewer than two."""
    points: list[tuple[str, Estimate]] = [
        (wave.period or wave.name, report.degree)
        for wave, report in reversed(rows)
        if report.degree.value is not None
    ]
    if len(points) < 2:
        return None
    target = rows[0][1].target
    return _svg(charts.trend(translate("顾客满意度的变化"), points, target=target, translate=translator()))


def _base(report: GapReport, n: int) -> str:
    return (translate("%(n)s 家") if report.unit == "customer" else translate("%(n)s 份")) % {"n": n}


def _svg(chart: charts.Chart) -> Markup:
    # Made safe by survey.charts.svg: every text in it is escaped, it holds no script and no style.
    return Markup(charts.render_responsive(chart))  # noqa: S704
