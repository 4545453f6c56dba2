"""The names of the persons on the register, to be hidden where people write about them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Contact
from survey.text.masking import Masker

__all__ = ["masker", "names_at"]

LONG_ENOUGH = 3
"""A name of two characters may be an ordinary word (高峰): it is hidden only where its own company writes."""


def masker(session: Session) -> Masker:
    """What hides personal particulars, names of the register among them."""
    names = session.scalars(sa.select(Contact.name).where(sa.func.length(Contact.name) >= LONG_ENOUGH))
    return Masker(names)


def names_at(session: Session, customer_ids: set[int]) -> dict[int, list[str]]:
    """Customer → the names of its contacts."""
    found: dict[int, list[str]] = {}
    ids = sorted(customer_ids)
    for start in range(0, len(ids), 500):
        chosen = Contact.customer_id.in_(ids[start : start + 500])
        for customer_id, name in session.execute(sa.select(Contact.customer_id, Contact.name).where(chosen)):
            found.setdefault(customer_id, []).append(name)
    return found
