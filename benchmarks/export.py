"""The CSV of a wave's responses: seconds, and how far memory grows from a tenth of the rows to all of them."""

from __future__ import annotations

import csv
import io
import itertools
import json
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.instance import prepare
from benchmarks.questionnaires import fifteen_pairs
from benchmarks.report import fill
from survey.accounts.actor import COMMAND_LINE
from survey.db import Database
from survey.fieldwork.models import Wave
from survey.responses.exporting import read_rows
from survey.responses.models import Response
from survey.sheets import write_csv

__all__ = ["measure"]


def measure(size: int = 100_000) -> dict[str, Any]:
    """Seconds and megabytes of the CSV of `size` responses, and seconds of the anchor: JSON read, cells written."""
    with tempfile.TemporaryDirectory() as folder:
        instance = prepare(Path(folder), fifteen_pairs())
        fill(instance, size)
        instance.database.dispose()
        # In a process of its own: the mark of most memory used only ever rises.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(_measured, (str(instance.database.url), instance.wave_id, size))
    return found


def _measured(url: str, wave_id: int, size: int) -> dict[str, Any]:
    database = Database(url)
    with database.reading() as session:
        wave = session.get_one(Wave, wave_id)

        def export(rows: int) -> int:
            headings, all_rows = read_rows(session, wave, COMMAND_LINE)
            return sum(map(len, write_csv(headings, itertools.islice(all_rows, rows))))

        export(size // 10)
        before = _most_memory()
        started = time.perf_counter()
        written = export(size)
        seconds = time.perf_counter() - started
        grown = _most_memory() - before
        started = time.perf_counter()
        _anchor(session.connection(), wave_id)
        anchor = time.perf_counter() - started
    database.dispose()
    return {
        "responses": size,
        "seconds": round(seconds, 2),
        "anchor_s": round(anchor, 2),
        "ratio": round(seconds / anchor, 2),
        "megabytes": round(written / 1e6, 1),
        "memory_growth_mb": round(grown, 1),
    }


def _anchor(connection: sa.Connection, wave_id: int) -> None:
    """What any writer must do: read the rows, take the JSON apart, write its values as CSV."""
    writer = csv.writer(io.StringIO(newline=""))
    rows = connection.execute(
        sa.select(Response.ref, Response.answers).where(Response.wave_id == wave_id),
        execution_options={"yield_per": 2000},
    )
    for ref, answers in rows:
        cells = (value if isinstance(value, list) else [value] for value in answers.values())
        writer.writerow([ref, *itertools.chain.from_iterable(cells)])


def _most_memory() -> float:
    """Megabytes of the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
