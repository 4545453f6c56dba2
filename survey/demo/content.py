"""The company we invented to show the product with: its data files, its dates, its dice."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

__all__ = [
    "SEED",
    "TODAY",
    "ZONE",
    "at",
    "comments",
    "company",
    "complaints",
    "customers",
    "dice",
    "evidence",
    "improvements",
    "interviews",
    "lost_orders",
]

SEED: Final = "hengling-2026"
TODAY: Final = date(2026, 11, 20)
"""The day on which the demonstration's story stands."""
ZONE: Final = ZoneInfo("Asia/Shanghai")


def company() -> dict[str, Any]:
    """The company and its staff."""
    found: dict[str, Any] = _read("company")
    return found


def customers() -> list[dict[str, Any]]:
    """The 96 customers with contacts, sales and losses."""
    return _list("customers")


def lost_orders() -> list[dict[str, Any]]:
    """The orders lost to others."""
    return _list("lost_orders")


def interviews() -> list[dict[str, Any]]:
    """The 24 exit interviews."""
    return _list("interviews")


def comments() -> list[dict[str, Any]]:
    """What respondents wrote, by item and wave."""
    return _list("comments")


def complaints() -> list[dict[str, Any]]:
    """The complaints of the year."""
    return _list("complaints")


def improvements() -> list[dict[str, Any]]:
    """The action forms, each as far as it has come."""
    return _list("improvements")


def evidence() -> dict[str, Any]:
    """How the company draws on other sources, and records that lie elsewhere."""
    found: dict[str, Any] = _read("evidence")
    return found


def at(day: date | str, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """That moment in the company's time zone, in UTC."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(hour, minute, second), ZONE).astimezone(UTC)


def dice(*about: object) -> random.Random:
    """Dice of their own for each subject: what one throws changes nothing for another."""
    return random.Random("|".join(map(str, (SEED, *about))))  # noqa: S311  (invented answers)


def _list(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read(name)
    return found


@cache
def _read(name: str) -> Any:
    return json.loads(files("survey.demo").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
