"""The columns of a wave as its responses are this moment, with the origins of their rows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.fieldwork.models import Wave
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.reading import Origins

__all__ = ["Origins", "with_origins"]


def with_origins(session: Session, store: ColumnStore, wave: Wave) -> tuple[Columns, Origins]:
    """The wave's columns, never a minute old, and where each of their rows comes from.

    What names single responses must not point to one that was deleted meanwhile.
    """
    columns = store.fresh(session, wave)
    return columns, columns.origins
