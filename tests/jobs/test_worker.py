"""Real workers on real queues: everything is read once, whatever is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from survey.app import open_queue
from survey.coding.models import Reading
from survey.config import Settings
from survey.db import Database
from survey.jobs import enqueue
from survey.responses.models import Verbatim
from tests.conftest import NOW, REDIS

WAIT = 60.0


@pytest.fixture(params=["sqlite", "redis", "postgresql"])
def queue_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A queue on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'queue.db'}"
    if request.param == "redis":
        try:
            redis.Redis.from_url(REDIS).ping()
        except redis.exceptions.ConnectionError as error:
            pytest.skip(f"no Redis at LIUSHENG_TEST_REDIS_URL: {error}")
        return REDIS
    url = sa.make_url(request.getfixturevalue("_postgres_database"))
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def instance(tmp_path: Path, database: Database, queue_url: str) -> Iterator[Settings]:
    """An instance over `database` and the queue, cleaned up behind the test."""
    settings = Settings(
        instance=tmp_path,
        database_url=database.url.render_as_string(hide_password=False),
        queue_url=queue_url,
        public_url="http://127.0.0.1:8000",
        secret_key=os.urandom(32).hex(),
    )
    yield settings
    engine = open_queue(settings, database).engine
    engine.flush()
    engine.storage.close()


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("LIUSHENG_")} | {
        "LIUSHENG_INSTANCE": str(settings.instance),
        "LIUSHENG_DATABASE_URL": settings.database_url,
        "LIUSHENG_QUEUE_URL": settings.queue_url,
        "LIUSHENG_SECRET_KEY": settings.secret_key,
    }
    command = [sys.executable, "-c", "from survey.app import main; main()", "worker"]
    with (settings.instance / "worker.log").open("ab") as log:
        return subprocess.Popen(command, env=env, stderr=log, stdout=log)


def stop(worker: subprocess.Popen[bytes], sig: int = signal.SIGTERM) -> int:
    worker.send_signal(sig)
    return worker.wait(20)


def write(database: Database, settings: Settings, number: int) -> None:
    """Comments, with the task sent after the commit as a submit does it."""
    queue = open_queue(settings, database)
    database.info["send"] = queue.send
    with database.unit_of_work() as session:
        session.add_all(
            Verbatim(
                source="response",
                source_ref=f"r{one}",
                item_key="worst",
                text=f"第 {one} 次交货又延误了,质量没得说",
                written_on=NOW.date(),
            )
            for one in range(number)
        )
        enqueue(session, "coding.read_pending")
    queue.engine.storage.close()


def readings(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Reading)) or 0


def wait_for(database: Database, number: int) -> None:
    end = time.monotonic() + WAIT
    while readings(database) < number:
        assert time.monotonic() < end, f"{readings(database)} of {number} were read"
        time.sleep(0.1)


def assert_each_read_once(database: Database, number: int) -> None:
    with database.reading() as session:
        counts = session.execute(
            sa.select(Verbatim.id, sa.func.count(Reading.id))
            .outerjoin(Reading, Reading.verbatim_id == Verbatim.id)
            .group_by(Verbatim.id)
        ).all()
    assert len(counts) == number
    assert {count for _, count in counts} == {1}


def test_a_worker_reads_what_was_enqueued_and_ends_in_good_order(
    instance: Settings, database: Database
) -> None:
    worker = start_worker(instance)
    write(database, instance, 30)
    wait_for(database, 30)
    assert stop(worker) == 0
    assert_each_read_once(database, 30)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("queue_url", ["postgresql"], indirect=True)
def test_two_workers_share_the_comments(instance: Settings, database: Database) -> None:
    workers = [start_worker(instance), start_worker(instance)]
    write(database, instance, 400)
    wait_for(database, 400)
    assert [stop(worker) for worker in workers] == [0, 0]
    assert_each_read_once(database, 400)


@pytest.mark.slow
@pytest.mark.parametrize("queue_url", ["sqlite"], indirect=True)
def test_a_killed_worker_loses_nothing(
    instance: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    write(database, instance, 1500)
    for _ in range(4):
        worker = start_worker(instance)
        before = readings(database)
        end = time.monotonic() + WAIT
        while readings(database) == before and before < 1500 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.2))
        stop(worker, signal.SIGKILL)
        _let_leases_run_out(database)
        _send(database, instance)
    worker = start_worker(instance)
    wait_for(database, 1500)
    stop(worker)
    assert_each_read_once(database, 1500)


def _let_leases_run_out(database: Database) -> None:
    """What two minutes of waiting would do."""
    with database.unit_of_work() as session:
        session.execute(sa.text("UPDATE reading_claim SET claimed_until = NULL"))


def _send(database: Database, settings: Settings) -> None:
    queue = open_queue(settings, database)
    queue.send("coding.read_pending")
    queue.engine.storage.close()
