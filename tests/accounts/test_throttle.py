"""Counting tries: exact, shared, and never longer than its window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from survey.accounts import throttle
from survey.accounts.models import Throttle
from survey.db import Database
from survey.errors import TooMany
from tests.conftest import NOW


def hit(database: Database, *, key: str = "k", now: datetime = NOW, limit: int = 3) -> None:
    with database.unit_of_work() as session:
        throttle.hit(session, key, limit=limit, window_seconds=900, now=now)


def test_tries_over_the_limit_are_refused_with_the_time_left(database: Database) -> None:
    for second in (0, 10, 20):
        hit(database, now=NOW + timedelta(seconds=second))
    with pytest.raises(TooMany) as refusal:
        hit(database, now=NOW + timedelta(seconds=30))
    assert refusal.value.retry_after == 870
    assert "15 分钟" in str(refusal.value.message)
    hit(database, key="another key")


def test_the_window_ends_however_often_one_knocks(database: Database) -> None:
    for _ in range(3):
        hit(database)
    for minute in range(15):
        with pytest.raises(TooMany):
            hit(database, now=NOW + timedelta(minutes=minute))
    hit(database, now=NOW + timedelta(minutes=15))


def test_tries_at_once_are_all_counted(database: Database) -> None:
    def one(_: int) -> bool:
        try:
            hit(database, limit=10)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 10


def test_forgetting_starts_afresh(database: Database) -> None:
    for _ in range(3):
        hit(database)
    with database.unit_of_work() as session:
        throttle.forget(session, "k")
    hit(database)


def test_old_windows_are_purged(database: Database) -> None:
    hit(database, key="old", now=NOW - timedelta(days=2))
    hit(database, key="new")
    with database.unit_of_work() as session:
        throttle.purge(session, before=NOW - timedelta(days=1))
    with database.reading() as session:
        assert session.scalars(sa.select(Throttle.key)).all() == ["new"]
