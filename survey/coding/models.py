"""What the reader made of each verbatim, who is reading it now, what people corrected, the company's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, HasRef, Pk
from survey.responses import models as _responses  # noqa: F401  (foreign keys)

__all__ = ["CompanyModel", "CompanyWord", "Correction", "Reading", "ReadingClaim", "Rereading"]


class Reading(Base):
    """What the program last made of a verbatim: one per verbatim, replaced when it is read again."""

    __tablename__ = "reading"
    __table_args__ = (sa.UniqueConstraint("verbatim_id"),)

    id: Mapped[Pk]
    verbatim_id: Mapped[int] = mapped_column(sa.ForeignKey("verbatim.id", ondelete="RESTRICT"))
    engine: Mapped[str] = mapped_column(sa.String(60), index=True)
    """Engine, version and the stamp of the company's dictionary: `liusheng-3/2`, `liusheng-3/2+5c1e09aa`."""
    kind: Mapped[str] = mapped_column(sa.String(20))
    polarity: Mapped[str] = mapped_column(sa.String(10))
    probability: Mapped[float | None]
    dimensions: Mapped[list[Any]]
    """[[dimension, polarity], …]"""
    detail: Mapped[dict[str, Any]]
    """The whole reading (clauses, deciding words, reasons) as JSON."""
    terms: Mapped[list[str] | None]
    """Its content words, for word lists (pages never segment); None: read before they were kept."""
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


class Rereading(Base):
    """That somebody asked for everything to be read again by the present engine and dictionary."""

    __tablename__ = "rereading"

    id: Mapped[Pk]
    asked_by: Mapped[str] = mapped_column(sa.String(120))
    asked_at: Mapped[datetime]
    total: Mapped[int]
    """How many readings were out of date when it was asked for."""
    finished_at: Mapped[datetime | None]


class CompanyWord(HasRef, Base):
    """A word of the company's dictionary with what it hints at; '' leaves that to the engine."""

    __tablename__ = "company_word"

    word: Mapped[str] = mapped_column(sa.String(40), unique=True)
    polarity: Mapped[str] = mapped_column(sa.String(10), default="")
    dimension: Mapped[str] = mapped_column(sa.String(30), default="")
    reason: Mapped[str] = mapped_column(sa.String(10), default="")
    changed_by: Mapped[str] = mapped_column(sa.String(120))
    changed_at: Mapped[datetime]


class CompanyModel(Base):
    """The reader fitted to the company's own corrections: asked for, made by a worker, used once adopted."""

    __tablename__ = "company_model"

    id: Mapped[Pk]
    number: Mapped[int] = mapped_column(unique=True)
    """The 2 of `liusheng-3/2+c2`."""
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"))
    """The only wave whose corrections it was fitted to; None for all of them."""
    asked_by: Mapped[str] = mapped_column(sa.String(120))
    asked_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    """How many steps of the making are done."""
    failed: Mapped[str] = mapped_column(sa.String(200), default="")
    """Why there is no model, in the source language."""
    finished_at: Mapped[datetime | None]
    base: Mapped[str] = mapped_column(sa.String(60), default="")
    """The engine it was fitted from: with another one it is not used."""
    card: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Counts and figures before and after; no words of any comment."""
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    """The weights: kept here so that a backup is whole; workers load them from a file."""
    adopted_by: Mapped[str] = mapped_column(sa.String(120), default="")
    adopted_at: Mapped[datetime | None]
    """Since when comments are read with it; None for one that is not in use."""


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
