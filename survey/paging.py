"""Lists one page at a time: a page that does not exist is the nearest one that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

__all__ = ["PAGE", "Page", "Place", "count", "pages_of", "place"]

Row = TypeVar("Row")

PAGE: Final = 50
"""Rows on one page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands in its list: the how-manieth of how many, from 1."""

    number: int
    pages: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """How many rows come before the page."""
        return (self.number - 1) * self.size

    def cut(self, chosen: sa.Select[Any]) -> sa.Select[Any]:
        """The statement, for the rows of this page only."""
        return chosen.offset(self.first).limit(self.size)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and where it stands."""

    rows: Sequence[Row]
    place: Place

    @property
    def number(self) -> int:
        return self.place.number

    @property
    def pages(self) -> int:
        return self.place.pages

    @property
    def total(self) -> int:
        """The rows of all pages together."""
        return self.place.total


def pages_of(total: int, size: int = PAGE) -> int:
    """How many pages `total` rows fill; an empty list has one."""
    return max(1, -(-total // size))


def place(total: int, number: int, size: int = PAGE) -> Place:
    """The place of page `number` in a list of `total` rows."""
    pages = pages_of(total, size)
    return Place(min(max(1, number), pages), pages, total, size)


def count(session: Session, chosen: sa.Select[Any]) -> int:
    """How many rows the statement chooses."""
    return session.scalar(sa.select(sa.func.count()).select_from(chosen.order_by(None).subquery())) or 0
