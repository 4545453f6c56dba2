"""One browser for the folder, an instance for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import DESKTOP, Person, launch
from tests.support.instance import make_instance
from tests.support.server import Server

Newcomer = Callable[..., Person]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance with a company and staff, otherwise empty."""
    folder = tmp_path_factory.mktemp("browser") / "instance"
    make_instance(folder).dispose()
    with Server(folder) as running:
        yield running


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration, served."""
    folder: Path = tmp_path_factory.mktemp("browser") / "demo"
    server = Server(folder)
    made = server.command("demo")
    assert made.code == 0, made.err
    with server as running:
        yield running


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Newcomer]:
    """Makes a person with a browser of their own; all go home at the end, and none may have met a fault."""
    people: list[Person] = []

    def come(
        server: Server, story: str, viewport: dict[str, int] = DESKTOP, *, scripts: bool = True
    ) -> Person:
        people.append(Person(browser, server.url, story=story, viewport=viewport, scripts=scripts))
        return people[-1]

    yield come
    for person in people:
        person.close()
    for person in people:
        person.no_faults()
