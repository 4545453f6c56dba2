"""What the customers of a wave buy in a year: the weights of figures in which sales count."""

from __future__ import annotations

from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from survey.customers.queries import sales_by_customer
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.figures import Floats, Sample

__all__ = ["sales_of", "sales_weights"]

KNOWN_FROM: Final = 0.5
"""From this share of customers with known sales on, sales weigh."""


def sales_of(session: Session, wave: Wave, drawn: Sample) -> Floats | None:
    """Each unit's yearly sales, NaN where unknown: of the frame, else of the year before; None for responses."""
    if not isinstance(drawn, CustomerSample):
        return None
    known = {
        entry.customer_id: entry.sales for entry in queries.frame(session, wave) if entry.sales is not None
    }
    if not known:
        known = dict(sales_by_customer(session, wave.opens_at.year - 1))
    return np.array([known.get(customer, np.nan) for customer in drawn.customers.tolist()], dtype=np.float64)


def sales_weights(sales: Floats | None) -> Floats | None:
    """Sales with a mean of 1, NaN for those unknown; None where too few are known to weigh by them."""
    if sales is None or not sales.size:
        return None
    there = sales[~np.isnan(sales)]
    if there.size < KNOWN_FROM * sales.size or there.sum() <= 0:
        return None
    return np.asarray(sales / there.mean(), dtype=np.float64)
