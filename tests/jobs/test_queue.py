"""When a task is sent, and when it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from survey.config import Settings
from survey.db import Database
from survey.errors import Unavailable
from survey.jobs import Queue, attach, enqueue


@pytest.fixture
def queue(settings: Settings, database: Database) -> Queue:
    made = Queue(settings, database, tasks={"add": lambda _s, _d, a, b: a + b}, schedule={})
    attach(database, made)
    return made


def test_a_task_is_sent_only_after_the_commit(queue: Queue, database: Database) -> None:
    with database.unit_of_work() as session:
        enqueue(session, "add", 1, 2)
        assert queue.engine.pending_count() == 0
    assert queue.engine.pending_count() == 1


def test_a_rolled_back_unit_of_work_sends_nothing(queue: Queue, database: Database) -> None:
    def fail() -> None:
        with database.unit_of_work() as session:
            enqueue(session, "add", 1, 2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert queue.engine.pending_count() == 0


def test_a_burst_of_the_same_task_is_thinned_to_two(queue: Queue) -> None:
    for _ in range(50):
        queue.send("add", 1, 2)
    assert queue.engine.pending_count() + queue.engine.scheduled_count() == 2


def test_a_queue_that_cannot_be_reached_does_not_undo_the_work(
    settings: Settings, database: Database
) -> None:
    away = replace(settings, queue_url="redis://127.0.0.1:1/0")
    attach(database, Queue(away, database, tasks={}, schedule={}))
    with database.unit_of_work() as session:
        enqueue(session, "add", 1, 2)


def test_a_call_without_a_worker_says_so(queue: Queue) -> None:
    with pytest.raises(Unavailable, match="后台"):
        queue.call("add", 1, 2, timeout=0.2)


def test_two_instances_on_one_queue_do_not_see_each_other(queue: Queue, tmp_path: Path) -> None:
    other = Queue(replace(queue.settings, secret_key="b" * 64), queue.database, tasks={}, schedule={})
    queue.send("add", 1, 2)
    assert other.engine.pending_count() == 0
