"""One row of imported interviews, and keeping it as a finished interview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.losses import LossDetails
from survey.customers.models import Loss
from survey.db import fill
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.interviews.recording import hand_over_words

__all__ = ["InterviewRecord", "keep"]


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """One row: the interview's values, 业务员判断 apart from them, and the loss it belongs to."""

    customer_id: int
    loss_id: int | None
    loss: LossDetails | None
    """The loss to be made where none stands."""
    values: Mapping[str, Any]
    notes: Mapping[str, str]
    staff_code: str
    staff_text: str


def keep(session: Session, record: InterviewRecord, actor: Actor, now: datetime) -> None:
    """Stores the row: its loss, the case, the finished interview, the words to be read."""
    loss = session.get_one(Loss, record.loss_id) if record.loss_id else Loss(customer_id=record.customer_id)
    if record.loss is not None:
        fill(loss, record.loss)
    session.add(loss)
    session.flush()
    case = session.scalars(sa.select(Case).where(Case.loss_id == loss.id)).one_or_none()
    if case is None:
        case = Case(loss_id=loss.id, customer_id=record.customer_id, created_at=now)
        session.add(case)
    case.state = "done_by_link" if record.values["mode"] == "link" else "done"
    session.flush()
    interview = session.scalars(sa.select(Interview).where(Interview.case_id == case.id)).one_or_none()
    if interview is None:
        interview = Interview(case_id=case.id, notes={}, contributing=[], saved_at=now, stamp=0)
        session.add(interview)
    _fill(interview, record, actor, now)
    session.flush()
    _attribute(session, case, record, actor, now)
    session.refresh(case, ["loss", "customer"])
    hand_over_words(session, case, interview, now=now)


def _fill(interview: Interview, record: InterviewRecord, actor: Actor, now: datetime) -> None:
    for name, value in record.values.items():
        if value not in ("", None, []) or getattr(interview, name) is None:
            setattr(interview, name, value)
    interview.notes = {**interview.notes, **record.notes}
    coder = str(actor)[:120]
    interview.coder1_by = interview.coder1_by or (coder if interview.coder1_code else "")
    interview.coder2_by = interview.coder2_by or (coder if interview.coder2_code else "")
    interview.adjudicated_by = interview.adjudicated_by or (coder if interview.adjudicated_code else "")
    interview.finished_at = interview.finished_at or now
    interview.saved_at = now
    interview.stamp += 1


def _attribute(session: Session, case: Case, record: InterviewRecord, actor: Actor, now: datetime) -> None:
    """业务员判断 as the table has it; one that was written down before stays."""
    if not record.staff_code:
        return
    found = session.scalars(
        sa.select(StaffAttribution).where(StaffAttribution.case_id == case.id)
    ).one_or_none()
    if found is not None and found.code:
        return
    attribution = found or StaffAttribution(case_id=case.id)
    attribution.code, attribution.text = record.staff_code, record.staff_text
    attribution.by, attribution.at = str(actor)[:120], now
    session.add(attribution)
    session.flush()
