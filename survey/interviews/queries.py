"""What reports ask of the exit interviews: one frozen row for each lost customer that was heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Customer, Loss
from survey.customers.queries import Period, in_segment, within
from survey.interviews.models import Case, Interview, StaffAttribution

__all__ = ["NOT_COUNTED", "ReportRow", "interviews_for_report"]

NOT_COUNTED = ("not_lost",)
"""Cases that turned out to be no loss at all."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One finished interview: three reasons that are never merged, and what hangs on them."""

    interview_ref: str
    customer_id: int
    customer: str
    class_key: str
    region: str
    product_line: str
    kind: str
    last_order_on: date | None
    left_on: date | None
    recognised_on: date
    held_on: date | None
    mode: str
    lost_sales: float | None
    lost_sales_source: str
    stated_code: str
    """What the customer said; '' where it was not coded."""
    staff_code: str
    """What the salesperson had thought before; '' where it was not recorded."""
    root_code: str
    """Adjudicated, else coder 1's; '' while nobody has coded it."""
    coder1: str
    coder2: str
    controllable: bool | None
    """As coded by people; None where it cannot be known."""
    touchpoint: str
    destination: str
    preventable: str
    improvement: str
    come_back: str
    confidence: str
    first_doubt_on: date | None
    quotation: str
    """Whether the words may be quoted: named | unnamed | none."""
    rating: int | None
    """Of ten, for the time before leaving."""
    contributing: tuple[tuple[str, float], ...]
    """(code, weight) in order; the weights add to 100."""


def interviews_for_report(
    session: Session,
    *,
    class_key: str | None = None,
    region: str | None = None,
    period: Period | None = None,
) -> list[ReportRow]:
    """The finished interviews of losses recognised in `period` (all without one), each lost customer once.

    Losses that were withdrawn do not count. Lost sales are the interview's own, else the loss's. Codes are
    as stored: pages for viewers and sales show a restricted leaf by its first level.
    """
    chosen = (
        sa.select(Interview, Case, Loss, Customer, StaffAttribution.code)
        .join(Case, Interview.case_id == Case.id)
        .join(Loss, Case.loss_id == Loss.id)
        .join(Customer, Case.customer_id == Customer.id)
        .outerjoin(StaffAttribution, StaffAttribution.case_id == Case.id)
        .where(
            Interview.finished_at.is_not(None),
            Loss.withdrawn_at.is_(None),
            Case.state.not_in(NOT_COUNTED),
            *in_segment(class_key, region),
            *within(Loss.recognised_on, period),
        )
        .order_by(Loss.recognised_on, Case.id)
    )
    return [_row(*found) for found in session.execute(chosen)]


def _row(
    interview: Interview, case: Case, loss: Loss, customer: Customer, staff_code: str | None
) -> ReportRow:
    own = interview.lost_sales is not None
    return ReportRow(
        interview_ref=interview.ref,
        customer_id=case.customer_id,
        customer=customer.name,
        class_key=customer.class_key,
        region=customer.region,
        product_line=loss.product_line or customer.product_line,
        kind=loss.kind,
        last_order_on=loss.last_order_on,
        left_on=loss.left_on,
        recognised_on=loss.recognised_on,
        held_on=interview.held_on,
        mode=interview.mode,
        lost_sales=interview.lost_sales if own else loss.lost_sales,
        lost_sales_source=interview.lost_sales_source if own else loss.lost_sales_source,
        stated_code=interview.stated_code,
        staff_code=staff_code or "",
        root_code=interview.root_code,
        coder1=interview.coder1_code,
        coder2=interview.coder2_code,
        controllable=interview.controllable,
        touchpoint=interview.touchpoint,
        destination=interview.destination,
        preventable=interview.preventable,
        improvement=interview.improvement,
        come_back=interview.come_back,
        confidence=interview.confidence,
        first_doubt_on=interview.first_doubt_on,
        quotation=interview.quotation,
        rating=interview.rating,
        contributing=tuple((str(code), float(weight)) for code, weight in interview.contributing),
    )
