"""Where each response of a wave's columns comes from: its id, how long it took, who handed it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.errors import Conflict
from survey.fieldwork.models import Wave
from survey.language import m
from survey.reports.counting.columns import Columns, ColumnStore
from survey.responses.models import Response

__all__ = ["Origins", "with_origins"]

_ATTEMPTS: Final = 3
_BATCH: Final = 5000


@dataclass(frozen=True)
class Origins:
    """One entry per response, in the columns' order; `seconds` is −1 where it is not known.

    Few reports ask for them, so that they are no columns: these are built for every wave.
    """

    ids: NDArray[np.int64]
    seconds: NDArray[np.int32]
    by_owner: NDArray[np.bool_]


def with_origins(session: Session, store: ColumnStore, wave: Wave) -> tuple[Columns, Origins]:
    """The wave's columns as they are this moment, and the origins of their rows.

    Raises Conflict when answers pour in so fast that the two cannot be had of one moment.
    """
    for _ in range(_ATTEMPTS):
        columns = store.fresh(session, wave)
        kept: Origins | None = columns.made.get("origins")
        origins = kept or _load(session, wave)
        if origins.ids.size == columns.n:
            columns.made["origins"] = origins
            return columns, origins
    raise Conflict(m("答卷正在不断收到，请稍后再打开这一页。"))


def _load(session: Session, wave: Wave) -> Origins:
    statement = (
        sa.select(Response.id, Response.duration_s, Response.by_account_owner)
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .order_by(Response.id)
    )
    result = session.connection().execute(statement, execution_options={"yield_per": _BATCH})
    ids: list[int] = []
    seconds: list[int] = []
    by_owner: list[bool] = []
    for rows in result.partitions(_BATCH):
        numbers, durations, owners = zip(*rows, strict=True)
        ids.extend(numbers)
        seconds.extend(-1 if duration is None else duration for duration in durations)
        by_owner.extend(owners)
    return Origins(
        np.array(ids, dtype=np.int64),
        np.array(seconds, dtype=np.int32),
        np.array(by_owner, dtype=np.bool_),
    )
