"""Later work of the coding room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["SCHEDULE", "TASKS"]

TASKS: Final[Mapping[str, Callable[..., Any]]] = {}
SCHEDULE: Final[Mapping[str, int]] = {}
