"""Reads, in the background, every verbatim that has no reading yet, and again what a person asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from survey.coding import company_models, rereading, service
from survey.coding.dictionary import Dictionary, dictionary
from survey.coding.machine import Machine, machine
from survey.config import Settings
from survey.customers.persons import masker
from survey.db import Database
from survey.text.masking import Masker

__all__ = ["SCHEDULE", "TASKS", "read_pending", "suggest_reasons", "try_out"]

log = logging.getLogger("survey.coding")

BATCH: Final = 100
LONGEST_TRIED: Final = 2000


def read_pending(settings: Settings, database: Database) -> int:
    """Reads until nothing waits; the number read. Safe to run beside itself and after a kill."""
    total = 0
    while True:
        house, batch, cover = _claim(database)
        if not batch:
            return total
        reads = _machine(settings, database, house)
        read = _read_all(reads, batch, cover)
        with database.unit_of_work() as session:
            service.store(session, house.engine_id, read, now=datetime.now(UTC))
        total += len(read)


def try_out(settings: Settings, database: Database, text: str) -> dict[str, Any]:
    """One sentence read as comments are read now, with its words in order; nothing is stored."""
    with database.reading() as session:
        house = dictionary(session)
    reads, tried = _machine(settings, database, house), text[:LONGEST_TRIED]
    return {**reads.read(tried), "cut": reads.cut(tried), "engine": house.engine_id}


def suggest_reasons(
    settings: Settings, database: Database, texts: Sequence[str]
) -> list[list[dict[str, Any]]]:
    """The reasons that each of these notes suggests, strongest first; nothing is stored."""
    with database.reading() as session:
        house = dictionary(session)
    reads = _machine(settings, database, house)
    return [read["reasons"] for read in reads.read_all([(text, "") for text in texts])]


def _machine(settings: Settings, database: Database, house: Dictionary) -> Machine:
    if not house.model:
        return machine(settings.cache, house)
    with database.reading() as session:
        weights = company_models.file_of(session, settings.models, house.model)
    return machine(settings.cache, house, weights)


def _claim(database: Database) -> tuple[Dictionary, list[service.Work], Masker]:
    """The dictionary as it stands now, a batch to read with it, and the persons whose names are no words.

    A change of the dictionary counts from the next batch on.
    """
    now = datetime.now(UTC)
    with database.unit_of_work() as session:
        house = dictionary(session)
        again = rereading.underway(session) is not None
        batch = service.claim(session, house.engine_id, now=now, size=BATCH, again=again)
        if again and not batch:
            rereading.finish(session, house.engine_id, now=now)
        return house, batch, masker(session)


def _read_all(
    reads: Machine, batch: Sequence[service.Work], cover: Masker
) -> list[tuple[int, dict[str, Any]]]:
    """The verbatims of the batch with their readings; where one text defeats the engine, the others' alone."""
    try:
        found = list(reads.read_all([(work.text, work.dimension) for work in batch], cover=cover))
    except Exception:
        # The engine is built never to fail; should it, the other comments must still be read.
        if len(batch) > 1:
            return [read for work in batch for read in _read_all(reads, [work], cover)]
        log.exception("verbatim %d could not be read", batch[0].verbatim_id)
        return []  # its lease runs out and counts a try
    return [(work.verbatim_id, one) for work, one in zip(batch, found, strict=True)]


TASKS: Final[Mapping[str, Callable[..., Any]]] = {
    "coding.read_pending": read_pending,
    "coding.suggest_reasons": suggest_reasons,
    "coding.try_out": try_out,
}
SCHEDULE: Final[Mapping[str, int]] = {"coding.read_pending": 1}
"""Task → every how many minutes it is sent without being asked."""
