"""Readers are killed again and again while 5,000 comments are read anew: each has one up-to-date reading."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.coding.dictionary import wanted_engine
from survey.coding.models import CompanyWord, Correction, Reading, ReadingClaim
from survey.coding.rereading import underway
from survey.db import Database
from survey.responses.models import Verbatim
from tests.conftest import NOW
from tests.support.command import Command, clean_environment
from tests.support.instance import make_instance

pytestmark = pytest.mark.slow

COMMENTS = 5000
KILLS = 6


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "instance")


@pytest.fixture
def store(command: Command) -> Iterator[Database]:
    """5,000 comments read by an engine of long ago, one of them corrected; a word in the dictionary since."""
    database = make_instance(command.instance)
    with database.unit_of_work() as session:
        session.execute(
            sa.insert(Verbatim),
            [
                {
                    "source": "response",
                    "source_ref": f"r{number}",
                    "item_key": "worst",
                    "text": f"第 {number} 批交期延误",
                    "written_on": NOW.date(),
                }
                for number in range(COMMENTS)
            ],
        )
        ids = session.scalars(sa.select(Verbatim.id)).all()
        old = {"engine": "old/1", "kind": "opinion", "polarity": "pos", "dimensions": [], "detail": {}}
        session.execute(
            sa.insert(Reading), [{**old, "verbatim_id": one, "terms": [], "read_at": NOW} for one in ids]
        )
        session.add(CompanyWord(word="恒压阀", changed_by="质量部", changed_at=NOW))
        session.add(Correction(verbatim_id=ids[0], aspect="polarity", value=["mixed"], by="质量部", at=NOW))
    yield database
    database.dispose()


def test_each_comment_has_one_current_reading_after_kills(store: Database, command: Command) -> None:
    chance = random.Random(20261122)
    with store.reading() as session:
        engine = wanted_engine(session)
    for _ in range(KILLS):
        before = read_by(store, engine)
        readers = [start(command), start(command)]
        while read_by(store, engine) == before and before < COMMENTS:
            time.sleep(0.02)
        for reader in readers:
            time.sleep(chance.uniform(0.0, 0.3))
            reader.send_signal(signal.SIGKILL)
            reader.wait()
        let_leases_run_out(store)
    ended = command("coding", "read", "--again", "--json")
    assert ended.json() | {"read_now": 0} == {
        "read_now": 0, "total": COMMENTS, "read": COMMENTS, "older": 0, "failed": 0,
    }  # fmt: skip
    with store.reading() as session:
        readings = session.execute(sa.select(Reading.verbatim_id, Reading.engine)).all()
        assert underway(session) is None
        assert session.scalars(sa.select(Correction.value)).all() == [["mixed"]]
    assert (len(readings), len({row[0] for row in readings})) == (COMMENTS, COMMENTS)
    assert {row[1] for row in readings} == {engine}


def start(command: Command) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command.line("coding", "read", "--again"),
        env=clean_environment(command.settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def read_by(store: Database, engine: str) -> int:
    with store.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(Reading.engine == engine)) or 0


def let_leases_run_out(store: Database) -> None:
    """What two minutes of waiting would do."""
    with store.unit_of_work() as session:
        session.execute(sa.update(ReadingClaim).values(claimed_until=None, tries=0))
