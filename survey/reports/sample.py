"""The counted responses of a wave under one filter, with the customer or the response as the unit."""

from __future__ import annotations

from survey.instrument.definition import Definition
from survey.reports.by_customer import CustomerSample
from survey.reports.by_response import ResponseSample
from survey.reports.columns import Columns
from survey.reports.figures import Pair, Sample, pairs_of
from survey.reports.filters import Filter

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
