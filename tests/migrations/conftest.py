"""Stores without tables."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.db import Database
from tests.conftest import import_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A store without any table."""
    import_tables()
    if request.param == "sqlite":
        store = Database(f"sqlite:///{tmp_path / 'liusheng.db'}")
        yield store
        store.dispose()
        return
    url = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"liusheng_test_{secrets.token_hex(6)}"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    store = Database(url.set(database=name).render_as_string(hide_password=False))
    yield store
    store.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()
