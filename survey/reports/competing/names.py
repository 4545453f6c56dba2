"""Which competitor each response rates: the name as it was written, spellings of one company joined."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.errors import Conflict
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.competitors import Block, asked
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import get
from survey.reports.counting.columns import Columns, ColumnStore
from survey.responses.models import Response

__all__ = ["POURING_IN", "UNNAMED", "Names", "identity", "with_names"]

UNNAMED: Final = -1
POURING_IN: Final = m("答卷正在不断收到，请稍后再打开这一页。")
_ATTEMPTS: Final = 3
_BATCH: Final = 5000
_KEPT: Final = "competitor_names"
_FORM: Final = re.compile(
    "(股份|有限|责任|集团|公司|厂)+$|(coltd|corporation|company|limited|gmbh|inc|ltd|co)$"
)
"""What kind of company it is, which writers leave out as often as not."""
_NO_NAME: Final = frozenset({"", "无", "没有", "不便说明", "保密", "不清楚", "不知道", "不详", "none", "na"})


@dataclass(frozen=True)
class Names:
    """The competitors of a wave, the one named by most customers first, each as it is most often written.

    `codes` says per section which of them each response rates, `UNNAMED` for none, in the columns' order.
    """

    labels: tuple[str, ...]
    codes: Mapping[str, NDArray[np.int32]]


def with_names(session: Session, store: ColumnStore, wave: Wave) -> tuple[Columns, Names]:
    """The wave's columns as they are this moment, and who is named in each of their rows.

    Names are words and no columns: they are read from the answers and kept with the columns. Raises
    Conflict when answers pour in so fast that the two cannot be had of one moment.
    """
    definition = definitions.definition_of(session, wave.version_id)
    blocks = [block for block in asked(definition).blocks if block.name is not None]
    for _ in range(_ATTEMPTS):
        columns = store.fresh(session, wave) if blocks else store.of(session, wave)
        kept: Names | None = columns.made.get(_KEPT)
        written = {} if kept else {block.key: _written(session, wave, definition, block) for block in blocks}
        if all(len(texts) == columns.n for texts in written.values()):
            columns.made[_KEPT] = kept or _joined(written, columns)
            return columns, columns.made[_KEPT]
    raise Conflict(POURING_IN)


def identity(written: str) -> str:
    """What makes two spellings the same company: no case, width, spaces, signs or kind of company; '' for none."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", written).casefold() if char.isalnum())
    if plain in _NO_NAME:
        return ""
    return _FORM.sub("", plain) or plain


def _written(session: Session, wave: Wave, definition: Definition, block: Block) -> list[str]:
    """What stands under the block's question for the name, row by row in the columns' order."""
    if block.name is None:
        return []
    item, kind = block.name, get(block.name.type)
    keys = [f"{item.key}:{part}" if part else item.key for part in kind.file_parts(item)]
    statement = (
        sa.select(*(Response.answers[key] for key in keys))
        .where(Response.wave_id == wave.id, Response.superseded.is_(False))
        .order_by(Response.id)
    )
    rows: Iterable[Any] = session.connection().execute(statement, execution_options={"yield_per": _BATCH})
    return [
        kind.readable(item, dict(zip(keys, values, strict=True)), definition.scale_by_key, "zh").strip()
        for values in rows
    ]


def _joined(written: Mapping[str, list[str]], columns: Columns) -> Names:
    spellings: dict[str, Counter[str]] = {}
    namers: dict[str, set[int]] = {}
    keys = {block: [identity(text) for text in texts] for block, texts in written.items()}
    for block, texts in written.items():
        for key, text, unit in zip(keys[block], texts, columns.unit.tolist(), strict=True):
            if key:
                spellings.setdefault(key, Counter())[text] += 1
                namers.setdefault(key, set()).add(unit)
    order = sorted(namers, key=lambda key: (-len(namers[key]), key))
    number = {key: place for place, key in enumerate(order)}
    return Names(
        labels=tuple(min(spellings[key], key=lambda text: (-spellings[key][text], text)) for key in order),
        codes={
            block: np.array([number.get(key, UNNAMED) for key in found], dtype=np.int32)
            for block, found in keys.items()
        },
    )
