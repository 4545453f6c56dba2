"""Reads, in the background, every verbatim that has no reading yet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from survey.coding import service
from survey.config import Settings
from survey.db import Database

__all__ = ["SCHEDULE", "TASKS", "read_pending"]

log = logging.getLogger("survey.coding")

BATCH: Final = 100


def read_pending(settings: Settings, database: Database) -> int:
    """Reads until nothing waits; the number read. Safe to run beside itself and after a kill."""
    reader = _reader(settings.cache)
    total = 0
    while batch := _claim(database, reader.engine_id):
        read = [(work.verbatim_id, found) for work in batch if (found := _read(reader, work)) is not None]
        with database.unit_of_work() as session:
            service.store(session, reader.engine_id, read, now=datetime.now(UTC))
        total += len(read)
    return total


def _claim(database: Database, engine: str) -> list[service.Work]:
    with database.unit_of_work() as session:
        return service.claim(session, engine, now=datetime.now(UTC), size=BATCH)


def _read(reader: Any, work: service.Work) -> dict[str, Any] | None:
    """The reading, or None when this one text defeats the engine: its lease runs out and counts a try."""
    try:
        found: dict[str, Any] = reader.read(work.text, dimension=work.dimension or None).to_dict()
    except Exception:
        # The engine is built never to fail; should it, the other comments must still be read.
        log.exception("verbatim %d could not be read", work.verbatim_id)
        return None
    return found


@lru_cache(maxsize=1)
def _reader(cache: Path) -> Any:
    from survey.text.reader import reader  # loads jieba and snownlp: in workers and commands only

    cache.mkdir(parents=True, exist_ok=True)
    return reader(cache_dir=cache)


TASKS: Final[Mapping[str, Callable[..., Any]]] = {"coding.read_pending": read_pending}
SCHEDULE: Final[Mapping[str, int]] = {"coding.read_pending": 1}
"""Task → every how many minutes it is sent without being asked."""
