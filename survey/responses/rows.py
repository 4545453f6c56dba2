"""A response and its verbatims as rows, put together before any transaction begins."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from survey.db import new_ref
from survey.fieldwork.tokens import key_hash
from survey.instrument.answers import pack_scores, verbatims_of
from survey.instrument.definition import Definition
from survey.questions import Answers
from survey.responses.anonymity import random_id
from survey.text.vocabulary import Dimension

__all__ = ["MODES", "Packed", "Submission", "body_hash", "pack", "receipt_number", "verbatim_rows"]

MODES: Final = ("link", "qr", "paper", "phone", "visit", "intercept", "key_person", "import")
READER_DIMENSIONS: Final = frozenset(dimension.value for dimension in Dimension)


@dataclass(frozen=True, slots=True)
class Submission:
    """One respondent's whole return, its answers parsed and finished."""

    wave_id: int
    version_id: int
    privacy: str
    definition: Definition
    key: str
    """The submission key: the same key twice is the same response."""
    answers: Answers
    now: datetime
    time_zone: str
    mode: str = "link"
    language: str = "zh"
    started_at: datetime | None = None
    received_on: date | None = None
    """The day it came, where that is not today (paper typed in later, earlier years)."""
    submitted_at: datetime | None = None
    invitation_id: int | None = None
    collector_id: int | None = None
    customer_id: int | None = None
    contact_id: int | None = None
    segments: Mapping[str, str] = field(default_factory=dict)
    """class_key, region, industry, product_line as they are now."""
    declared_segments: tuple[str, ...] = ()
    """Of an anonymous wave: what it may carry."""
    k_min: int = 5
    record_no: str = ""
    entered_by: str = ""
    by_account_owner: bool = False
    respondent_name: str = ""
    scan_file_id: int | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """A submission as rows ready to be written, with what is needed to recognise a repeat."""

    submission: Submission
    key_hash: str
    body_hash: str
    receipt_no: str
    response: dict[str, Any]
    verbatims: list[dict[str, Any]]


def pack(submission: Submission) -> Packed:
    """The rows of a submission; all the work that needs no transaction."""
    anonymous = submission.privacy == "anonymous"
    hashed, body = key_hash(submission.key), body_hash(submission.answers)
    receipt = receipt_number(submission.key)
    row: dict[str, Any] = {
        "ref": new_ref(),
        "wave_id": submission.wave_id,
        "version_id": submission.version_id,
        "submission_key": key_hash(new_ref() + new_ref()) if anonymous else hashed,
        "body_hash": "" if anonymous else body,
        "revision": 1,
        "corrects_id": None,
        "superseded": False,
        "submitted_at": None if anonymous else submission.submitted_at or submission.now,
        "submitted_on": _day(submission),
        "mode": submission.mode,
        "language": submission.language,
        "invitation_id": None if anonymous else submission.invitation_id,
        "collector_id": None if anonymous else submission.collector_id,
        "customer_id": None if anonymous else submission.customer_id,
        "contact_id": None if anonymous else submission.contact_id,
        **{name: submission.segments.get(name, "") for name in SEGMENTS},
        "answers": submission.answers,
        "scores": pack_scores(submission.definition, submission.answers),
        "duration_s": _duration(submission, coarse=anonymous),
        "receipt_no": "" if anonymous else receipt,
        "record_no": "" if anonymous else submission.record_no,
        "entered_by": "" if anonymous else submission.entered_by[:120],
        "by_account_owner": submission.by_account_owner and not anonymous,
        "respondent_name": "" if anonymous else submission.respondent_name[:60],
        "scan_file_id": None if anonymous else submission.scan_file_id,
        "deleted_at": None,
        "deleted_reason": "",
    }
    if anonymous:
        row["id"] = random_id()
    return Packed(
        submission, hashed, body, receipt, row, verbatim_rows(submission.definition, row, anonymous)
    )


SEGMENTS: Final = ("class_key", "region", "industry", "product_line")


def verbatim_rows(definition: Definition, row: Mapping[str, Any], anonymous: bool) -> list[dict[str, Any]]:
    """The rows of the respondent's own words in the response `row`."""
    dimensions = _reader_dimensions(definition)
    made = [
        {
            "ref": new_ref(),
            "source": "response",
            "source_ref": row["ref"],
            "item_key": words.key,
            "text": words.text,
            "language": row["language"],
            "dimension": dimensions.get(words.dimension or "", ""),
            "wave_id": row["wave_id"],
            "customer_id": row["customer_id"],
            "class_key": row["class_key"],
            "region": row["region"],
            "product_line": row["product_line"],
            "mode": row["mode"],
            "written_on": row["submitted_on"],
            "gone": False,
        }
        for words in verbatims_of(definition, row["answers"])
    ]
    if anonymous:
        for verbatim in made:
            verbatim["id"] = random_id()
    return made


def body_hash(answers: Answers) -> str:
    """The hash by which the same answers are known again."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_number(key: str) -> str:
    """A short number for the respondent; it follows from the key, so that a repeat shows the same one.

    In anonymous waves it is shown and stored nowhere: it proves the key, not which response it was.
    """
    digest = hashlib.sha256(f"receipt|{key}".encode()).digest()
    return base64.b32encode(digest[:5]).decode()


def _day(submission: Submission) -> date:
    if submission.received_on is not None:
        return submission.received_on
    return (submission.submitted_at or submission.now).astimezone(_zone(submission.time_zone)).date()


def _duration(submission: Submission, *, coarse: bool) -> int | None:
    """How long it took; to ten seconds where an exact figure could be recognised again."""
    if submission.started_at is None:
        return None
    seconds = max(0, int((submission.now - submission.started_at).total_seconds()))
    return round(seconds / 10) * 10 if coarse else seconds


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _reader_dimensions(definition: Definition) -> dict[str, str]:
    """Dimension key → the reader's word for it; a dimension without one counts as `other`."""
    return {
        key: dimension.maps_to or (key if key in READER_DIMENSIONS else Dimension.OTHER.value)
        for key, dimension in definition.dimension_by_key.items()
    }
