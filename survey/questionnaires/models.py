"""Questionnaires in work, their published versions, and the numbers of controlled records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, HasRef

__all__ = ["Questionnaire", "RecordSerial", "Version"]


class Questionnaire(HasRef, Base):
    """A questionnaire with its draft; what respondents see are its versions."""

    __tablename__ = "questionnaire"

    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(20))
    template_key: Mapped[str] = mapped_column(sa.String(60), default="")
    draft: Mapped[dict[str, Any]]
    draft_stamp: Mapped[int] = mapped_column(default=1)
    """Counts every change of the draft; an edit made on an older one is refused, not merged blindly."""
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120), default="")
    retired_at: Mapped[datetime | None]

    versions: Mapped[list[Version]] = relationship(order_by="Version.number")


class Version(HasRef, Base):
    """A published, frozen, numbered definition under document control (R41)."""

    __tablename__ = "version"
    __table_args__ = (sa.UniqueConstraint("questionnaire_id", "number"),)

    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaire.id", ondelete="RESTRICT"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    document_no: Mapped[str] = mapped_column(sa.String(60))
    revision: Mapped[str] = mapped_column(sa.String(20))
    prepared_by: Mapped[str] = mapped_column(sa.String(60))
    reviewed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    approved_by: Mapped[str] = mapped_column(sa.String(60))
    effective_on: Mapped[date]
    change_note: Mapped[str] = mapped_column(sa.Text, default="")
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(sa.String(120), default="")
    retired_at: Mapped[datetime | None]

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")


class RecordSerial(Base):
    """The last serial number given under a pattern in a year."""

    __tablename__ = "record_serial"

    pattern: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
