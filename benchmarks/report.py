"""Reports over generated responses: columns built anew, first and warm, with responses and customers as the unit.

`python -m benchmarks.report --rows 10000000` measures one size, however large.
"""

from __future__ import annotations

import argparse
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
from survey.customers.models import Customer
from survey.fieldwork.models import Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.reports.change import crosstab
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.reports.returns import answer_quality
from survey.responses.models import Response

__all__ = ["fill", "measure"]

BATCH = 20_000
CLASSES = ("A", "B", "C", "D")
REGIONS = ("华东", "华南", "华北", "西南", "东北", "西北")
INDUSTRIES = ("机械", "电子", "化工")
LINES = ("水泵", "阀门", "配件")
CUSTOMER = {"name": "客户", "class_key": "B", "created_at": datetime(2026, 1, 1, tzinfo=UTC)}
FILTERS = {
    "no filter": Filter(),
    "one class": Filter((("class", "A"),)),
    "two filters": Filter((("class", "B"), ("region", "华东"))),
}


def measure(sizes: tuple[int, ...] = (100_000, 1_000_000), repeats: int = 7) -> list[dict[str, Any]]:
    """For each size: seconds to rebuild the columns, milliseconds of a warm report for each filter, of a cross
    table, of the page of answer quality, and of report and cross table with the customer as the unit."""
    return [_measured(size, repeats) for size in sizes]


def _measured(size: int, repeats: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        instance = prepare(Path(folder), fifteen_pairs())
        fill(instance, size)
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
                warm[name] = _warm(lambda wanted=wanted: _report(session, store, wave, wanted), repeats)
            table = _warm(lambda: _cross_table(session, store, wave), repeats)
            looked_at = _seconds(lambda: _quality(session, store, wave))
            quality = _warm(lambda: _quality(session, store, wave), repeats)
            loaded = _seconds(lambda: ColumnStore(cache).of(session, wave))
        by_customer = _by_customer(instance, repeats)
        instance.database.dispose()
    return {
        "responses": size,
        "rebuild_s": round(median(rebuilt), 2),
        "load_s": round(loaded, 2),
        "first_report_ms": round(median(first) * 1000, 1),
        "warm_ms": warm,
        "cross_table_ms": table,
        "first_quality_ms": round(looked_at * 1000, 1),
        "quality_ms": quality,
        **by_customer,
    }


def _by_customer(instance: Instance, repeats: int) -> dict[str, float]:
    """The same responses from three tenths as many customers, each customer's averaged first."""
    with instance.database.writing() as connection:
        n = connection.scalar(sa.select(sa.func.count()).select_from(Response)) or 0
        customers = max(n * 3 // 10, 1)
        made = [{**CUSTOMER, "code": f"C{number:08d}", "ref": f"c{number}"} for number in range(customers)]
        connection.execute(sa.insert(Customer), made)
        lowest = connection.scalar(sa.select(sa.func.min(Customer.id))) or 0
        connection.execute(sa.update(Response).values(customer_id=lowest + Response.id * 7919 % customers))
        connection.execute(sa.update(Wave).values(unit="customer"))
    with instance.database.reading() as session:
        wave = session.get_one(Wave, instance.wave_id)
        shutil.rmtree(instance.settings.cache, ignore_errors=True)
        store = ColumnStore(instance.settings.cache)
        store.of(session, wave)
        return {
            "customers": customers,
            "first_by_customer_ms": round(
                _seconds(lambda: _report(session, store, wave, Filter())) * 1000, 1
            ),
            "by_customer_ms": _warm(lambda: _report(session, store, wave, Filter()), repeats),
            "table_by_customer_ms": _warm(lambda: _cross_table(session, store, wave), repeats),
        }


def _warm(work: Any, repeats: int) -> float:
    """Milliseconds of the work, the median of `repeats` after one that does not count."""
    work()
    return round(median(_seconds(work) for _ in range(repeats)) * 1000, 1)


def _quality(session: Session, store: ColumnStore, wave: Wave) -> answer_quality.QualityReport:
    return answer_quality.build(session, store, wave, actor=COMMAND_LINE)


def _report(session: Session, store: ColumnStore, wave: Wave, wanted: Filter) -> GapReport:
    return gap.build(session, store, wave, actor=COMMAND_LINE, wanted=wanted)


def _cross_table(session: Session, store: ColumnStore, wave: Wave) -> crosstab.CrossTab:
    """Every measure by region, with all intervals."""
    return crosstab.build(session, store, wave, actor=COMMAND_LINE, by="region")


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fill(instance: Instance, size: int, *, comment: str = "") -> None:
    """Writes generated responses in bulk, in the form in which `submit` stores them; a comment in each if given."""
    definition = fifteen_pairs(commented=bool(comment))
    chance = random.Random(20261101)
    kinds = list(_kinds(definition, chance))
    with instance.database.connection() as connection:
        version_id = connection.scalar(sa.select(Wave.version_id).where(Wave.id == instance.wave_id))
    for start in range(0, size, BATCH):
        rows = [
            _row(instance.wave_id, version_id or 0, number, chance.choice(kinds), chance, comment)
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
    wave_id: int,
    version_id: int,
    number: int,
    kind: tuple[dict[str, Any], bytes],
    chance: random.Random,
    comment: str,
) -> dict[str, Any]:
    answers, scores = kind
    if comment:
        answers = {**answers, "comment": f"{comment}（{number}）"}  # no two alike
    return {
        "ref": f"r{number:011d}",
        "wave_id": wave_id,
        "version_id": version_id,
        "submission_key": f"{number:064d}",
        "body_hash": "",
        "submitted_at": datetime(2026, 3 + number % 6, 1 + number % 28, 2, 0, tzinfo=UTC),
        "submitted_on": date(2026, 3 + number % 6, 1 + number % 28),
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


def main() -> None:
    """Measures and prints what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, action="append", help="how many responses; may be given again")
    rows = parser.parse_args().rows
    print(json.dumps(measure(tuple(rows)) if rows else measure(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
