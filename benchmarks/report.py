"""The gap report over 100,000 and 1,000,000 generated responses: columns built anew, and warm."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.instance import Instance, prepare
from benchmarks.questionnaires import fifteen_pairs
from survey.accounts.actor import COMMAND_LINE
from survey.fieldwork.models import Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.reports.change import crosstab
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.responses.models import Response

__all__ = ["measure"]

BATCH = 20_000
CLASSES = ("A", "B", "C", "D")
REGIONS = ("华东", "华南", "华北", "西南", "东北", "西北")
INDUSTRIES = ("机械", "电子", "化工")
LINES = ("水泵", "阀门", "配件")
FILTERS = {
    "no filter": Filter(),
    "one class": Filter((("class", "A"),)),
    "two filters": Filter((("class", "B"), ("region", "华东"))),
}


def measure(sizes: tuple[int, ...] = (100_000, 1_000_000), repeats: int = 7) -> list[dict[str, Any]]:
    """For each size: seconds to rebuild the columns, milliseconds of a warm report for each filter and of a cross table."""
    return [_measured(size, repeats) for size in sizes]


def _measured(size: int, repeats: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        instance = prepare(Path(folder), fifteen_pairs())
        _fill(instance, size)
        cache = instance.settings.cache
        rebuilt, first, warm = [], [], {}
        with instance.database.reading() as session:
            wave = session.get_one(Wave, instance.wave_id)
            for _ in range(3):
                shutil.rmtree(cache, ignore_errors=True)
                store = ColumnStore(cache)
                rebuilt.append(_seconds(lambda store=store: store.of(session, wave)))
                first.append(_seconds(lambda store=store: _report(session, store, wave, Filter())))
            for name, wanted in FILTERS.items():
                times = [
                    _seconds(lambda wanted=wanted: _report(session, store, wave, wanted))
                    for _ in range(repeats)
                ]
                warm[name] = round(median(times) * 1000, 1)
            _cross_table(session, store, wave)
            tables = [_seconds(lambda: _cross_table(session, store, wave)) for _ in range(repeats)]
            loaded = _seconds(lambda: ColumnStore(cache).of(session, wave))
        instance.database.dispose()
    return {
        "responses": size,
        "rebuild_s": round(median(rebuilt), 2),
        "load_s": round(loaded, 2),
        "first_report_ms": round(median(first) * 1000, 1),
        "warm_ms": warm,
        "cross_table_ms": round(median(tables) * 1000, 1),
    }


def _report(session: Session, store: ColumnStore, wave: Wave, wanted: Filter) -> GapReport:
    return gap.build(session, store, wave, actor=COMMAND_LINE, wanted=wanted)


def _cross_table(session: Session, store: ColumnStore, wave: Wave) -> crosstab.CrossTab:
    """Every measure by region, with all intervals."""
    return crosstab.build(session, store, wave, actor=COMMAND_LINE, by="region")


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fill(instance: Instance, size: int) -> None:
    """Writes generated responses in bulk, in the form in which `submit` stores them."""
    definition = fifteen_pairs()
    chance = random.Random(20261101)
    kinds = list(_kinds(definition, chance))
    with instance.database.connection() as connection:
        version_id = connection.scalar(sa.select(Wave.version_id).where(Wave.id == instance.wave_id))
    for start in range(0, size, BATCH):
        rows = [
            _row(instance.wave_id, version_id or 0, number, chance.choice(kinds), chance)
            for number in range(start, min(start + BATCH, size))
        ]
        with instance.database.writing() as connection:
            connection.execute(sa.insert(Response), rows)


def _kinds(definition: Definition, chance: random.Random) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Five thousand different returns, packed as ours are; drawn from again and again."""
    for _ in range(5000):
        answers: dict[str, Any] = {"consent": "1"}
        for item in definition.items():
            if item.type == "importance_performance":
                importance = chance.choice((3, 4, 4, 5, 5, 5))
                performance = chance.choice((1, 2, 3, 3, 4, 4, 4, 5, 5, "NA"))
                answers[item.key] = [importance, performance]
        yield answers, pack_scores(definition, answers)


def _row(
    wave_id: int, version_id: int, number: int, kind: tuple[dict[str, Any], bytes], chance: random.Random
) -> dict[str, Any]:
    answers, scores = kind
    return {
        "ref": f"r{number:011d}",
        "wave_id": wave_id,
        "version_id": version_id,
        "submission_key": f"{number:064d}",
        "body_hash": "",
        "submitted_at": datetime(2026, 3 + number % 6, 10, 2, 0, tzinfo=UTC),
        "submitted_on": date(2026, 3 + number % 6, 10),
        "mode": "link" if number % 3 else "qr",
        "class_key": chance.choice(CLASSES),
        "region": chance.choice(REGIONS),
        "industry": chance.choice(INDUSTRIES),
        "product_line": chance.choice(LINES),
        "answers": answers,
        "scores": scores,
        "revision": 1,
        "superseded": False,
    }


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
