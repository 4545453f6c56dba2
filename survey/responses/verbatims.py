"""Words that come from elsewhere than a questionnaire: the notes of an interview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey import jobs
from survey.responses.models import Verbatim
from survey.responses.submission import READ_TASK

__all__ = ["Words", "add_verbatims", "withdraw_verbatims"]


@dataclass(frozen=True, slots=True)
class Words:
    """One passage of somebody's own words and the question it answers."""

    item_key: str
    text: str
    dimension: str = ""
    """In the reader's fixed words; '' when open."""


def add_verbatims(
    session: Session,
    words: Iterable[Words],
    *,
    source_ref: str,
    written_on: date,
    source: str = "interview",
    customer_id: int | None = None,
    class_key: str = "",
    region: str = "",
    product_line: str = "",
    mode: str = "",
    language: str = "zh",
) -> int:
    """Makes these the words of that interview and says how many are new.

    Unchanged passages stay with their readings and people's corrections; a changed or missing one is
    withdrawn (`gone`), never overwritten. Blank passages count as missing.
    """
    wanted = {one.item_key: one for one in words if one.text.strip()}
    standing = {
        one.item_key: one
        for one in session.scalars(
            sa.select(Verbatim).where(
                Verbatim.source == source, Verbatim.source_ref == source_ref, Verbatim.gone.is_(False)
            )
        )
    }
    for key, old in standing.items():
        if key not in wanted or wanted[key].text != old.text:
            _withdraw(old)
    session.flush()
    fresh = [one for key, one in wanted.items() if key not in standing or standing[key].gone]
    session.add_all(
        Verbatim(
            source=source,
            source_ref=source_ref,
            item_key=one.item_key,
            text=one.text,
            language=language,
            dimension=one.dimension,
            customer_id=customer_id,
            class_key=class_key,
            region=region,
            product_line=product_line,
            mode=mode,
            written_on=written_on,
        )
        for one in fresh
    )
    session.flush()
    if fresh:
        jobs.enqueue(session, READ_TASK)
    return len(fresh)


def withdraw_verbatims(session: Session, source_ref: str, *, source: str = "interview") -> None:
    """Takes all words of an interview out of the reports."""
    add_verbatims(session, (), source_ref=source_ref, source=source, written_on=date.min)


def _withdraw(verbatim: Verbatim) -> None:
    """The key is unique per source, so the withdrawn passage makes room for its successor."""
    verbatim.gone = True
    verbatim.item_key = f"{verbatim.item_key[:60]}~{verbatim.id}"
