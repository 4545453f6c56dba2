"""Quality staff go through the first wave's comments, as they would in a real company: agreeing counts too."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import User
from survey.accounts.users import actor_of
from survey.coding.service import correct
from survey.demo import content
from survey.demo.register import QUALITY
from survey.responses.models import Verbatim

__all__ = ["correct_some"]

LOOKED_AT: Final = 100
DIMENSIONS_TOO: Final = 60


def correct_some(session: Session, *, now: datetime) -> int:
    """Judges the polarity of the first hundred comments, and of the first sixty the dimensions; says how many."""
    meant = {one["text"]: one for one in content.comments() if one["wave"] == 1}
    actor = actor_of(session.scalars(sa.select(User).where(User.name == QUALITY)).one())
    rows = session.execute(
        sa.select(Verbatim.ref, Verbatim.text)
        .where(Verbatim.source == "response", Verbatim.text.in_(meant))
        .order_by(Verbatim.id)
        .limit(LOOKED_AT)
    ).all()
    for place, (ref, text) in enumerate(rows):
        one = meant[text]
        correct(session, ref, "polarity", [one["polarity"]], actor=actor, now=now)
        if place < DIMENSIONS_TOO and one.get("dimensions"):
            correct(session, ref, "dimensions", one["dimensions"], actor=actor, now=now)
    return len(rows)
