"""A real server for tests: `liusheng serve` with its worker on a free port of this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.command import Command, clean_environment

__all__ = ["Server", "free_port"]

PATIENCE = 60.0


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One served instance; ends with the `with` block, and only the processes started here."""

    def __init__(self, instance: Path, *, workers: int = 1, worker: bool = True, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.instance = instance
        self.command = Command(instance, LIUSHENG_PUBLIC_URL=self.url, **settings)
        self.log = instance.with_name(f"{instance.name}.log")
        self._words = ["serve", "--port", str(self.port), "--workers", str(workers)]
        if not worker:
            self._words.append("--no-worker")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts the processes and waits until a page comes."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command.line(*self._words),
                env=clean_environment(self.command.settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the server did not start:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Asks the server to end and waits for it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(60)

    def kill(self) -> None:
        """`kill -9` of the server and of everything it started."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)  # it must not start a child anew meanwhile
        for pid in [*descendants(self._process.pid), self._process.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait(20)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sign-in", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parent = re.search(r"^PPid:\s+(\d+)", status.read_text(), re.M)
        except OSError:
            continue  # ended meanwhile
        if parent:
            parents.setdefault(int(parent[1]), []).append(int(status.parent.name))
    found = list(parents.get(pid, ()))
    return found + [below for child in found for below in descendants(child)]
