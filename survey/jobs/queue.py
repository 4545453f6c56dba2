"""Sends named tasks once their unit of work is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from survey.config import Settings
from survey.db import Database, after_commit

__all__ = ["Queue", "Task", "attach", "enqueue"]

Task = Callable[..., Any]
"""A task takes the `Settings` and the `Database`, then its own plain arguments; safe to run twice."""


class Queue:
    """The task queue of one instance."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        tasks: Mapping[str, Task],
        schedule: Mapping[str, int],
    ) -> None:
        self.settings, self.database, self.tasks, self.schedule = settings, database, tasks, schedule

    def send(self, name: str, *args: Any) -> None:
        """Puts the task `name` on the queue."""


def attach(database: Database, queue: Queue) -> None:
    """Lets every session of `database` send tasks to `queue`."""
    database.info["send"] = queue.send


def enqueue(session: Session, name: str, *args: Any) -> None:
    """Sends the task after the commit; without a queue the schedule finds the work in the store."""
    send = session.info.get("send")
    if send is not None:
        after_commit(session, lambda: send(name, *args))
