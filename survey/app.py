"""The composition root: settings, store, tasks, web and commands are put together here, nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import survey.actions.models
import survey.coding.models
import survey.interviews.models
import survey.reports.models
import survey.responses.models  # noqa: F401  (every room's tables are known before a store is opened)
from survey.cli.main import Factories, cli
from survey.coding import tasks as coding_tasks
from survey.config import Settings
from survey.db import Database
from survey.interviews import tasks as interview_tasks
from survey.jobs.queue import Queue, attach
from survey.reports import tasks as reports_tasks
from survey.reports.documents import tasks as document_tasks
from survey.responses import tasks as responses_tasks

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["create_app", "main"]

ROOMS_WITH_TASKS = (coding_tasks, interview_tasks, responses_tasks, reports_tasks, document_tasks)
TASKS = {name: task for room in ROOMS_WITH_TASKS for name, task in room.TASKS.items()}
SCHEDULE = {name: seconds for room in ROOMS_WITH_TASKS for name, seconds in room.SCHEDULE.items()}


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """The web application of one instance, ready to be served (settings default to the environment's)."""
    from survey.web.assemble import build  # Flask is not loaded for commands that need no web

    settings = settings or Settings.from_env()
    database = database or open_database(settings)
    return build(settings, database)


def open_database(settings: Settings) -> Database:
    """The instance's store; sessions can send tasks to the instance's queue."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url)
    attach(database, open_queue(settings, database))
    return database


def open_queue(settings: Settings, database: Database) -> Queue:
    """The instance's task queue with every room's tasks."""
    return Queue(settings, database, tasks=TASKS, schedule=SCHEDULE)


def main() -> None:
    """The `liusheng` command."""
    cli(obj=Factories(create_app=create_app, open_database=open_database, open_queue=open_queue))
