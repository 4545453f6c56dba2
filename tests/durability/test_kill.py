"""Acknowledged means on disk: the server is killed at random instants while respondents submit (D1)."""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.db import Database
from survey.fieldwork import tokens
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.responses.models import Response, Verbatim
from tests.builders import fieldwork as make
from tests.durability.conftest import Server
from tests.respond.conftest import Form

ROUNDS = int(os.environ.get("LIUSHENG_TEST_KILLS", "4"))
"""How often the server is killed; `make bar` asks for a hundred."""
CLIENTS = 12
PER_CLIENT = 4
ONE_PAGE = Definition.model_validate(
    {
        "key": "one_page",
        "title": "到货回访",
        "scales": [
            {
                "key": "s5",
                "points": [{"value": n, "label": str(n)} for n in range(1, 6)],
                "low_to": 2,
                "na": "不了解",
            }
        ],
        "sections": [
            {
                "key": "all",
                "title": "到货回访",
                "items": [
                    {"key": "overall", "type": "rating", "text": "总的来说", "scales": {"score": "s5"}},
                    {"key": "comment", "type": "comment", "text": "意见"},
                ],
            }
        ],
    }
)


@dataclass
class Clients:
    """Respondents with a link each, who send until they are told that it is received."""

    server: Server
    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit_all(self, links: Sequence[str], stop: threading.Event) -> None:
        for token in links:
            if stop.is_set():
                return
            self.submit(token)

    def submit(self, token: str) -> bool:
        """One try: the page opened, the form sent; whether it was acknowledged."""
        try:
            page = self._ask("GET", f"/r/{token}")
            if "已收到您的答卷" in page[1]:
                return self._acknowledge(token)
            form = Form(page[1])
            fields = {name: texts[0] for name, texts in form.fields.items() if name != "plain"}
            body = urllib.parse.urlencode(
                fields | {"q.overall": "4", "q.comment": f"意见 {token}", "go": "next"}
            )
            with self.lock:
                self.sent.add(token)
            status, _text = self._ask("POST", form.action, body)
            return self._acknowledge(token) if status == 303 else False
        except (OSError, http.client.HTTPException):
            return False

    def _acknowledge(self, token: str) -> bool:
        with self.lock:
            self.acknowledged.add(token)
        return True

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.mark.slow
def test_every_acknowledged_response_survives_kills_exactly_once(server: Server, store_url: str) -> None:
    store = Database(store_url)
    with store.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, ONE_PAGE, opens_at=_now(-1), closes_at=_now(2))
        links = _links(session, wave, ROUNDS * CLIENTS * PER_CLIENT)
    server.start()
    clients = Clients(server)
    chance = random.Random(20261020)
    for number in range(ROUNDS):
        mine = links[number * CLIENTS * PER_CLIENT : (number + 1) * CLIENTS * PER_CLIENT]
        stop = threading.Event()
        threads = [
            threading.Thread(target=clients.submit_all, args=(mine[n::CLIENTS], stop)) for n in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.02, 0.6))
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        _check(store, clients, links)
        server.start()
        for token in mine:  # everybody tries again, under the same key
            assert clients.submit(token)
    _check(store, clients, links, everyone=True)
    if store.is_sqlite:
        with store.connection() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    store.dispose()


def _check(store: Database, clients: Clients, links: Sequence[str], *, everyone: bool = False) -> None:
    """Every acknowledged response is there once, none that was never sent, each with its words."""
    with store.reading() as session:
        keys = session.scalars(sa.select(Response.submission_key)).all()
        words = session.scalar(sa.select(sa.func.count()).select_from(Verbatim))
    stored = {key: keys.count(key) for key in set(keys)}
    by_hash = {tokens.key_hash(tokens.submission_key(token)): token for token in links}
    assert all(n == 1 for n in stored.values())
    assert {by_hash[key] for key in stored} <= clients.sent
    assert clients.acknowledged <= {by_hash[key] for key in stored}
    assert words == len(stored), "no half responses"
    if everyone:
        assert len(stored) == len(links)


def _now(days: int) -> make.datetime:
    return make.datetime.now(make.UTC) + make.timedelta(days=days)


def _links(session: Session, wave: Wave, n: int) -> list[str]:
    return [make.token(make.invite(session, wave, one)) for one in make.add_customers(session, n)]
