"""Makes, in the background, every document that was asked for, and deletes those whose time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from survey.config import Settings
from survey.db import Database

__all__ = ["SCHEDULE", "TASKS", "make_documents"]


def make_documents(settings: Settings, database: Database) -> int:
    """Makes until nothing waits; how many became files. Safe to run beside itself and after a kill."""
    # Brings numpy and the reports: only where a document is made, not with every command.
    from survey.reports.documents.working import work_off

    return work_off(settings, database)


TASKS: Final[Mapping[str, Callable[..., Any]]] = {"reports.make_documents": make_documents}
SCHEDULE: Final[Mapping[str, int]] = {"reports.make_documents": 1}
"""Task → every how many minutes it is sent without being asked."""
