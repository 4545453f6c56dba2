"""Fits the reader to the company, in the background: here, because interviews know the reasons people gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from survey.coding import company_models
from survey.config import Settings
from survey.db import Database

__all__ = ["SCHEDULE", "TASKS", "fit_company"]


def fit_company(settings: Settings, database: Database) -> int:
    """Makes the company models that were asked for; how many there are now. Safe beside itself and after a kill."""
    # Brings numpy and the labelled comments: only where a model is made, not with every command.
    from survey.coding.refitting import make
    from survey.interviews.machine import told_reasons

    total = 0
    while True:
        with database.unit_of_work() as session:
            waiting = company_models.claim(session, now=datetime.now(UTC))
        if waiting is None:
            return total
        total += make(settings, database, waiting, told_reasons)


TASKS: Final[Mapping[str, Callable[..., Any]]] = {company_models.FIT_TASK: fit_company}
SCHEDULE: Final[Mapping[str, int]] = {company_models.FIT_TASK: 1}
"""Task → every how many minutes it is sent without being asked."""
