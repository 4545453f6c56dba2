"""Responses, which are never updated, and the words that people wrote or said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.accounts import models as _accounts  # noqa: F401  (foreign keys)
from survey.db import Base, HasRef
from survey.fieldwork import models as _fieldwork  # noqa: F401  (foreign keys)

__all__ = ["CallBack", "CallBackDraw", "Response", "SubmissionLedger", "Verbatim", "WaveStamp"]


class Response(HasRef, Base):
    """One respondent's whole return. A correction is a new row with a higher revision beside it."""

    __tablename__ = "response"
    __table_args__ = (
        sa.Index("ix_response_wave_current", "wave_id", "superseded"),
        *(
            # Only rows that have one: most open links know no customer, and each index is a page to write.
            sa.Index(
                f"ix_response_{name}",
                name,
                sqlite_where=sa.text(f"{name} IS NOT NULL"),
                postgresql_where=sa.text(f"{name} IS NOT NULL"),
            )
            for name in ("customer_id", "invitation_id")
        ),
        sa.CheckConstraint("revision >= 1", name="revision_counts_from_one"),
    )

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("version.id", ondelete="RESTRICT"))
    submission_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """Hash of the key that the form carried; random for anonymous waves."""
    body_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    """Hash of the answers: the same key with another body is refused; '' for anonymous waves."""
    revision: Mapped[int] = mapped_column(default=1)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("response.id", ondelete="RESTRICT"))
    superseded: Mapped[bool] = mapped_column(default=False)
    """Whether a correction stands beside it, or it was deleted; reports read the rest."""
    submitted_at: Mapped[datetime | None]
    """None for anonymous waves, which keep the day only."""
    submitted_on: Mapped[date]
    """The day in the company's time zone."""
    mode: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5), default="zh")
    collector_id: Mapped[int | None] = mapped_column(sa.ForeignKey("collector.id", ondelete="RESTRICT"))
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitation.id", ondelete="RESTRICT"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id", ondelete="RESTRICT"))
    class_key: Mapped[str] = mapped_column(sa.String(20), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    industry: Mapped[str] = mapped_column(sa.String(60), default="")
    product_line: Mapped[str] = mapped_column(sa.String(60), default="")
    answers: Mapped[dict[str, Any]]
    scores: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """One byte per column of the version's definition, for counting."""
    duration_s: Mapped[int | None]
    receipt_no: Mapped[str] = mapped_column(sa.String(20), default="")
    record_no: Mapped[str] = mapped_column(sa.String(60), default="")
    entered_by: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who typed in a paper or telephone answer; '' when the respondent did."""
    by_account_owner: Mapped[bool] = mapped_column(default=False)
    """业务员代交: typed in by the salesperson of that very customer, with the scan of the signed form."""
    respondent_name: Mapped[str] = mapped_column(sa.String(60), default="")
    scan_file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id", ondelete="RESTRICT"))
    deleted_at: Mapped[datetime | None]
    deleted_reason: Mapped[str] = mapped_column(sa.String(200), default="")


class CallBackDraw(HasRef, Base):
    """One drawing of entries for 抽查回访: with the seed and the list, anybody can draw the same again."""

    __tablename__ = "call_back_draw"
    __table_args__ = (sa.CheckConstraint("taken <= entries", name="no_more_than_there_are"),)

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), index=True)
    seed: Mapped[str] = mapped_column(sa.String(32))
    entries: Mapped[int]
    """How many entries by account owners were on the list: those not drawn before."""
    taken: Mapped[int]
    list_sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the sorted refs on the list, one a line."""
    drawn_by: Mapped[str] = mapped_column(sa.String(120))
    drawn_at: Mapped[datetime]


class CallBack(HasRef, Base):
    """One drawn entry, and what the customer said on the telephone: the same answers, the same overall score?"""

    __tablename__ = "call_back"
    __table_args__ = (
        sa.CheckConstraint("outcome IN ('', 'reached', 'unreachable', 'refused')", name="known_outcome"),
        sa.CheckConstraint("confirmed IN ('', 'yes', 'no')", name="known_confirmation"),
    )

    draw_id: Mapped[int] = mapped_column(sa.ForeignKey("call_back_draw.id", ondelete="RESTRICT"), index=True)
    place: Mapped[int]
    """In the order of the drawing, from 1."""
    response_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("response.id", ondelete="SET NULL"), unique=True
    )
    """The entry as it was drawn; None once it was removed for good, which does not undo the check."""
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    entered: Mapped[int | None]
    """The overall score that was handed in."""
    outcome: Mapped[str] = mapped_column(sa.String(12), default="")
    confirmed: Mapped[str] = mapped_column(sa.String(3), default="")
    """Whether the customer says to have given the answers."""
    score: Mapped[int | None]
    """The overall score that the customer gives now."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    called_by: Mapped[str] = mapped_column(sa.String(120), default="")
    called_at: Mapped[datetime | None]


class SubmissionLedger(Base):
    """That a submission key was used, without saying by which response (anonymous waves)."""

    __tablename__ = "submission_ledger"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  (no hidden row number that tells the order)

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class WaveStamp(Base):
    """Counts, per wave, the changes of responses that were already there: corrected, deleted, restored.

    With the number of current responses it is the stamp of the columns that reports count in: new ones
    change that number, so that a submit need not queue for this row.
    """

    __tablename__ = "wave_stamp"

    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"), primary_key=True)
    changes: Mapped[int] = mapped_column(default=0)


class Verbatim(HasRef, Base):
    """A person's own words: a comment in a response, or a note of an interview."""

    __tablename__ = "verbatim"
    __table_args__ = (
        sa.CheckConstraint("source IN ('response', 'interview')", name="known_source"),
        sa.UniqueConstraint("source", "source_ref", "item_key"),
        sa.Index("ix_verbatim_wave_item", "wave_id", "item_key"),
    )

    source: Mapped[str] = mapped_column(sa.String(10))
    source_ref: Mapped[str] = mapped_column(sa.String(16))
    """The ref of the response or the interview."""
    item_key: Mapped[str] = mapped_column(sa.String(80))
    """The answer key it stands under (`product_fit:why`)."""
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(5), default="zh")
    dimension: Mapped[str] = mapped_column(sa.String(30), default="")
    """The dimension it was born with (the item's), in the reader's fixed words; '' when open."""
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id", ondelete="RESTRICT"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"))
    class_key: Mapped[str] = mapped_column(sa.String(20), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    product_line: Mapped[str] = mapped_column(sa.String(60), default="")
    mode: Mapped[str] = mapped_column(sa.String(20), default="")
    written_on: Mapped[date]
    gone: Mapped[bool] = mapped_column(default=False)
    """Its response was corrected or deleted, its interview withdrawn."""
