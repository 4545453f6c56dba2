"""Reports on screen: one blueprint, a module of views for each group of pages."""

from survey.web.reports import compare, first, importance, method, periods, trend, views
from survey.web.reports.blueprint import bp

__all__ = ["bp", "compare", "first", "importance", "method", "periods", "trend", "views"]
