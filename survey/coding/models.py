"""What the reader made of each verbatim, who is reading it now, and what people corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, Pk
from survey.responses import models as _responses  # noqa: F401  (foreign keys)

__all__ = ["Correction", "Reading", "ReadingClaim"]


class Reading(Base):
    """One verbatim read by one engine version; exactly one per pair, the newest engine's is current."""

    __tablename__ = "reading"
    __table_args__ = (sa.UniqueConstraint("verbatim_id", "engine"),)

    id: Mapped[Pk]
    verbatim_id: Mapped[int] = mapped_column(sa.ForeignKey("verbatim.id", ondelete="RESTRICT"))
    engine: Mapped[str] = mapped_column(sa.String(60), index=True)
    """Name and version, such as `liusheng-2/1`."""
    kind: Mapped[str] = mapped_column(sa.String(20))
    polarity: Mapped[str] = mapped_column(sa.String(10))
    probability: Mapped[float | None]
    dimensions: Mapped[list[Any]]
    """[[dimension, polarity], …]"""
    detail: Mapped[dict[str, Any]]
    """The whole reading (clauses, deciding words, reasons) as JSON."""
    read_at: Mapped[datetime]
    """The day, at midnight UTC."""


class ReadingClaim(Base):
    """A verbatim still to be read, with the lease of the worker that is at it."""

    __tablename__ = "reading_claim"

    verbatim_id: Mapped[int] = mapped_column(
        sa.ForeignKey("verbatim.id", ondelete="RESTRICT"), primary_key=True
    )
    claimed_until: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    failed: Mapped[str] = mapped_column(sa.String(200), default="")
    """Why it is given up after three tries; '' while it may still be read."""


class Correction(Base):
    """A person's verdict on one aspect of a verbatim; it outranks the machine and is never overwritten."""

    __tablename__ = "correction"
    __table_args__ = (sa.UniqueConstraint("verbatim_id", "aspect"),)

    id: Mapped[Pk]
    verbatim_id: Mapped[int] = mapped_column(sa.ForeignKey("verbatim.id", ondelete="RESTRICT"))
    aspect: Mapped[str] = mapped_column(sa.String(20))
    """polarity | dimensions"""
    value: Mapped[list[Any]]
    machine: Mapped[list[Any]] = mapped_column(default=list)
    """What the machine had said, for counting agreement."""
    engine: Mapped[str] = mapped_column(sa.String(60), default="")
    by: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[datetime]
