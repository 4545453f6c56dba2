"""A chart as a block of a document."""

from __future__ import annotations

from survey import charts
from survey.reports.outputs.blocks import Picture

__all__ = ["picture"]


def picture(chart: charts.Chart | None) -> list[Picture]:
    """The chart as a block, [] for none."""
    return [Picture(chart.title, charts.render(chart), chart.description)] if chart else []
