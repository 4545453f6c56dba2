"""The application over a store with one open wave, and a respondent who reads its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from survey.config import Settings
from survey.db import Database
from survey.web.assemble import build
from tests.builders import fieldwork as make


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The web application; its clock stands at the builders' `NOW`."""
    app = build(settings, database)
    app.config["CLOCK"] = lambda: make.NOW
    return app


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL statements sent, without the beginnings and ends of transactions."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


class Form(HTMLParser):
    """The form of a page: its action and its fields as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        name = facts.get("name") or ""
        if tag == "form":
            self.action = facts["action"] or ""
        elif tag == "input" and name:
            self.names.add(name)
            ticks = facts.get("type") in ("radio", "checkbox")
            if not ticks or "checked" in facts:
                self.fields.setdefault(name, []).append(facts.get("value") or "")
        elif tag in ("textarea", "select") and name:
            self.names.add(name)
            self._area = name if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields.setdefault(self._area, []).append(data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None


class Respondent:
    """A browser without JavaScript, at one link."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        self.token = token
        self.response: TestResponse

    def open(self, path: str = "", **kwargs: Any) -> TestResponse:
        self.response = self.client.get(path or f"/r/{self.token}", **kwargs)
        return self.response

    @property
    def form(self) -> Form:
        return Form(self.response.text)

    def send(
        self, answers: dict[str, Any] | None = None, *, go: str = "next", js: bool = True
    ) -> TestResponse:
        """Sends the form that is open, with these answers, and follows to the next page."""
        form = self.form
        fields: dict[str, Any] = dict(form.fields) | {"go": go}
        if js:
            fields.pop("plain", None)
        for key, value in (answers or {}).items():
            fields[f"q.{key}"] = value
        sent = self.client.post(form.action, data=fields)
        self.response = sent
        if sent.status_code == 303:
            self.response = self.client.get(sent.location.partition("#")[0])
        return sent

    def fill(self, answers: dict[str, Any], *, js: bool = True) -> TestResponse:
        """Goes through all pages, answering those items that they show."""
        if not hasattr(self, "response"):
            self.open()
        for _page in range(60):
            names = self.form.names
            here = {key: value for key, value in answers.items() if f"q.{key}" in names}
            sent = self.send(here, js=js)
            if "thanks" in (sent.location or "") or sent.status_code not in (200, 303):
                return sent
        raise AssertionError("the questionnaire does not end")


@contextmanager
def wave_on(database: Database, **changes: Any) -> Iterator[tuple[Any, Any]]:
    """A session with a company and an open wave; committed at the end."""
    with database.unit_of_work() as session:
        make.add_company(session)
        yield session, make.add_wave(session, **changes)


CONSENT = {"consent": "1"}
ANSWERS: dict[str, Any] = CONSENT | {
    "product_consistency.importance": "5",
    "product_consistency.performance": "3",
    "product_reliability.importance": "4",
    "product_reliability.performance": "NA",
    "delivery_on_time.importance": "5",
    "delivery_on_time.performance": "1",
    "delivery_on_time.why": "上月两批都晚到,𠮷林的一批晚了十天😡",
    "overall": "4",
    "nps": "8",
    "complained": "no",
    "worst": "供货周期太长",
}
