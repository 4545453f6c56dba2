"""Child processes of `serve`: they end with their parent, and their parent with the first that fails."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import Final

__all__ = ["supervise"]

PR_SET_PDEATHSIG: Final = 1
GRACE_SECONDS: Final = 40
RESTARTS: Final = 5
"""How often a child that ends by itself is started again before all is stopped."""


class _Stop(Exception):
    """Somebody asked us to end."""


def supervise(commands: Mapping[str, Sequence[str]]) -> int:
    """Runs the commands until SIGTERM or SIGINT (0) or until one of them keeps failing (1)."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    left = dict.fromkeys(commands, RESTARTS)
    try:
        with _stop_on_signals():
            while True:
                for name, command in commands.items():
                    child = children.get(name)
                    if child is None or child.poll() is not None:
                        if left[name] == 0:
                            return 1
                        left[name] -= 1
                        children[name] = _start(command)
                time.sleep(0.5)
    except _Stop:
        return 0
    finally:
        _end(list(children.values()))


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches it through us only, once."""
    on_linux = sys.platform == "linux"
    return subprocess.Popen(  # noqa: S603  (our own program)
        list(command),
        stdin=subprocess.PIPE,  # its end tells the child that we are gone where the kernel does not
        start_new_session=os.name != "nt",
        preexec_fn=_die_with_parent if on_linux else None,
    )


def _die_with_parent() -> None:
    """Asks the kernel to end this process when its parent ends, however that happens."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def _stop_on_signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Stop

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Asks all to finish what they have in hand, and ends those that do not."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin:
            child.stdin.close()
