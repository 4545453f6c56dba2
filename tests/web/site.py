"""An application over a store with one member of staff per role, and browsers for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.accounts import users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import ROLES, Company, User
from survey.app import create_app
from survey.config import Settings
from survey.db import Database
from tests.conftest import NOW

PASSWORD = "三只松鼠-过桥-7"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Site:
    """What a test of pages needs: the application, its store, a clock that can be moved."""

    app: Flask
    database: Database
    now: datetime = NOW
    staff: dict[str, User] = field(default_factory=dict)

    def client(self, role: str | None = None) -> FlaskClient:
        """A browser, signed in as the staff member of `role` (None: not signed in)."""
        client = self.app.test_client()
        if role is not None:
            with self.database.reading() as session:
                user = session.get_one(User, self.staff[role].id)
            with client.session_transaction() as cookie:
                cookie["_user_id"] = f"{user.ref}.{user.session_key}"
                cookie["signed_in_at"] = int(self.now.timestamp())
        return client

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


def build_site(settings: Settings, database: Database, *, password: str | None = None) -> Site:
    """A site with a company and one user per role, `admin@example.com` and so on."""
    site = Site(app=create_app(settings, database), database=database)
    site.app.config.update(TESTING=True, CLOCK=lambda: site.now)
    with database.unit_of_work() as session:
        session.add(Company(id=1, name="示例机械有限公司", short_name="示例机械"))
        for role in ROLES:
            site.staff[role] = users.add(
                session,
                email=f"{role}@example.com",
                name=f"{role} 同事",
                role=role,
                password=password if role in {"admin", "quality"} else None,
                actor=COMMAND_LINE,
                now=NOW,
            )
    return site


def csrf(client: FlaskClient, path: str = "/sign-in") -> str:
    """The CSRF token that the page at `path` gives this browser."""
    found = CSRF.search(client.get(path).text)
    assert found, path
    return found.group(1)


def sign_in(client: FlaskClient, role: str = "admin", password: str = PASSWORD, **more: str) -> TestResponse:
    data = {"email": f"{role}@example.com", "password": password, "csrf_token": csrf(client), **more}
    return client.post("/sign-in", data=data)
