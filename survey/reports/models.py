"""Documents that were asked for, and reports under document control."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.accounts.models import StoredFile
from survey.db import Base, HasRef
from survey.fieldwork.models import Wave

__all__ = ["ControlledReport", "DocumentRequest"]


class ControlledReport(HasRef, Base):
    """An analysis report or management-review input: written by a person, signed, then frozen (R41)."""

    __tablename__ = "controlled_report"
    __table_args__ = (
        sa.UniqueConstraint("document_no", "revision"),
        sa.CheckConstraint("kind IN ('analysis', 'review')", name="known_kind"),
        sa.CheckConstraint("(approved_at IS NULL) = (content IS NULL)", name="approved_is_frozen"),
    )

    kind: Mapped[str] = mapped_column(sa.String(20))
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    document_no: Mapped[str] = mapped_column(sa.String(60))
    revision: Mapped[str] = mapped_column(sa.String(20))
    change_note: Mapped[str] = mapped_column(sa.String(500), default="")
    conclusion: Mapped[str] = mapped_column(sa.Text, default="")
    prepared_by: Mapped[str] = mapped_column(sa.String(60), default="")
    prepared_on: Mapped[date | None]
    reviewed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    reviewed_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(sa.String(60), default="")
    approved_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    kept_for: Mapped[str] = mapped_column(sa.String(60), default="")
    kept_by: Mapped[str] = mapped_column(sa.String(60), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    approved_at: Mapped[datetime | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), deferred=True)
    """Language → the whole document with the figures of the day it was approved."""

    wave: Mapped[Wave] = relationship()


class DocumentRequest(HasRef, Base):
    """A document somebody asked for: what, for whom, and the file once a worker has made it."""

    __tablename__ = "document_request"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="known_state"),
        sa.Index("ix_document_request_waiting", "state", "claimed_until"),
    )

    kind: Mapped[str] = mapped_column(sa.String(20))
    """gap | analysis | review | reasons | responses | chart"""
    format: Mapped[str] = mapped_column(sa.String(10))
    language: Mapped[str] = mapped_column(sa.String(5))
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    report_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("controlled_report.id", ondelete="RESTRICT"), index=True
    )
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """filter, chart, document_no, revision: as far as the kind uses them"""
    requested_at: Mapped[datetime]
    requested_by: Mapped[str] = mapped_column(sa.String(60))
    requested_email: Mapped[str] = mapped_column(sa.String(254), default="")
    requested_role: Mapped[str] = mapped_column(sa.String(20))
    """The role at the time: the document shows what that role may see, and only to those who may too."""
    state: Mapped[str] = mapped_column(sa.String(10), default="waiting")
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    failed: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why there is no file, in Chinese as it is kept in the catalogue; '' while there may be one."""
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """When request and file are deleted; None for approved reports, which are kept."""
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id", ondelete="SET NULL"))

    wave: Mapped[Wave | None] = relationship()
    report: Mapped[ControlledReport | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
