"""Sends named tasks once their unit of work is on disk, and runs them in workers (huey underneath).

The queue is a messenger, not a memory: what is still to be done stands in the store, tasks are safe to
run twice, and the schedule sends again what was lost with a killed worker or an unreachable queue.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import huey
from huey.exceptions import HueyException, ResultTimeout
from huey.serializer import SignedSerializer

from survey.config import Settings
from survey.db import Database, Unit, after_commit
from survey.errors import Unavailable
from survey.language import m

__all__ = ["Queue", "Task", "ask", "attach", "enqueue"]

log = logging.getLogger("survey.jobs")

Task = Callable[..., Any]
"""A task takes the `Settings` and the `Database`, then its own plain arguments; safe to run twice."""

NO_WORKER: Final = m("后台任务没有及时回应，请确认后台工作进程已经启动后再试。")
QUIET_SECONDS: Final = 1.0
"""The same task with the same arguments is sent at most once now and once at the end of this time."""


class Queue:
    """The task queue of one instance; opened when first used."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        tasks: Mapping[str, Task],
        schedule: Mapping[str, int],
    ) -> None:
        self.settings, self.database = settings, database
        self.tasks, self.schedule = tasks, schedule
        self._sent: dict[tuple[Any, ...], float] = {}
        self._lock = threading.Lock()

    def send(self, name: str, *args: Any) -> None:
        """Puts the task on the queue. A burst is thinned to two messages; a queue that cannot be reached
        is logged, not raised: the unit of work is done, and the schedule repeats what was not sent."""
        delay = self._delay((name, *args))
        if delay is None:
            return
        try:
            if delay:
                self._runner.schedule((name, list(args)), delay=delay)
            else:
                self._runner(name, list(args))
        except Exception:  # whatever the queue's driver raises, the answer is the same
            log.warning("the queue cannot be reached; %s waits for the schedule", name, exc_info=True)

    def call(self, name: str, *args: Any, timeout: float = 5.0) -> Any:
        """The task's result, waited for at most `timeout` seconds; raises Unavailable without a worker."""
        try:
            return self._runner(name, list(args)).get(blocking=True, timeout=timeout, backoff=1.05)
        except (HueyException, ResultTimeout, OSError):
            raise Unavailable(NO_WORKER) from None

    def run_worker(self, threads: int = 1) -> None:
        """Works on the queue until SIGTERM or SIGINT, finishing the task in hand."""
        for name, minutes in self.schedule.items():
            self._schedule(name, minutes)
        self.engine.create_consumer(
            workers=threads, periodic=True, initial_delay=0.05, max_delay=1.0, graceful_signal="TERM"
        ).run()

    def run(self, name: str, args: Sequence[Any]) -> Any:
        """Runs the task here and now."""
        return self.tasks[name](self.settings, self.database, *args)

    @cached_property
    def engine(self) -> Any:
        """The huey instance on SQLite, Redis or PostgreSQL, by the URL; its name keeps instances apart."""
        url = self.settings.queue_url
        name = f"liusheng-{hashlib.sha256(self.settings.secret_key.encode()).hexdigest()[:12]}"
        common = {
            "serializer": SignedSerializer(secret=self.settings.secret_key, salt="liusheng-queue"),
            "results": True,
            "utc": True,
        }
        if url.startswith("sqlite:///"):
            return huey.SqliteHuey(name, filename=url.removeprefix("sqlite:///"), fsync=False, **common)
        if url.startswith(("redis://", "rediss://")):
            return huey.RedisHuey(name, url=url, **common)
        return huey.PostgresHuey(name, dsn=url, **common)

    @cached_property
    def _runner(self) -> Any:
        return self.engine.task(name="liusheng_run")(self.run)

    def _schedule(self, name: str, minutes: int) -> None:
        _ = self._runner  # the consumer must know the task before the first message
        due = huey.crontab(minute=f"*/{minutes}")
        self.engine.periodic_task(due, name=f"liusheng_every_{name.replace('.', '_')}")(
            lambda: self.run(name, [])
        )

    def _delay(self, key: tuple[Any, ...]) -> float | None:
        """0 to send now, seconds to send later, None when a later one is already on its way."""
        with self._lock:
            now = time.monotonic()
            last = self._sent.get(key, -QUIET_SECONDS)
            if now >= last + QUIET_SECONDS:
                self._sent[key] = now
                return 0.0
            if now >= last:
                self._sent[key] = last + QUIET_SECONDS
                return last + QUIET_SECONDS - now
            return None


def attach(database: Database, queue: Queue) -> None:
    """Lets every session of `database` send tasks to `queue`, and pages ask it."""
    database.info["send"] = queue.send
    database.info["call"] = queue.call


def ask(database: Database, name: str, *args: Any, timeout: float = 5.0) -> Any:
    """`Queue.call` of the queue attached to `database`; raises Unavailable without a queue or a worker."""
    call = database.info.get("call")
    if call is None:
        raise Unavailable(NO_WORKER)
    return call(name, *args, timeout=timeout)


def enqueue(unit: Unit, name: str, *args: Any) -> None:
    """Sends the task after the commit; without a queue the schedule finds the work in the store."""
    send = unit.info.get("send")
    if send is not None:
        after_commit(unit, lambda: send(name, *args))
