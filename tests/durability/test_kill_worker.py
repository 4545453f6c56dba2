"""Server and worker are killed together while respondents submit: nothing is lost, every comment is read once."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey import migrate
from survey.coding.models import Reading, ReadingClaim
from survey.db import Database
from survey.fieldwork import tokens
from survey.responses.models import Response, Verbatim
from tests.builders import fieldwork as make
from tests.conftest import import_tables
from tests.durability.test_kill import ONE_PAGE, Clients
from tests.support.server import Server

pytestmark = pytest.mark.slow

ROUNDS = 20
CLIENTS = 6
PER_CLIENT = 3
READ_WITHIN = 120.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    import_tables()
    folder = tmp_path / "instance"
    folder.mkdir()
    database = Database(f"sqlite:///{folder / 'liusheng.db'}")
    migrate.upgrade(database, folder=folder)
    yield database
    database.dispose()


@pytest.fixture
def server(store: Database, tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "instance", LIUSHENG_SECRET_KEY=make.SECRET)
    yield made
    made.stop()


def test_responses_and_readings_survive_twenty_kills(store: Database, server: Server) -> None:
    now = make.datetime.now(make.UTC)
    with store.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(
            session, ONE_PAGE, opens_at=now - make.timedelta(days=1), closes_at=now + make.timedelta(days=1)
        )
        people = make.add_customers(session, ROUNDS * CLIENTS * PER_CLIENT)
        links = [make.token(make.invite(session, wave, one)) for one in people]
    clients, chance = Clients(server), random.Random(20261121)
    for number in range(ROUNDS):
        server.start()
        mine = links[number * CLIENTS * PER_CLIENT : (number + 1) * CLIENTS * PER_CLIENT]
        submit_until_killed(clients, mine, server, chance.uniform(0.05, 0.8))
    server.start()
    for token in links:  # whoever was not told tries again, under the same key
        if token not in clients.acknowledged:
            assert clients.submit(token)
    stored_once(store, links)
    time_passes(store)
    server.kill()
    server.start()
    read_once(store, len(links))


def submit_until_killed(clients: Clients, links: list[str], server: Server, seconds: float) -> None:
    stop = threading.Event()
    threads = [
        threading.Thread(target=clients.submit_all, args=(links[n::CLIENTS], stop)) for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()


def stored_once(store: Database, links: list[str]) -> None:
    """Every respondent's response is there, once, with its words."""
    with store.reading() as session:
        keys = Counter(session.scalars(sa.select(Response.submission_key)))
        words = session.scalar(sa.select(sa.func.count()).select_from(Verbatim))
    assert keys == Counter(tokens.key_hash(tokens.submission_key(token)) for token in links)
    assert words == len(links)


def time_passes(store: Database) -> None:
    """The leases of the killed workers run out."""
    with store.unit_of_work() as session:
        past = make.datetime.now(make.UTC) - make.timedelta(seconds=1)
        session.execute(sa.update(ReadingClaim).values(claimed_until=past))


def read_once(store: Database, wanted: int) -> None:
    deadline = time.monotonic() + READ_WITHIN
    while True:
        with store.reading() as session:
            read = Counter(session.scalars(sa.select(Reading.verbatim_id)))
            given_up = session.scalar(sa.select(sa.func.count()).where(ReadingClaim.failed != ""))
        if len(read) == wanted or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    assert (len(read), set(read.values()), given_up) == (wanted, {1}, 0)
