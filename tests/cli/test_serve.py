"""`serve`: pages and worker come together, stop together, and log no secrets."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.command import environment, liusheng

pytestmark = pytest.mark.slow


@dataclass
class Served:
    """A running `serve` and where it listens."""

    process: subprocess.Popen[bytes]
    instance: Path
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def children(self) -> set[int]:
        """The process ids below `serve`, all generations."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    text = (folder / "stat").read_text()
                    parents[int(folder.name)] = int(text.rpartition(")")[2].split()[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.get("/sign-in")[0] == 200:
                    return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise AssertionError(self.log.read_text())


def alive(pids: set[int]) -> set[int]:
    """Those that still run (a zombie does not)."""
    running = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                running.add(pid)
    return running


def wait_for_end(pids: set[int], seconds: float = 45) -> None:
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert alive(pids) == set()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    instance, log = tmp_path / "instance", tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "survey", "--instance", str(instance), "serve", "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(LIUSHENG_PUBLIC_URL=f"http://127.0.0.1:{port}"),
        )
    running = Served(process, instance, port, log)
    try:
        running.wait_until_up()
        yield running
    finally:
        left = running.children()
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        for pid in alive(left):
            os.kill(pid, signal.SIGKILL)


def test_it_serves_stops_and_logs_no_secret(served: Served) -> None:
    started = served.log.read_text()
    token = started.partition("/setup/")[2].split()[0]
    assert len(token) == 43
    assert served.get(f"/setup/{token}")[0] == 200
    assert served.get("/setup/a-guessed-token-in-the-address")[0] == 404
    assert served.get("/r/another-secret-token")[0] in {403, 404}
    second = liusheng(served.instance, "serve", "--port", "1")
    assert second.returncode == 2
    assert "正被另一个" in second.stderr
    assert liusheng(served.instance, "db", "restore", "x", "--force").returncode == 2
    backup = liusheng(served.instance, "db", "backup")
    assert backup.returncode == 0, backup.stderr
    below = served.children()
    assert len(below) >= 4, "web master, two web workers, task worker"
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    wait_for_end(below)
    log = served.log.read_text()
    assert log.count(token) == 1, "shown once at the start"
    assert "a-guessed-token" not in log
    assert "another-secret" not in log
    assert "Traceback" not in log


def test_nothing_is_left_when_it_is_killed(served: Served) -> None:
    below = served.children()
    served.process.kill()
    served.process.wait(10)
    wait_for_end(below)


def test_a_web_server_or_worker_that_dies_is_started_again(served: Served) -> None:
    before = served.children()
    direct = {
        pid
        for pid in before
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1] == str(served.process.pid)
    }
    assert len(direct) == 2
    for pid in direct:
        os.kill(pid, signal.SIGKILL)
    wait_for_end(direct)
    time.sleep(1)
    served.wait_until_up()
    assert len(served.children() - before) >= 2


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = liusheng(tmp_path, "serve", "--port", str(port))
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr
