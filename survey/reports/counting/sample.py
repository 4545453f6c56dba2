"""The counted responses of a wave under one filter, with the customer or the response as the unit."""

from __future__ import annotations

from survey.instrument.definition import Definition
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.by_response import ResponseSample
from survey.reports.counting.columns import Columns
from survey.reports.counting.figures import Pair, Sample, pairs_of
from survey.reports.counting.filters import Filter

__all__ = ["Pair", "Sample", "pairs_of", "sample"]


def sample(
    columns: Columns,
    definition: Definition,
    wanted: Filter,
    *,
    unit: str,
    population: int | None = None,
) -> Sample:
    """The sample for a filter, with `unit` customer or response."""
    kind = CustomerSample if unit == "customer" else ResponseSample
    return kind(columns, definition, wanted, population)
