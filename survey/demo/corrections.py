"""Where the machine misread a comment, quality staff put it right, as they would in a real company."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import User
from survey.accounts.users import actor_of
from survey.coding.models import Reading
from survey.coding.service import correct
from survey.demo import content
from survey.demo.register import QUALITY
from survey.responses.models import Verbatim

__all__ = ["correct_some"]


def correct_some(session: Session, *, now: datetime) -> int:
    """Corrects the polarity of the first wave's misread comments; says how many."""
    meant = {one["text"]: one["polarity"] for one in content.comments() if one["wave"] == 1}
    actor = actor_of(session.scalars(sa.select(User).where(User.name == QUALITY)).one())
    rows = session.execute(
        sa.select(Verbatim.ref, Verbatim.text, Reading.polarity)
        .join(Reading, Reading.verbatim_id == Verbatim.id)
        .where(Verbatim.source == "response", Verbatim.text.in_(meant))
        .order_by(Verbatim.id)
    )
    wrong = [(ref, meant[text]) for ref, text, polarity in rows if polarity != meant[text]]
    for ref, polarity in wrong:
        correct(session, ref, "polarity", [polarity], actor=actor, now=now)
    return len(wrong)
