"""A worker is killed in the middle of a document: the next one makes it, once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import StoredFile
from survey.config import Settings
from survey.db import Database
from survey.reports.documents import requests
from survey.reports.models import DocumentRequest
from tests.builders.rated_wave import Given, rated_wave
from tests.support.command import Command

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

WAIT = 120.0
GIVEN = [Given(number, [(5, 3), (4, 4), (5, 2)], overall=4) for number in range(1, 30)]


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process of the instance; killed at the latest at the end."""
    command = Command(settings.instance, LIUSHENG_SECRET_KEY=settings.secret_key)
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LIUSHENG_")}
    process = subprocess.Popen(command.line("worker"), env=rest | command.settings)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(database: Database, request_id: int, **wanted: object) -> DocumentRequest:
    """The request once its fields are as wanted."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        with database.reading() as session:
            made = session.get_one(DocumentRequest, request_id)
        if all(getattr(made, name) == value for name, value in wanted.items()):
            return made
        time.sleep(0.005)
    raise AssertionError(f"waited in vain for {wanted}")


def test_a_killed_workers_document_is_made_by_the_next(settings: Settings, database: Database) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, GIVEN)
        wanted = requests.Wanted("gap", "pdf", wave_key="w1")
        asked = requests.request(session, wanted, actor=COMMAND_LINE, now=datetime.now(UTC)).id
    with worker(settings) as first:
        wait_for(database, asked, tries=1)
        first.send_signal(signal.SIGKILL)
    assert wait_for(database, asked, state="waiting").file_id is None
    with database.unit_of_work() as session:
        # The lease runs out: in the test at once, else after two minutes.
        session.get_one(DocumentRequest, asked).claimed_until = datetime.now(UTC) - timedelta(seconds=1)
    with worker(settings):
        made = wait_for(database, asked, state="done")
    assert made.tries == 2
    with database.reading() as session:
        assert session.query(StoredFile).count() == 1
