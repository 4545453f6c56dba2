"""Keeping the responses of a file: each once, those of anonymous waves beyond recognition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from random import SystemRandom
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey import jobs
from survey.errors import RowProblem
from survey.fieldwork.models import FrameEntry, Wave
from survey.language import m
from survey.responses.anonymity import carried_segments, free_ids
from survey.responses.models import Response, SubmissionLedger, Verbatim
from survey.responses.rows import SEGMENTS, Packed
from survey.responses.submission import READ_TASK

__all__ = ["keep", "unknown_only"]


BATCH: Final = 1000


def unknown_only(
    session: Session, wave: Wave, packed: list[Packed], row_numbers: Mapping[str, int]
) -> tuple[list[Packed], list[RowProblem]]:
    """The responses not stored before, and those stored before with other answers as problems."""
    stored = _stored_bodies(session, wave, packed)
    fresh = [one for one in packed if one.key_hash not in stored]
    problems = [
        RowProblem(
            row_numbers[one.key_hash],
            "response_id",
            m("这个编号的答卷已经导入过，但内容不同。已导入的答卷请在系统中更正。"),
        )
        for one in packed
        if stored.get(one.key_hash, "") not in ("", one.body_hash)
    ]
    return fresh, problems


def _stored_bodies(session: Session, wave: Wave, packed: list[Packed]) -> dict[str, str]:
    """Key hash → body hash of what is stored ('' in anonymous waves, where only the key is known)."""
    found: dict[str, str] = {}
    for batch in _batches(packed):
        hashes = [one.key_hash for one in batch]
        if wave.privacy == "anonymous":
            used = sa.select(SubmissionLedger.key_hash).where(SubmissionLedger.key_hash.in_(hashes))
            found |= dict.fromkeys(session.scalars(used), "")
        else:
            chosen = sa.select(Response.submission_key, Response.body_hash)
            rows = session.execute(chosen.where(Response.submission_key.in_(hashes)))
            found |= {row.submission_key: row.body_hash for row in rows}
    return found


def _batches(packed: list[Packed]) -> Iterator[list[Packed]]:
    for start in range(0, len(packed), BATCH):
        yield packed[start : start + BATCH]


def keep(session: Session, wave: Wave, fresh: list[Packed]) -> None:
    """Stores the responses of a file, and asks for their words to be read."""
    if wave.privacy == "anonymous":
        _disguise(session, wave, fresh)
    for batch in _batches(fresh):
        session.execute(sa.insert(Response), [one.response for one in batch])
        if verbatims := [row for one in batch for row in one.verbatims]:
            session.execute(sa.insert(Verbatim), verbatims)
    jobs.enqueue(session, READ_TASK)


def _disguise(session: Session, wave: Wave, fresh: list[Packed]) -> None:
    """Gives anonymous rows another order and free random ids, and takes telling segments off them."""
    session.execute(sa.insert(SubmissionLedger), [{"key_hash": one.key_hash} for one in fresh])
    SystemRandom().shuffle(fresh)
    _blur(session, wave, fresh)
    for row, free in zip(
        (one.response for one in fresh), free_ids(session, Response, len(fresh)), strict=True
    ):
        row["id"] = free
    verbatims = [row for one in fresh for row in one.verbatims]
    for row, free in zip(verbatims, free_ids(session, Verbatim, len(verbatims)), strict=True):
        row["id"] = free


def _blur(session: Session, wave: Wave, fresh: list[Packed]) -> None:
    """Leaves a row the segments whose group is large enough: in the frame, or where there is none, here."""
    groups = Counter(tuple(one.response[name] for name in SEGMENTS) for one in fresh)
    has_frame = session.scalar(sa.select(FrameEntry.id).where(FrameEntry.wave_id == wave.id).limit(1))
    for values, n in groups.items():
        given = dict(zip(SEGMENTS, values, strict=True))
        if has_frame is not None:
            kept = carried_segments(session, wave.id, wave.segments, given, wave.k_min)
        else:
            kept = given if n >= wave.k_min else {}
        for one in fresh:
            if tuple(one.response[name] for name in SEGMENTS) == values and kept != given:
                for row in (one.response, *one.verbatims):
                    row.update({name: kept.get(name, "") for name in SEGMENTS if name in row})
