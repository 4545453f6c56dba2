"""What was made of comments goes when the comments go."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.models import Correction, Reading, ReadingClaim

__all__ = ["forget"]


def forget(session: Session, verbatim_ids: Sequence[int]) -> None:
    """Removes the readings, corrections and open claims of these verbatims."""
    for table in (Correction, Reading, ReadingClaim):
        session.execute(sa.delete(table).where(table.verbatim_id.in_(verbatim_ids)))
