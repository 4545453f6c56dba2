"""Reports on screen: one blueprint, a module of views for each group of pages."""

from survey.web.reports import (
    analysis,
    answer_quality,
    compare,
    competitors,
    first,
    importance,
    kano,
    leaving,
    loyalty,
    method,
    periods,
    reliability,
    trend,
    views,
)
from survey.web.reports.blueprint import bp

__all__ = [
    "analysis",
    "answer_quality",
    "bp",
    "compare",
    "competitors",
    "first",
    "importance",
    "kano",
    "leaving",
    "loyalty",
    "method",
    "periods",
    "reliability",
    "trend",
    "views",
]
