"""What reports do by themselves: looking for what should be acted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from survey.config import Settings
from survey.db import Database

__all__ = ["SCHEDULE", "TASKS", "propose"]


def propose(settings: Settings, database: Database) -> int:
    """Stores the proposals that are new and says how many. Safe to run beside itself and after a kill."""
    # Brings numpy and the reports: only where figures are looked through, not with every command.
    from survey.reports.acting.proposing import propose_now

    return propose_now(settings, database)


TASKS: Final[Mapping[str, Callable[..., Any]]] = {"reports.propose": propose}
SCHEDULE: Final[Mapping[str, int]] = {"reports.propose": 30}
"""Task → every how many minutes it is sent without being asked."""
