"""Guessing passwords: counted, refused, written down, and no faster for an unknown account."""

from __future__ import annotations

import re
import statistics
import time

import pytest
import sqlalchemy as sa

from survey.accounts import audit
from survey.accounts.models import AuditEntry
from survey.app import create_app
from tests.web.sessions import settings_of
from tests.web.site import Site, csrf, sign_in


def test_the_eleventh_try_within_a_quarter_of_an_hour_is_refused(site: Site) -> None:
    client = site.client()
    assert [sign_in(client, password=f"guess {n}").status_code for n in range(10)] == [200] * 10
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert sign_in(site.client(), "quality").status_code == 302, "other accounts are not kept out"


def test_a_lockout_survives_a_restart_and_is_shared_by_workers(site: Site) -> None:
    workers = [site.app, create_app(settings_of(site), site.database)]
    for app in workers:
        app.config.update(CLOCK=lambda: site.now)
    for n in range(10):
        sign_in(workers[n % 2].test_client(), password=f"guess {n}")
    restarted = create_app(settings_of(site), site.database)
    restarted.config.update(CLOCK=lambda: site.now)
    assert sign_in(restarted.test_client()).status_code == 429


def test_the_owner_is_let_in_a_quarter_of_an_hour_later(site: Site) -> None:
    for n in range(14):
        sign_in(site.client(), password=f"guess {n}")
        site.wait(seconds=30)
    assert sign_in(site.client()).status_code == 429
    site.wait(minutes=15 - 7, seconds=1)
    assert sign_in(site.client()).status_code == 302


def test_spraying_many_accounts_is_stopped_by_the_network_limit(site: Site) -> None:
    client = site.client()
    token = csrf(client)
    data = {"password": "Spring2026!", "csrf_token": token}
    codes = [
        client.post("/sign-in", data={**data, "email": f"someone{n}@example.com"}).status_code
        for n in range(101)
    ]
    assert codes[:100] == [200] * 100
    assert codes[100] == 429


def test_refused_tries_are_in_the_trail_without_the_password(site: Site) -> None:
    for n in range(12):
        sign_in(site.client(), password=f"secret-guess-{n}")
    with site.database.reading() as session:
        lines = session.scalars(sa.select(AuditEntry)).all()
        assert audit.verify(session) is None
    actions = [line.action for line in lines]
    assert actions.count("sign_in.refused") == 10
    assert actions.count("sign_in.throttled") == 2
    assert all("secret-guess" not in str(line.detail) + line.subject for line in lines)


def test_a_refused_page_is_in_the_trail(site: Site) -> None:
    assert site.client("viewer").get("/settings/users").status_code == 403
    with site.database.reading() as session:
        line = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert line is not None
    assert (line.action, line.subject) == ("access.refused", "settings.user_list")
    assert "viewer@example.com" in line.actor


def test_an_unknown_account_answers_like_a_known_one(site: Site) -> None:
    client = site.client()
    known = sign_in(client, "admin", password="wrong wrong")
    unknown = sign_in(client, "nobody", password="wrong wrong")
    assert known.status_code == unknown.status_code

    def plain(text: str) -> str:
        return re.sub(r'value="[^"]*"|nonce-[^\']*', "", text)

    assert plain(known.text) == plain(unknown.text)


@pytest.mark.full_cost
def test_an_unknown_account_takes_as_long_as_a_known_one(site: Site) -> None:
    def seconds(role: str) -> float:
        client = site.client()
        data = {"email": f"{role}@example.com", "password": "wrong", "csrf_token": csrf(client)}
        start = time.perf_counter()
        client.post("/sign-in", data=data)
        return time.perf_counter() - start

    seconds("nobody0")
    known = [seconds("admin") for _ in range(8)]
    unknown = [seconds("nobody1") for _ in range(8)]
    # An account without the decoy hash would answer in a few milliseconds instead of tens of them.
    assert statistics.median(unknown) > 0.5 * statistics.median(known)
