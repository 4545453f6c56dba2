"""Plans, targets, waves, the ways responses come in, and answers in progress."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.customers.models import Contact, Customer
from survey.db import Base, HasRef, Pk
from survey.questionnaires.models import Version

__all__ = [
    "Collector",
    "Draft",
    "EarlierTotal",
    "FrameEntry",
    "Invitation",
    "PlanLine",
    "SurveyPlan",
    "Target",
    "Wave",
]


class SurveyPlan(HasRef, Base):
    """The annual survey plan: a controlled record from which waves are opened."""

    __tablename__ = "survey_plan"

    year: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    document_no: Mapped[str] = mapped_column(sa.String(60), default="")
    revision: Mapped[str] = mapped_column(sa.String(20), default="")
    prepared_by: Mapped[str] = mapped_column(sa.String(60), default="")
    reviewed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    approved_by: Mapped[str] = mapped_column(sa.String(60), default="")
    approved_on: Mapped[date | None]
    created_at: Mapped[datetime]

    lines: Mapped[list[PlanLine]] = relationship(order_by="PlanLine.id")


class PlanLine(HasRef, Base):
    """One planned survey: whom, how, when, how many, who is responsible, what is the aim."""

    __tablename__ = "plan_line"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("survey_plan.id", ondelete="RESTRICT"), index=True)
    period: Mapped[str] = mapped_column(sa.String(60))
    object: Mapped[str] = mapped_column(sa.String(200))
    frame: Mapped[str] = mapped_column(sa.String(200), default="")
    method: Mapped[str] = mapped_column(sa.String(200), default="")
    sample: Mapped[str] = mapped_column(sa.String(200), default="")
    responsible: Mapped[str] = mapped_column(sa.String(60), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    target: Mapped[str] = mapped_column(sa.String(60), default="")
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id", ondelete="SET NULL"))

    wave: Mapped[Wave | None] = relationship()


class Target(HasRef, Base):
    """目标值: year × scope × measure × value, with its formula and who approved it (R43)."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("year", "scope", "scope_key", "measure"),)

    year: Mapped[int]
    scope: Mapped[str] = mapped_column(sa.String(20), default="company")
    """company | department | dimension | product_line"""
    scope_key: Mapped[str] = mapped_column(sa.String(60), default="")
    measure: Mapped[str] = mapped_column(sa.String(20))
    """degree | rate | response_rate | coverage | complaint_reply | churn"""
    value: Mapped[float]
    formula: Mapped[str] = mapped_column(sa.String(200), default="")
    approved_by: Mapped[str] = mapped_column(sa.String(60), default="")


class EarlierTotal(HasRef, Base):
    """A figure of an earlier year entered as a total, because its answers are gone (R44)."""

    __tablename__ = "earlier_total"
    __table_args__ = (sa.UniqueConstraint("questionnaire", "year", "part", "measure"),)

    questionnaire: Mapped[str] = mapped_column(sa.String(60), default="")
    """Key of the questionnaire whose trend it joins; '' for all."""
    year: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    """0 for the whole year, 1 and 2 for its halves"""
    measure: Mapped[str] = mapped_column(sa.String(80))
    """degree | rate | nps | dimension:KEY | item:KEY, as reports name it"""
    value: Mapped[float]
    """Points of 100, scale points for an item, a share of 1 for the rate."""
    n: Mapped[int | None]
    """Customers behind it; None where nobody noted it."""
    formula: Mapped[str] = mapped_column(sa.String(200), default="")
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    entered_by: Mapped[str] = mapped_column(sa.String(120), default="")
    entered_at: Mapped[datetime]


class Wave(HasRef, Base):
    """One fielding of a version in a period; its privacy mode is fixed before the first response."""

    __tablename__ = "wave"
    __table_args__ = (
        sa.CheckConstraint("privacy IN ('named', 'confidential', 'anonymous')", name="known_privacy"),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name="known_state"),
        sa.CheckConstraint("unit IN ('customer', 'response')", name="known_unit"),
    )

    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    period: Mapped[str] = mapped_column(sa.String(60), default="")
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("version.id", ondelete="RESTRICT"))
    state: Mapped[str] = mapped_column(sa.String(10), default="draft")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    privacy: Mapped[str] = mapped_column(sa.String(20), default="named")
    unit: Mapped[str] = mapped_column(sa.String(10), default="customer")
    """Whom averages count: customers, or responses (consumers, anonymous waves)."""
    k_min: Mapped[int] = mapped_column(default=3)
    segments: Mapped[list[str]] = mapped_column(default=list)
    """Segment attributes that an anonymous response may carry."""
    who_can_see: Mapped[str] = mapped_column(sa.Text, default="")
    """Fills the notice's point 4; confirmed by quality staff when the wave is opened."""
    method: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The method record: purpose, population, frame, sampling, mode, formula, owner, approved_by."""
    method_confirmed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    version: Mapped[Version] = relationship()


class FrameEntry(Base):
    """A customer that should be surveyed （应调查）, as it was when the frame was fixed."""

    __tablename__ = "frame_entry"
    __table_args__ = (sa.UniqueConstraint("wave_id", "customer_id"),)

    id: Mapped[Pk]
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    class_key: Mapped[str] = mapped_column(sa.String(20), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    industry: Mapped[str] = mapped_column(sa.String(60), default="")
    product_line: Mapped[str] = mapped_column(sa.String(60), default="")
    sales: Mapped[float | None]
    """Sales of the last full year before the wave, for 销售额覆盖率."""
    disposition: Mapped[str] = mapped_column(sa.String(20), default="")
    """'' | refused | unreachable | postponed: what became of it when no response came."""

    customer: Mapped[Customer] = relationship()


class Collector(HasRef, Base):
    """A way responses come in that is not tied to one customer: an open link with its QR code."""

    __tablename__ = "collector"
    open_link: ClassVar[bool] = True

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20), default="link")
    """link | intercept; the mode stored with its responses"""
    name: Mapped[str] = mapped_column(sa.String(120))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Invitation(HasRef, Base):
    """One questionnaire given out （发放） to one customer or contact: a link of its own, one response."""

    __tablename__ = "invitation"
    open_link: ClassVar[bool] = False

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id", ondelete="RESTRICT"))
    mode: Mapped[str] = mapped_column(sa.String(20), default="link")
    """How it was given out: link | qr | paper | phone | visit."""
    record_no: Mapped[str] = mapped_column(sa.String(60), default="")
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    issued_at: Mapped[datetime]
    returned_on: Mapped[date | None]
    """The day a response came; in anonymous waves only that it came is known, not which."""

    customer: Mapped[Customer] = relationship()
    contact: Mapped[Contact | None] = relationship()


class Draft(Base):
    """Answers in progress; deleted in the transaction that stores the response."""

    __tablename__ = "draft"

    id: Mapped[Pk]
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    section: Mapped[str] = mapped_column(sa.String(60), default="")
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
