"""Real server processes over a real store, to be killed."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.db import Base, Database
from tests.builders.fieldwork import SECRET
from tests.conftest import import_tables


@dataclass
class Server:
    """gunicorn with two workers in a process group of its own."""

    folder: Path
    database_url: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it on the same port as before and waits until it answers."""
        self.port = self.port or _free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIUSHENG_")},
            "LIUSHENG_INSTANCE": str(self.folder),
            "LIUSHENG_DATABASE_URL": self.database_url,
            "LIUSHENG_PUBLIC_URL": self.address,
            "LIUSHENG_SECRET_KEY": SECRET,
        }
        command = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=8", "--log-level=critical"]
        self.process = subprocess.Popen(
            [*command, f"--bind=127.0.0.1:{self.port}", "survey:create_app()"],
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def kill(self) -> None:
        """Kills the whole process group at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/static/respond.css", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store with our tables that server processes can share."""
    import_tables()
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'liusheng.db'}"
        yield from _with_tables(url)
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"liusheng_kill_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    try:
        yield from _with_tables(server.set(database=name).render_as_string(hide_password=False))
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


def _with_tables(url: str) -> Iterator[str]:
    store = Database(url)
    Base.metadata.create_all(store.engine)
    store.dispose()
    yield url


@pytest.fixture
def server(store_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server over `store_url`; not started yet."""
    made = Server(tmp_path, store_url)
    yield made
    made.kill()
