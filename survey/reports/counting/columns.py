"""The answers of a wave as columns of small integers: what every report counts in.

Responses never change, so the stamp of a wave (how many are current, how often one was corrected, deleted
or restored) says whether columns still hold. Files in the instance's cache are only a cache: a damaged or outdated one is
built again.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.reports.counting.reading import Origins, read
from survey.responses.models import Response, WaveStamp

__all__ = ["SEGMENTS", "Cell", "ColumnStore", "Columns"]

_LAYOUT: Final = 2
"""Of the files; one of another layout is outdated, not damaged. Raise it when what they hold changes."""
log = logging.getLogger("survey.reports")

Codes = NDArray[np.uint8]
Ints = NDArray[np.int32]

SEGMENTS: Final = ("class", "region", "industry", "product_line", "mode", "month")
"""What responses can be told apart by; the order of the parts of a cell."""

_SEPARATOR: Final = "\x1f"
_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of segments that occurs in the wave."""

    values: tuple[str, ...]

    def __getitem__(self, segment: str) -> str:
        return self.values[SEGMENTS.index(segment)]


@dataclass(frozen=True)
class Columns:
    """A wave's current responses, one row each, as arrays of equal length.

    `scores[i]` are the packed codes of the definition's column i; `cell` points into `cells`; `unit` numbers
    the customers from 0, answers without a customer have a number of their own; `customers[u]` is the
    customer's id or −1.
    """

    stamp: str
    as_of: datetime
    keys: tuple[str, ...]
    scores: Codes
    cell: Ints
    cells: tuple[Cell, ...]
    unit: Ints
    customers: NDArray[np.int64]
    origins: Origins
    made: dict[str, Any] = field(default_factory=dict, compare=False)
    """What was computed from the columns and may be asked for again (tables per cell)."""

    @property
    def n(self) -> int:
        return int(self.cell.size)

    @property
    def n_units(self) -> int:
        return int(self.customers.size)

    def codes(self, key: str) -> Codes:
        """The packed codes of one column, by its key."""
        found: Codes = self.scores[self.keys.index(key)]
        return found

    def kept(self, rows: NDArray[np.bool_]) -> Columns:
        """The same wave with only these responses; the customers keep their numbers."""
        return replace(
            self,
            scores=self.scores[:, rows],
            cell=self.cell[rows],
            unit=self.unit[rows],
            origins=self.origins.kept(rows),
            made={},
        )

    def of_cells(self, segment: str) -> NDArray[np.str_]:
        """The value of a segment in each cell."""
        kept: NDArray[np.str_] | None = self.made.get(f"segment:{segment}")
        if kept is None:
            kept = self.made[f"segment:{segment}"] = np.array([c[segment] for c in self.cells], dtype=np.str_)
        return kept

    def values_of(self, segment: str) -> tuple[str, ...]:
        """The values of a segment that occur, sorted."""
        return tuple(np.unique(self.of_cells(segment)).tolist())


class ColumnStore:
    """Columns by wave: in memory, else in the cache folder, else built from the responses."""

    def __init__(self, folder: Path, *, patience: float = 60.0, busy_from: int = 50_000) -> None:
        self._folder = folder
        self._patience, self._busy_from = patience, busy_from
        self._kept: OrderedDict[int, Columns] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, wave: Wave) -> Columns:
        """The wave's columns. A large wave may be up to a minute old while answers pour in (`as_of` says)."""
        kept = self._kept.get(wave.id)
        if kept is not None and self._still_good(kept):
            return kept
        return self.fresh(session, wave)

    def fresh(self, session: Session, wave: Wave) -> Columns:
        """The wave's columns as its responses are now, however busy it is."""
        kept = self._kept.get(wave.id)
        stamp = _stamp(session, wave)
        if kept is None or kept.stamp != stamp:
            kept = self._load(wave, stamp) or self._build(session, wave, stamp)
        if kept.n >= self._busy_from:  # its stamp takes long, and has just been found to hold
            kept = replace(kept, as_of=datetime.now(UTC))
        return self._keep(wave.id, kept)

    def _still_good(self, kept: Columns) -> bool:
        age = (datetime.now(UTC) - kept.as_of).total_seconds()
        return kept.n >= self._busy_from and age < self._patience

    def _keep(self, wave_id: int, columns: Columns) -> Columns:
        with self._lock:
            self._kept[wave_id] = columns
            self._kept.move_to_end(wave_id)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return columns

    def _build(self, session: Session, wave: Wave, stamp: str) -> Columns:
        definition = definitions.definition_of(session, wave.version_id)
        columns = build(session, wave, definition, stamp)
        self._save(wave, columns)
        return columns

    def _file(self, wave: Wave) -> Path:
        return self._folder / f"columns-{hashlib.sha256(wave.ref.encode()).hexdigest()[:16]}.bin"

    def _load(self, wave: Wave, stamp: str) -> Columns | None:
        try:
            data = self._file(wave).read_bytes()
            if hashlib.sha256(data[32:]).digest() != data[:32]:
                raise ValueError("the checksum does not fit")
            with np.load(io.BytesIO(data[32:]), allow_pickle=False) as arrays:
                if str(arrays["stamp"]) != f"{_LAYOUT} {stamp}":
                    return None
                return _from_arrays(stamp, arrays)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError) as error:
            log.warning("a columns file is damaged and is built again: %s", error)
            return None

    def _save(self, wave: Wave, columns: Columns) -> None:
        """Under a temporary name first, so that no reader ever sees half a file; failing is no harm."""
        buffer = io.BytesIO()
        np.savez(buffer, **_to_arrays(columns))
        body = buffer.getvalue()
        temporary = self._folder / f".{secrets.token_hex(8)}.tmp"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(hashlib.sha256(body).digest() + body)
            os.replace(temporary, self._file(wave))
        except OSError as error:
            temporary.unlink(missing_ok=True)
            log.warning("columns could not be kept on disk: %s", error)


