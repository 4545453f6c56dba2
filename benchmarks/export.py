"""The responses of a wave as CSV and XLSX: processor seconds, and how far memory grows beyond a tenth of the rows."""

from __future__ import annotations

import csv
import io
import itertools
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.instance import prepare
from benchmarks.questionnaires import COMMENT, fifteen_pairs
from benchmarks.report import fill
from survey.accounts.actor import COMMAND_LINE
from survey.db import Database
from survey.fieldwork.models import Wave
from survey.responses.exporting import read_rows
from survey.responses.models import Response
from survey.sheets import Sheet, write_csv, write_xlsx

__all__ = ["measure"]


def measure(size: int = 100_000) -> dict[str, Any]:
    """Processor seconds and megabytes of `size` responses as CSV, seconds of the anchor (JSON read, cells
    written) and of the same as XLSX."""
    with tempfile.TemporaryDirectory() as folder:
        instance = prepare(Path(folder), fifteen_pairs(commented=True))
        fill(instance, size, comment=COMMENT)
        instance.database.dispose()
        # In a process of its own: the mark of most memory used only ever rises.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(_measured, (str(instance.database.url), instance.wave_id, size))
    return found


def _measured(url: str, wave_id: int, size: int) -> dict[str, Any]:
    database = Database(url)
    with database.reading() as session:
        wave = session.get_one(Wave, wave_id)

        def rows(n: int) -> tuple[list[str], Iterator[list[str]]]:
            headings, found = read_rows(session, wave, COMMAND_LINE)
            return headings, itertools.islice(found, n)

        def as_csv(n: int) -> int:
            return sum(map(len, write_csv(*rows(n))))

        def as_xlsx(n: int) -> int:
            return len(write_xlsx([Sheet("答卷", *rows(n))]))

        csv_s, csv_bytes, csv_grown = _beyond_a_tenth(as_csv, size)
        started = time.process_time()
        _anchor(session.connection(), wave_id)
        anchor = time.process_time() - started
        xlsx_s, xlsx_bytes, xlsx_grown = _beyond_a_tenth(as_xlsx, size)
    database.dispose()
    return {
        "responses": size,
        "seconds": round(csv_s, 2),
        "anchor_s": round(anchor, 2),
        "ratio": round(csv_s / anchor, 2),
        "megabytes": round(csv_bytes / 1e6, 1),
        "memory_growth_mb": round(csv_grown, 1),
        "xlsx_s": round(xlsx_s, 2),
        "xlsx_megabytes": round(xlsx_bytes / 1e6, 1),
        "xlsx_growth_mb": round(xlsx_grown, 1),
    }


def _beyond_a_tenth(export: Callable[[int], int], size: int) -> tuple[float, int, float]:
    """Processor seconds and bytes of an export, and the megabytes that it takes beyond a tenth of its rows."""
    export(size // 10)
    before = _most_memory()
    started = time.process_time()
    written = export(size)
    return time.process_time() - started, written, _most_memory() - before


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
