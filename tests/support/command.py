"""The `liusheng` command as a process of its own, in an instance of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Command", "Ended", "clean_environment"]


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code in (0, 1), self.err
        return json.loads(self.out)


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with exactly these settings of ours."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("LIUSHENG_")}
    return rest | dict(settings) | {"PYTHONUTF8": "1"}


class Command:
    """`liusheng --instance DIR …`, run to its end."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.instance = instance
        self.settings = settings

    def __call__(self, *words: str, given: str | bytes = b"", timeout: float = 180) -> Ended:
        done = subprocess.run(
            self.line(*words),
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            env=clean_environment(self.settings),
            timeout=timeout,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def line(self, *words: str) -> list[str]:
        """The command line with these words."""
        return [sys.executable, "-m", "survey", "--instance", str(self.instance), *words]
