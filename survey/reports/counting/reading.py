"""The stored responses of a wave, read in one pass into arrays: what its columns are made of.

A million rows are read in seconds, so that every value that a row brings along counts: the segments come as
one text, the small numbers as one integer, and the driver's own rows are taken as they are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.fieldwork.models import Wave
from survey.responses.models import Response

__all__ = ["Origins", "Stored", "read"]

Ints = NDArray[np.int32]
T = TypeVar("T", str, tuple[str, ...])

_BATCH: Final = 200
"""Rows fetched at once: so few that they are gone again before the collector of garbage looks for them."""
_SECONDS_BITS: Final = 26
"""Room for the time a response took: up to two years."""
_LONGEST: Final = (1 << _SECONDS_BITS) - 2


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each response comes from: its id (ascending), how long it took, who handed it in.

    `seconds` is −1 where it is not known; `by_owner` says that the salesperson of that customer typed it in;
    `typist` points into `typists`, the other people who typed answers in, '' the respondents themselves.
    """

    ids: NDArray[np.int64]
    seconds: Ints
    by_owner: NDArray[np.bool_]
    typist: Ints
    typists: tuple[str, ...]

    def kept(self, rows: NDArray[np.bool_]) -> Origins:
        """Those of these rows only."""
        return Origins(
            self.ids[rows], self.seconds[rows], self.by_owner[rows], self.typist[rows], self.typists
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """The current responses in the order of their ids; all arrays have one entry per response.

    `scores` has a row per column of the definition; `cell` points into `cells`, the combinations of
    segments (class, region, industry, product line, mode, month); `customers` is −1 where none is known.
    """

    scores: NDArray[np.uint8]
    cell: Ints
    cells: tuple[tuple[str, ...], ...]
    customers: NDArray[np.int64]
    origins: Origins


def read(session: Session, wave: Wave, width: int) -> Stored:
    """The current responses of a wave, each with `width` packed scores."""
    groups: defaultdict[str, int] = defaultdict(lambda: len(groups))
    packed = bytearray()
    numbers: tuple[list[NDArray[np.int64]], ...] = ([], [], [])
    for ids, scores, about, segments in _batches(session, wave):
        packed += b"".join(scores)
        for kept, values in zip(numbers, (ids, about, map(groups.__getitem__, segments)), strict=True):
            kept.append(np.fromiter(values, np.int64, len(ids)))
    number, told, group = (np.concatenate(kept or [np.empty(0, dtype=np.int64)]) for kept in numbers)
    (cell_of, cells), (typist_of, typists) = _told_apart(groups)
    return Stored(
        scores=np.ascontiguousarray(np.frombuffer(packed, dtype=np.uint8).reshape(number.size, width).T),
        cell=cell_of[group],
        cells=cells,
        customers=(told >> (_SECONDS_BITS + 1)) - 1,
        origins=Origins(
            ids=number,
            seconds=((told >> 1) % (1 << _SECONDS_BITS) - 1).astype(np.int32),
            by_owner=(told % 2).astype(np.bool_),
            typist=typist_of[group],
            typists=typists,
        ),
    )


def _told_apart(
    groups: Iterable[str],
) -> tuple[tuple[Ints, tuple[tuple[str, ...], ...]], tuple[Ints, tuple[str, ...]]]:
    """The cell of each group, and all cells (days of a month are one); the typist of each, and all typists."""
    parts = list(map(json.loads, groups))
    cells = [(*segments, day[:7]) for *segments, day, _ in parts]
    return _numbered(cells), _numbered([typist for *_, typist in parts])


def _numbered(each: Sequence[T]) -> tuple[Ints, tuple[T, ...]]:
    """The place of each among the different ones in their order, and those."""
    found = tuple(sorted(set(each)))
    place = {one: number for number, one in enumerate(found)}
    return np.array([place[one] for one in each], dtype=np.int32), found


def _batches(session: Session, wave: Wave) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Ids, scores, numbers, segments with day and typist of the current responses in the order of their ids."""
    connection = session.connection()
    listed = sa.func.json_array if connection.dialect.name == "sqlite" else sa.func.json_build_array
    segments = listed(
        Response.class_key,
        Response.region,
        Response.industry,
        Response.product_line,
        Response.mode,
        Response.submitted_on,
        _typist(),
    )
    statement = (
        sa.select(Response.id, Response.scores, _about(), sa.cast(segments, sa.Text))
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .order_by(Response.id)
    )
    result = connection.execute(statement, execution_options={"yield_per": _BATCH})
    for rows in result.partitions():
        yield tuple(zip(*rows, strict=True))


def _typist() -> sa.ColumnElement[str]:
    """Who typed the answer in, '' for the respondent: a correction is typed in by whoever corrects."""
    others = sa.and_(Response.by_account_owner.is_(False), Response.revision == 1)
    return sa.case((others, Response.entered_by), else_="")


def _about() -> sa.ColumnElement[int]:
    """Customer, seconds and who handed it in as one number: unknown ones are 0, the others one more."""
    customer = sa.cast(sa.func.coalesce(Response.customer_id, -1), sa.BigInteger) + 1
    seconds = sa.case(
        (Response.duration_s > _LONGEST, _LONGEST), else_=sa.func.coalesce(Response.duration_s, -1)
    )
    owner = sa.case((Response.by_account_owner, 1), else_=0)
    return (customer * (1 << _SECONDS_BITS) + seconds + 1) * 2 + owner
