"""Drawings of the comparing reports, in the reader's language."""

from __future__ import annotations

from markupsafe import Markup

from survey import charts
from survey.language import Message
from survey.questions import text_in
from survey.reports.change.comparison import Comparison
from survey.reports.counting.measures import Measure
from survey.web.i18n import language, translate, translator

__all__ = ["markup", "name_of", "of_comparison"]


def name_of(measure: Measure) -> str:
    """What a measure is called in the reader's language."""
    label = measure.label
    return translate(label) if isinstance(label, Message) else text_in(label, language())


def of_comparison(report: Comparison, title: str) -> Markup | None:
    """The items' differences, the largest first; None where nothing can be compared."""
    rows = [row for row in report.group("item") if row.best.estimate.value is not None and not row.breaks]
    if not rows:
        return None
    rows.sort(key=lambda row: row.best.estimate.value or 0.0)
    chart = charts.difference_bars(
        title,
        [(name_of(row.measure), row.best.estimate, bool(row.direction)) for row in rows],
        translate=translator(),
    )
    return markup(chart)


def markup(chart: charts.Chart) -> Markup:
    """The chart for desk and phone, ready to stand in a page."""
    # Made safe by survey.charts.svg: every text in it is escaped, it holds no script and no style.
    return Markup(charts.render_responsive(chart))  # noqa: S704