def build(session: Session, wave: Wave, definition: Definition, stamp: str) -> Columns:
    """The columns of a wave read from its current responses."""
    keys = tuple(column.key for column in definition.columns)
    stored = read(session, wave, len(keys))
    unit, owners = _units(stored.customers)
    return Columns(
        stamp=stamp,
        as_of=datetime.now(UTC),
        keys=keys,
        scores=stored.scores,
        cell=stored.cell,
        cells=tuple(map(Cell, stored.cells)),
        unit=unit,
        customers=owners,
        origins=stored.origins,
    )


def _units(customer: NDArray[np.int64]) -> tuple[Ints, NDArray[np.int64]]:
    """The unit of each row and the customer of each unit; every row without a customer is a unit of its own."""
    known = customer >= 0
    found, numbers = np.unique(customer[known], return_inverse=True)
    unit = np.empty(customer.size, dtype=np.int32)
    unit[known] = numbers
    unit[~known] = np.arange(found.size, found.size + np.count_nonzero(~known))
    return unit, np.concatenate([found, customer[~known]])


def _stamp(session: Session, wave: Wave) -> str:
    row = session.execute(
        sa.select(
            sa.select(sa.func.count())
            .select_from(Response)
            .where(Response.wave_id == wave.id, Response.superseded.is_(False))
            .scalar_subquery(),
            sa.select(WaveStamp.changes).where(WaveStamp.wave_id == wave.id).scalar_subquery(),
        )
    ).one()
    return f"{wave.version_id}-{row[0]}-{row[1] or 0}"


def _to_arrays(columns: Columns) -> Mapping[str, Any]:
    return {
        "stamp": np.array(f"{_LAYOUT} {columns.stamp}"),
        "as_of": np.array(columns.as_of.isoformat()),
        "keys": np.array(columns.keys, dtype=str),
        "scores": columns.scores,
        "cell": columns.cell,
        "cells": np.array([_SEPARATOR.join(cell.values) for cell in columns.cells], dtype=str),
        "unit": columns.unit,
        "customers": columns.customers,
        "ids": columns.origins.ids,
        "seconds": columns.origins.seconds,
        "by_owner": columns.origins.by_owner,
        "typist": columns.origins.typist,
        "typists": np.array(columns.origins.typists, dtype=str),
    }


def _from_arrays(stamp: str, arrays: Mapping[str, Any]) -> Columns:
    return Columns(
        stamp=stamp,
        as_of=datetime.fromisoformat(str(arrays["as_of"])),
        keys=tuple(arrays["keys"].tolist()),
        scores=arrays["scores"],
        cell=arrays["cell"],
        cells=tuple(Cell(tuple(text.split(_SEPARATOR))) for text in arrays["cells"].tolist()),
        unit=arrays["unit"],
        customers=arrays["customers"],
        origins=Origins(
            arrays["ids"],
            arrays["seconds"],
            arrays["by_owner"],
            arrays["typist"],
            tuple(arrays["typists"].tolist()),
        ),
    )
