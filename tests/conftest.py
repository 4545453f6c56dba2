"""Fixtures for the whole suite: an instance on each database, the application, skips that may not hide."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

from survey.config import Settings
from survey.db import Base, Database

POSTGRES = os.environ.get("LIUSHENG_TEST_POSTGRES_URL", "postgresql+psycopg://127.0.0.1:5432/postgres")
REDIS = os.environ.get("LIUSHENG_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
STRICT = os.environ.get("LIUSHENG_TEST_STRICT") == "1"
SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)

# How fast examples are drawn says something about the machine, nothing about the code.
hypothesis.settings.register_profile(
    "suite", suppress_health_check=[hypothesis.HealthCheck.too_slow], deadline=None
)
hypothesis.settings.load_profile("suite")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In strict runs (CI) a skipped test is a failed test."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where skips are failures: {report.longrepr}"


@pytest.fixture
def shared() -> Path:
    """The folder of real files to try things on; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder of shared data is not here")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL server on which tests create and drop databases of their own."""
    engine = sa.create_engine(POSTGRES)
    try:
        with engine.connect():
            return POSTGRES
    except sa.exc.OperationalError as error:
        pytest.skip(f"no PostgreSQL at LIUSHENG_TEST_POSTGRES_URL: {error.orig}")
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def _postgres_database(postgres_url: str) -> Iterator[str]:
    """One database per test worker with our tables, emptied for every test."""
    name = f"liusheng_test_{secrets.token_hex(6)}"
    admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    url = str(sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    import_tables()
    engine = sa.create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    try:
        yield url
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def import_tables() -> None:
    """Makes every room's tables known to the metadata."""
    import survey.actions.models
    import survey.coding.models
    import survey.interviews.models
    import survey.reports.models
    import survey.responses.models  # noqa: F401


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty store with our tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        import_tables()
        store = Database(f"sqlite:///{tmp_path / 'liusheng.db'}")
        Base.metadata.create_all(store.engine)
        yield store
        store.dispose()
        return
    store = Database(request.getfixturevalue("_postgres_database"))
    yield store
    store.dispose()
    engine = sa.create_engine(store.url)
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of an instance in a temporary folder over `database`."""
    return Settings(
        instance=tmp_path,
        database_url=database.url.render_as_string(hide_password=False),
        queue_url=f"sqlite:///{tmp_path / 'queue.db'}",
        public_url="http://127.0.0.1:8000",
        secret_key="a-key-for-tests-only-" + "0" * 40,
    )
