"""A wave's responses as an SPSS file with labels. Loads pyreadstat and polars, in workers and commands only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars
import pyreadstat
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import NOT_ANSWERED, NOT_APPLICABLE, NOT_ASKED, Column, text_in
from survey.reports.outputs.voice import Voice, voice
from survey.responses.exporting import read_rows
from survey.responses.models import Response

__all__ = ["MISSING", "sav"]

MISSING: Final[Mapping[int, tuple[int, Message]]] = {
    NOT_APPLICABLE: (-1, m("不了解 / 未涉及")),
    NOT_ANSWERED: (-2, m("未回答")),
    NOT_ASKED: (-3, m("未询问")),
}
"""Packed code → its value and label in SPSS: three user-missing values, kept apart."""
MEASURES: Final = {
    "score": "ordinal",
    "rank": "ordinal",
    "choice": "nominal",
    "flag": "nominal",
    "points": "scale",
}
LABEL_BYTES: Final = 250
VALUE_LABEL_BYTES: Final = 116
NAME_BYTES: Final = 60
TEXT_CHARACTERS: Final = 4000
ID_LABELS: Final = {
    "response_id": m("答卷编号"),
    "submitted_at": m("填写时间"),
    "mode": m("来源"),
    "customer": m("客户编号"),
    "class": m("客户类别"),
    "region": m("地区"),
    "language": m("语言"),
}


@dataclass(frozen=True, slots=True)
class _Variable:
    """One variable of the file."""

    name: str
    label: str
    values: list[int] | list[str]
    labels: Mapping[int, str]
    measure: str


def sav(session: Session, wave: Wave, actor: Actor, *, language: str) -> bytes:
    """The responses as `actor` may export them; raises Forbidden where single responses are not to be read.

    Scores and choices are numbers with value labels; texts are strings. Not asked, not answered and
    "don't know" are three user-missing values. The caller writes the export into the audit trail.
    """
    said = voice(language)
    definition = definitions.definition_of(session, wave.version_id)
    headings, exported = read_rows(session, wave, actor)
    rows = list(exported)
    codes = _codes(session, wave, definition)
    taken: set[str] = set()
    variables = [
        *_texts(headings, rows, definition, said, taken),
        *_scores([row[0] for row in rows], codes, definition, said, taken),
    ]
    return _written(variables, wave.name)


def _codes(session: Session, wave: Wave, definition: Definition) -> dict[str, bytes]:
    """Response ref → its packed scores."""
    chosen = sa.select(Response.ref, Response.scores).where(
        Response.wave_id == wave.id, Response.superseded.is_(False)
    )
    return {row.ref: row.scores for row in session.execute(chosen)}


def _texts(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    definition: Definition,
    said: Voice,
    taken: set[str],
) -> list[_Variable]:
    """What identifies a response, and every column that is no score."""
    counted = {column.item for column in definition.columns}
    found = []
    for place, heading in enumerate(headings):
        key, _, part = heading.partition(":")
        scored = key in counted and not _is_text(definition, key, part)
        if scored:
            continue
        known = ID_LABELS.get(heading)
        label = said.say(known) if known else _label(definition, key, part, said)
        values = [row[place][:TEXT_CHARACTERS] for row in rows]
        found.append(_Variable(_name(heading, taken), label, values, {}, "nominal"))
    return found


def _is_text(definition: Definition, key: str, part: str) -> bool:
    """Whether a part of a counted item holds words: the reason under a low rating, the other option."""
    return bool(part) and part not in {column.part for column in definition.columns if column.item == key}


def _scores(
    refs: Sequence[str], codes: Mapping[str, bytes], definition: Definition, said: Voice, taken: set[str]
) -> list[_Variable]:
    shown = {code: value for code, (value, _) in MISSING.items()}
    reasons = {value: said.say(label) for value, label in MISSING.values()}
    found = []
    for place, column in enumerate(definition.columns):
        values = [shown.get(code, code) for code in (codes[ref][place] for ref in refs)]
        labels = {code: text_in(label, said.language) for code, label in column.labels.items()} | reasons
        found.append(
            _Variable(
                _name(column.key, taken),
                _label(definition, column.item, _part_of(column), said),
                values,
                labels,
                MEASURES.get(column.kind, "unknown"),
            )
        )
    return found


def _part_of(column: Column) -> str:
    return column.part if column.part != column.item else ""


def _label(definition: Definition, key: str, part: str, said: Voice) -> str:
    item = definition.item_by_key.get(key)
    if item is None:
        return key
    text = text_in(item.text, said.language)
    option = next((one for one in item.options if one.key == part), None)
    parts = {
        "importance": m("重要程度"),
        "expectation": m("期望"),
        "performance": m("满意程度"),
        "why": m("低分原因"),
        "other": m("其他（说明）"),
    }
    if option is not None:
        return f"{text} · {text_in(option.label, said.language)}"
    if part in parts:
        return f"{text} · {said.say(parts[part])}"
    return f"{text} · {part}" if part else text


def _name(heading: str, taken: set[str]) -> str:
    """A name SPSS takes: a letter first, letters, figures and underscores, unique in any case."""
    clean = re.sub(r"[^A-Za-z0-9_]", "_", heading)[:NAME_BYTES].strip("_") or "v"
    clean = clean if clean[0].isalpha() else f"v_{clean}"
    if clean.lower() in {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}:
        clean += "_"
    name, count = clean, 2
    while name.lower() in taken:
        name, count = f"{clean[: NAME_BYTES - 4]}_{count}", count + 1
    taken.add(name.lower())
    return name


def _cut(text: str, size: int) -> str:
    """At most `size` bytes of UTF-8, no character cut in two."""
    return text.encode("utf-8", errors="replace")[:size].decode("utf-8", errors="ignore")


def _written(variables: Sequence[_Variable], title: str) -> bytes:
    numeric = [one for one in variables if one.labels]
    frame = polars.DataFrame(
        [
            polars.Series(one.name, one.values, dtype=polars.Int32 if one.labels else polars.String)
            for one in variables
        ]
    )
    with TemporaryDirectory(prefix="liusheng-") as folder:
        target = Path(folder) / "responses.sav"
        pyreadstat.write_sav(
            frame,
            str(target),
            file_label=_cut(title, 60),
            column_labels={one.name: _cut(one.label, LABEL_BYTES) for one in variables},
            variable_value_labels={
                one.name: {code: _cut(label, VALUE_LABEL_BYTES) for code, label in one.labels.items()}
                for one in numeric
            },
            missing_ranges={one.name: [value for value, _ in MISSING.values()] for one in numeric},
            variable_measure={one.name: one.measure for one in variables},
            variable_format={one.name: "F5.0" for one in numeric},
            row_compress=True,
        )
        return target.read_bytes()
