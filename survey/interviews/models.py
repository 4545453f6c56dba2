"""Exit interviews: projects, cases, attempts, what was said, and how it was coded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.customers.models import Customer, Loss
from survey.db import Base, HasRef, Pk

__all__ = ["Attempt", "Case", "Interview", "StaffAttribution"]

STATES = (
    "to_contact",
    "no_answer",
    "refused",
    "appointed",
    "done",
    "done_by_link",
    "not_lost",
    "won_back",
)


class Case(HasRef, Base):
    """The work of reaching one lost customer."""

    __tablename__ = "case"
    __table_args__ = (sa.CheckConstraint(f"state IN {STATES!r}", name="known_state"),)

    loss_id: Mapped[int] = mapped_column(sa.ForeignKey("loss.id", ondelete="RESTRICT"), unique=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    interviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(sa.String(20), default="to_contact")
    due_on: Mapped[date | None]
    appointed_at: Mapped[datetime | None]
    appointed_note: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime]

    loss: Mapped[Loss] = relationship()
    customer: Mapped[Customer] = relationship()
    attempts: Mapped[list[Attempt]] = relationship(order_by="Attempt.at")


class Attempt(Base):
    """One try to reach them, with its outcome."""

    __tablename__ = "attempt"

    id: Mapped[Pk]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    by: Mapped[str] = mapped_column(sa.String(120))


class StaffAttribution(Base):
    """业务员判断: why the account's salesperson thinks the customer left, before seeing the interview."""

    __tablename__ = "staff_attribution"

    id: Mapped[Pk]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="RESTRICT"), unique=True)
    code: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    by: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]


class Interview(HasRef, Base):
    """What one lost customer said, and the root cause as coded by people."""

    __tablename__ = "interview"
    __table_args__ = (
        sa.CheckConstraint("lost_sales IS NULL OR lost_sales >= 0", name="not_negative"),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 10", name="rating_of_ten"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="RESTRICT"), unique=True)
    stamp: Mapped[int] = mapped_column(default=1)
    """Counts saves; a save made on an older state is refused so that no note is lost."""
    held_on: Mapped[date | None]
    mode: Mapped[str] = mapped_column(sa.String(20), default="phone")
    interviewer: Mapped[str] = mapped_column(sa.String(120), default="")
    interviewee_role: Mapped[str] = mapped_column(sa.String(30), default="")
    consent_notes: Mapped[bool] = mapped_column(default=False)
    consent_recording: Mapped[bool] = mapped_column(default=False)
    quotation: Mapped[str] = mapped_column(sa.String(10), default="none")
    """named | unnamed | none"""
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Guide key → the customer's words."""
    restricted_note: Mapped[str] = mapped_column(sa.Text, default="")
    rating: Mapped[int | None]
    stated_text: Mapped[str] = mapped_column(sa.Text, default="")
    stated_code: Mapped[str] = mapped_column(sa.String(10), default="")
    contributing: Mapped[list[Any]] = mapped_column(default=list)
    """[[code, weight], …] ranked, at most three, weights adding to 100."""
    coder1_code: Mapped[str] = mapped_column(sa.String(10), default="")
    coder1_by: Mapped[str] = mapped_column(sa.String(120), default="")
    coder2_code: Mapped[str] = mapped_column(sa.String(10), default="")
    coder2_by: Mapped[str] = mapped_column(sa.String(120), default="")
    adjudicated_code: Mapped[str] = mapped_column(sa.String(10), default="")
    adjudicated_by: Mapped[str] = mapped_column(sa.String(120), default="")
    controllable: Mapped[bool | None]
    controllable_why: Mapped[str] = mapped_column(sa.String(300), default="")
    first_doubt_on: Mapped[date | None]
    touchpoint: Mapped[str] = mapped_column(sa.String(40), default="")
    destination: Mapped[str] = mapped_column(sa.String(20), default="")
    destination_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """Restricted: the competitor's name."""
    lost_sales: Mapped[float | None]
    lost_sales_source: Mapped[str] = mapped_column(sa.String(20), default="")
    preventable: Mapped[str] = mapped_column(sa.String(10), default="")
    preventable_until: Mapped[date | None]
    improvement: Mapped[str] = mapped_column(sa.String(20), default="")
    come_back: Mapped[str] = mapped_column(sa.String(20), default="")
    call_again_on: Mapped[date | None]
    confidence: Mapped[str] = mapped_column(sa.String(10), default="")
    finished_at: Mapped[datetime | None]
    saved_at: Mapped[datetime]

    case: Mapped[Case] = relationship()

    @property
    def root_code(self) -> str:
        """The adjudicated root cause, else coder 1's; '' while nobody has coded it."""
        return self.adjudicated_code or self.coder1_code
