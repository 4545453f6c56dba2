"""Sites to open pages on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from survey.accounts import passwords
from survey.config import Settings
from survey.db import Base, Database
from tests.conftest import import_tables
from tests.web.site import PASSWORD, Site, build_site


@pytest.fixture(autouse=True)
def _quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little, so that hundreds of sign-ins take seconds; not where cost is the matter."""
    if "full_cost" not in request.keywords:
        monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._decoy.cache_clear()


def plain_settings(folder: Path) -> Settings:
    return Settings(
        instance=folder,
        database_url=f"sqlite:///{folder / 'liusheng.db'}",
        queue_url=f"sqlite:///{folder / 'queue.db'}",
        public_url="http://127.0.0.1:8000",
        secret_key="a-key-for-tests-only-" + "0" * 40,
    )


def open_store(settings: Settings) -> Database:
    import_tables()
    store = Database(settings.database_url)
    Base.metadata.create_all(store.engine)
    return store


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for the tests of a module that only look."""
    settings = plain_settings(tmp_path_factory.mktemp("site"))
    store = open_store(settings)
    yield build_site(settings, store)
    store.dispose()


@pytest.fixture
def site(settings: Settings, database: Database) -> Site:
    """A site on each database whose administrator and quality manager have the password PASSWORD."""
    return build_site(settings, database, password=PASSWORD)


@pytest.fixture
def https_site(tmp_path: Path) -> Iterator[Site]:
    """A site that people reach over TLS."""
    settings = replace(plain_settings(tmp_path), public_url="https://survey.example.com")
    store = open_store(settings)
    yield build_site(settings, store, password=PASSWORD)
    store.dispose()
