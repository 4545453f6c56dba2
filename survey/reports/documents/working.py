"""Works off the documents that were asked for, one after another, each under a lease."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from survey.config import Settings
from survey.db import Database
from survey.errors import SurveyError
from survey.language import m
from survey.reports.counting.columns import ColumnStore
from survey.reports.documents import requests
from survey.reports.documents.making import Made, make, wanted_of
from survey.reports.models import DocumentRequest
from survey.reports.outputs.pictures.bench import Bench

__all__ = ["work_off"]

log = logging.getLogger("survey.reports")

BROKEN: Final = m("生成时出错。请重试；仍然不行时，请管理员查看后台日志。")


Clock = Callable[[], datetime]


def present() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def work_off(settings: Settings, database: Database, clock: Clock = present) -> int:
    """Makes until nothing waits; how many became files. Safe to run beside itself and after a kill."""
    with database.unit_of_work() as session:
        requests.purge(session, now=clock())
    total = 0
    while (request_id := _claim(database, clock)) is not None:
        total += _make(settings, database, request_id, clock)
    return total


def _claim(database: Database, clock: Clock) -> int | None:
    with database.unit_of_work() as session:
        return requests.claim(session, now=clock())


def _make(settings: Settings, database: Database, request_id: int, clock: Clock) -> bool:
    """Whether the file was made; what a report refuses is told to whoever asked for it."""
    try:
        made = _made(settings, database, request_id, clock)
        if made is None:
            return False
        with database.unit_of_work() as session:
            requests.finish(session, request_id, name=made.name, content=made.content, now=clock())
    except SurveyError as error:
        why = error.message
    except Exception:
        # One document that cannot be made must not stop the others; the log says where.
        log.exception("document request %d could not be made", request_id)
        why = BROKEN
    else:
        return True
    with database.unit_of_work() as session:
        requests.fail(session, request_id, why, now=clock())
    return False


def _made(settings: Settings, database: Database, request_id: int, clock: Clock) -> Made | None:
    """The file; None when the request was deleted meanwhile."""
    with database.reading() as session:
        request = session.get(DocumentRequest, request_id)
        if request is None:
            return None
        bench = Bench(
            session,
            ColumnStore(settings.cache),
            requests.asker(request),
            clock(),
            settings.font_folders,
        )
        return make(bench, wanted_of(request), request.report)
