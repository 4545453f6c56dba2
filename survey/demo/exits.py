"""The lost customers' interviews."""

from __future__ import annotations

from collections.abc import Iterator

from survey.demo.stage import Event

__all__ = ["events"]


def events() -> Iterator[Event]:
    """The interviews as they were held."""
    yield from ()
