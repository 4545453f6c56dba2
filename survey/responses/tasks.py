"""What the calendar brings: closing waves, returns of anonymous waves, old answers in progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from survey.accounts.actor import CALENDAR
from survey.config import Settings
from survey.db import Database
from survey.fieldwork.drafts import purge_drafts
from survey.fieldwork.models import Wave
from survey.fieldwork.waves import close_wave
from survey.responses.anonymity import note_returns

__all__ = ["SCHEDULE", "TASKS", "keep_calendar"]


def keep_calendar(settings: Settings, database: Database) -> None:
    """Closes waves whose time is over, notes anonymous returns, drops forgotten drafts; safe to repeat."""
    now = datetime.now(UTC)
    secrets = (settings.secret_key, *settings.secret_key_fallbacks)
    with database.unit_of_work() as session:
        over = sa.select(Wave).where(Wave.state == "open", Wave.closes_at <= now)
        for wave in session.scalars(over).all():
            close_wave(session, wave, actor=CALENDAR, now=now)
        anonymous = sa.select(Wave).where(Wave.privacy == "anonymous", Wave.state != "draft")
        for wave in session.scalars(anonymous).all():
            note_returns(session, wave, secrets)
        purge_drafts(session, now=now)


TASKS: Final[Mapping[str, Callable[..., Any]]] = {"responses.keep_calendar": keep_calendar}
SCHEDULE: Final[Mapping[str, int]] = {"responses.keep_calendar": 600}
