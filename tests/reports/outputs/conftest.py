"""A wave with texts that try to break out, and the bench on which documents are made."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.coding.models import Reading
from survey.db import Database
from survey.fieldwork.models import Target
from survey.reports.counting.columns import ColumnStore
from survey.reports.outputs.pictures.bench import Bench
from survey.responses.models import Response, Verbatim
from survey.text.reader import DEFAULT_ENGINE_ID
from tests.builders.rated_wave import Given, RatedWave, rated_wave
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality", email="quality@example.com")
VIEWER = Actor(name="来访者", role="viewer", email="viewer@example.com")

HOSTILE = (
    '#panic("x") $ a_b * [c] @d <e> \\ `f` ~ // g /* h */ "i" \'j\' = k',
    '#import "data.json": *\n#{ while true {} }',
    "\\u{41} \\# \\n &amp; <script>alert(1)</script> {{ 7*7 }} %s %(n)s {page}",
    "W" * 300,
    "这家供应商交货总是晚" * 40,
    "混排 mixed 문장 ❤ 👨‍👩‍👧 \u202eright-to-left\u202c \x0b\x07 end",
)

ANSWERS = [
    Given(number, [(5, 2 + number % 3), (4, 4), (5, 1 + number % 4)], overall=3 + number % 3, class_key=key)
    for number, key in enumerate("AAABBBBCCCC", start=1)
]


@pytest.fixture
def pdftotext(tmp_path: Path) -> Callable[[bytes], str]:
    """The text of a PDF as another program reads it."""

    def read(content: bytes) -> str:
        file = tmp_path / "read.pdf"
        file.write_bytes(content)
        done = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
        )
        return done.stdout.replace("\u200b", "").replace("\u2060", "")

    return read


def hostile_wave(session: Session, *, privacy: str = "named", key: str = "w1") -> RatedWave:
    """Eleven customers of three classes; names and comments that would break a careless document."""
    made = rated_wave(session, ANSWERS, frame=range(1, 15), privacy=privacy, key=key)
    made.wave.name = f"上半年 {HOSTILE[0]}"[:120]
    made.wave.method = {"purpose": HOSTILE[2], "sampling": "全部调查", "mode": "链接 #1"}
    for number, customer in made.customers.items():
        customer.name = f"{number} 号 {HOSTILE[number % 3]}"[:120]
    session.add(Target(year=2026, measure="degree", value=90.0))
    session.add(Target(year=2026, measure="rate", value=0.5))
    rows = session.query(Response).order_by(Response.id).all()
    for row, text in zip(rows, HOSTILE, strict=False):
        verbatim = Verbatim(
            source="response",
            source_ref=row.ref,
            item_key="worst",
            text=text,
            wave_id=made.wave.id,
            customer_id=row.customer_id,
            class_key=row.class_key,
            written_on=NOW.date(),
        )
        session.add(verbatim)
        session.flush()
        session.add(
            Reading(
                verbatim_id=verbatim.id,
                engine=DEFAULT_ENGINE_ID,
                kind="opinion",
                polarity="neg",
                probability=0.1,
                dimensions=[["delivery", "neg"]],
                detail={},
                read_at=NOW,
            )
        )
    session.flush()
    return made


def an_earlier_wave(session: Session, made: RatedWave) -> RatedWave:
    """The same questionnaire half a year before."""
    before = rated_wave(session, ANSWERS[:6], key="w0")
    before.wave.version_id = made.wave.version_id
    before.wave.opens_at = made.wave.opens_at - timedelta(days=180)
    before.wave.period = "2025 年下半年"
    for row in session.query(Response).filter_by(wave_id=before.wave.id):
        row.version_id = made.wave.version_id
    session.flush()
    return before


@pytest.fixture
def bench_of(database: Database, tmp_path: Path) -> Callable[[Session, Actor], Bench]:
    def bench(session: Session, actor: Actor = QUALITY) -> Bench:
        return Bench(session, ColumnStore(tmp_path / "cache"), actor, NOW)

    return bench


def names_of(made: RatedWave) -> list[str]:
    return [customer.name for customer in made.customers.values()]
