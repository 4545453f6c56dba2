"""A web application under gunicorn on a free port, with the CPU time that its processes used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

__all__ = ["Served", "served"]

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
SETTINGS = ("--workers", "1", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning")
"""The same for every application that is compared; `liusheng serve` uses the same class and threads."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running application."""

    port: int
    pid: int

    def cpu_ms(self) -> float:
        """CPU time of the server and its workers since they started (utime + stime of /proc/PID/stat)."""
        return sum(_ticks(pid) for pid in (self.pid, *_children(self.pid))) * 1000 / TICKS


@contextmanager
def served(application: str, environment: Mapping[str, str], port: int | None = None) -> Iterator[Served]:
    """Serves `module:factory()` until the block ends."""
    port = port or free_port()
    command = [sys.executable, "-m", "gunicorn", *SETTINGS, "--bind", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _await(port, process)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"nothing answers on port {port}")


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
