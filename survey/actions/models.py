"""改进措施单 with their steps and evidence; the registers of complaints and of what customers let us know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.accounts.models import StoredFile
from survey.customers.models import Customer
from survey.db import Base, HasRef, Pk
from survey.fieldwork.models import Wave

__all__ = [
    "Action",
    "ActionEvidence",
    "ActionRules",
    "ActionStep",
    "Complaint",
    "ComplaintLimit",
    "EvidenceRecord",
    "EvidenceSource",
    "TouchpointCheck",
]

STATES = ("proposed", "dismissed", "open", "in_work", "to_verify", "closed", "reopened")
SOURCES = (
    "item",
    "dimension",
    "customer",
    "comment",
    "complaint",
    "touchpoint_check",
    "exit_interview",
    "lost_order",
    "reason",
    "own",
)


class ActionRules(Base):
    """How the company numbers and signs its forms, and when one is proposed (id is always 1)."""

    __tablename__ = "action_rules"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.CheckConstraint("customer_limit BETWEEN 0 AND 100", name="limit_of_a_hundred"),
        sa.CheckConstraint("reason_share BETWEEN 0 AND 1", name="share_of_one"),
    )

    id: Mapped[Pk]
    pattern: Mapped[str] = mapped_column(sa.String(60))
    complaint_pattern: Mapped[str] = mapped_column(sa.String(60))
    form_title: Mapped[str] = mapped_column(sa.String(60))
    document_no: Mapped[str] = mapped_column(sa.String(60), default="")
    revision: Mapped[str] = mapped_column(sa.String(20), default="")
    needs_review: Mapped[bool] = mapped_column(default=True)
    """Whether 审核 must be signed as well as 批准 before a form is closed."""
    kept_for: Mapped[str] = mapped_column(sa.String(40), default="")
    kept_by: Mapped[str] = mapped_column(sa.String(60), default="")
    customer_limit: Mapped[float]
    """A customer whose 满意度 lies below is proposed; points of 100."""
    reason_share: Mapped[float]
    """A reason leaf with at least this share of lost sales is proposed."""
    standard: Mapped[str] = mapped_column(sa.String(10))
    """Whose list of sources the evidence register follows; a key of `standards.json`."""


class Action(HasRef, Base):
    """One finding on its way from proposal to a check that the remedy worked."""

    __tablename__ = "action"
    __table_args__ = (
        sa.CheckConstraint(f"state IN {STATES!r}", name="known_state"),
        sa.CheckConstraint(f"source IN {SOURCES!r}", name="known_source"),
        sa.CheckConstraint("check_result IN ('', 'effective', 'not_effective')", name="known_result"),
        sa.CheckConstraint(
            "(record_no IS NULL) = (state IN ('proposed', 'dismissed'))", name="numbered_once_opened"
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR (check_result = 'effective' AND closed_on IS NOT NULL)",
            name="closed_only_when_effective",
        ),
    )

    record_no: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    """None while it is only a proposal: numbers are given to forms, without holes."""
    finding_key: Mapped[str | None] = mapped_column(sa.String(160), unique=True)
    """What a proposal found, so that the same finding is proposed once; None for forms opened by hand."""
    state: Mapped[str] = mapped_column(sa.String(12), index=True)
    stamp: Mapped[int] = mapped_column(default=1)
    """Counts changes; one made on an older state is refused."""
    title: Mapped[str] = mapped_column(sa.String(120))
    source: Mapped[str] = mapped_column(sa.String(20))
    source_ref: Mapped[str] = mapped_column(sa.String(40), default="")
    """The ref of what it came from: a comment, a customer, a case, a lost order, a complaint."""
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    subject_key: Mapped[str] = mapped_column(sa.String(80), default="")
    """The item, the dimension or the reason code in question."""
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    """The figures as they stood when it was opened."""
    quotes: Mapped[list[str]] = mapped_column(default=list)
    """Refs of verbatims: people's words are shown from where they stand, and go when they are erased."""
    problem: Mapped[str] = mapped_column(sa.Text, default="")
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    owner: Mapped[str] = mapped_column(sa.String(60), default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date | None]
    correction: Mapped[str] = mapped_column(sa.Text, default="")
    """纠正: what was done at once."""
    cause: Mapped[str] = mapped_column(sa.Text, default="")
    measures: Mapped[str] = mapped_column(sa.Text, default="")
    """纠正措施: what keeps it from happening again."""
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(sa.Text, default="")
    check_method: Mapped[str] = mapped_column(sa.Text, default="")
    check_result: Mapped[str] = mapped_column(sa.String(15), default="")
    check_note: Mapped[str] = mapped_column(sa.Text, default="")
    check_figures: Mapped[str] = mapped_column(sa.Text, default="")
    """Before and after in one sentence, as it stood when the result was recorded."""
    checked_by: Mapped[str] = mapped_column(sa.String(60), default="")
    checked_on: Mapped[date | None]
    prepared_by: Mapped[str] = mapped_column(sa.String(60), default="")
    prepared_on: Mapped[date | None]
    reviewed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    reviewed_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(sa.String(60), default="")
    approved_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime]

    wave: Mapped[Wave | None] = relationship()
    steps: Mapped[list[ActionStep]] = relationship(order_by="ActionStep.id")
    evidence: Mapped[list[ActionEvidence]] = relationship(order_by="ActionEvidence.id")


class ActionStep(Base):
    """One thing that happened to a form, in words; kept for ever, earlier rounds too."""

    __tablename__ = "action_step"

    id: Mapped[Pk]
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id", ondelete="RESTRICT"), index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(120))
    what: Mapped[str] = mapped_column(sa.String(20))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What this step overwrote: the measures and the check of a round that did not work."""


class ActionEvidence(HasRef, Base):
    """What shows that the measures were carried out: a note, or a stored file with a note."""

    __tablename__ = "action_evidence"

    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id", ondelete="RESTRICT"), index=True)
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id", ondelete="RESTRICT"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    added_by: Mapped[str] = mapped_column(sa.String(120))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship()


class ComplaintLimit(Base):
    """Within how many days complaints of a kind are answered and solved."""

    __tablename__ = "complaint_limit"
    __table_args__ = (sa.CheckConstraint("reply_days >= 0 AND solve_days >= 0", name="not_negative"),)

    kind: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    reply_days: Mapped[int]
    solve_days: Mapped[int]


class Complaint(HasRef, Base):
    """顾客投诉: one line of the register, from the day it came to the day it was solved."""

    __tablename__ = "complaint"
    __table_args__ = (
        sa.CheckConstraint("first_reply_on IS NULL OR first_reply_on >= received_on", name="replied_after"),
        sa.CheckConstraint("solved_on IS NULL OR solved_on >= received_on", name="solved_after"),
        sa.CheckConstraint("satisfied IN ('', 'yes', 'partly', 'no')", name="known_verdict"),
    )

    record_no: Mapped[str] = mapped_column(sa.String(60), unique=True)
    stamp: Mapped[int] = mapped_column(default=1)
    """Counts changes; one made on an older state is refused."""
    received_on: Mapped[date] = mapped_column(index=True)
    customer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    customer_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who complained where it is no customer of the register."""
    channel: Mapped[str] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(20), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    owner: Mapped[str] = mapped_column(sa.String(60), default="")
    reply_limit: Mapped[int]
    """Days to the first reply, as the limit stood when it was registered."""
    solve_limit: Mapped[int]
    first_reply_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    solved_on: Mapped[date | None]
    satisfied: Mapped[str] = mapped_column(sa.String(10), default="")
    """Whether the customer is satisfied with the handling; '' while nobody has asked."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    registered_by: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Set when it turned out to be none; the number and the reason stay."""
    withdrawn_why: Mapped[str] = mapped_column(sa.String(500), default="")

    customer: Mapped[Customer | None] = relationship()

    @property
    def who(self) -> str:
        """The customer's name, of the register or as told."""
        return self.customer.name if self.customer else self.customer_name


class TouchpointCheck(HasRef, Base):
    """触点检查: one test call or mystery visit at a place where customers meet us."""

    __tablename__ = "touchpoint_check"
    __table_args__ = (
        sa.CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="score_of_five"),
        sa.CheckConstraint("waiting_min IS NULL OR waiting_min >= 0", name="no_negative_wait"),
    )

    record_no: Mapped[str] = mapped_column(sa.String(60), unique=True)
    stamp: Mapped[int] = mapped_column(default=1)
    """Counts changes; one made on an older state is refused."""
    checked_on: Mapped[date] = mapped_column(index=True)
    touchpoint: Mapped[str] = mapped_column(sa.String(20), index=True)
    way: Mapped[str] = mapped_column(sa.String(20))
    tester: Mapped[str] = mapped_column(sa.String(60))
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    """The department that the customer meets there."""
    points: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was looked at → `yes` or `no`."""
    score: Mapped[int | None]
    waiting_min: Mapped[float | None]
    finding: Mapped[str] = mapped_column(sa.Text, default="")
    short: Mapped[bool] = mapped_column(default=False)
    """Whether it gives cause to act."""
    registered_by: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """Set when it should not count; the number and the reason stay."""
    withdrawn_why: Mapped[str] = mapped_column(sa.String(500), default="")


class EvidenceSource(Base):
    """How the company gets to know one kind of what customers perceive, and who sees to it."""

    __tablename__ = "evidence_source"

    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    """A source of the standard's list."""
    method: Mapped[str] = mapped_column(sa.String(300), default="")
    frequency: Mapped[str] = mapped_column(sa.String(20), default="")
    owner: Mapped[str] = mapped_column(sa.String(60), default="")
    needed: Mapped[bool] = mapped_column(default=True)
    """Whether the company uses this source: the standard's list is a list of examples."""


class EvidenceRecord(HasRef, Base):
    """One piece of information on customers' perception that the system does not hold itself."""

    __tablename__ = "evidence_record"

    source: Mapped[str] = mapped_column(sa.String(40), index=True)
    held_on: Mapped[date]
    title: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    """Where it is filed: a document number, a folder, a link."""
    conclusion: Mapped[str] = mapped_column(sa.Text, default="")
    entered_by: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
