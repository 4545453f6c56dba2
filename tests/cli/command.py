"""The `liusheng` command as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["environment", "liusheng"]


def environment(**more: str) -> dict[str, str]:
    """The environment of this process without settings of an instance."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIUSHENG_")}
    return {**kept, "PYTHONWARNINGS": "ignore", **more}


def liusheng(instance: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command over the instance and waits for its end."""
    return subprocess.run(
        [sys.executable, "-m", "survey", "--instance", str(instance), *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
        check=False,
    )
