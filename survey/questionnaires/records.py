"""Numbers of controlled records: `QR-9.1.2-01-2026-003` from the company's pattern."""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey.errors import InvalidInput
from survey.language import m
from survey.questionnaires.models import RecordSerial

__all__ = ["check_pattern", "next_record_no", "record_no"]

_PLACE: Final = re.compile(r"\{(year|serial(?::([1-9]))?)\}")
_LONGEST: Final = 60


def check_pattern(pattern: str) -> None:
    """Refuses (InvalidInput) a pattern that cannot number records."""
    rest = _PLACE.sub("", pattern)
    serials = [match for match in _PLACE.finditer(pattern) if match[1] != "year"]
    if len(serials) != 1 or "{" in rest or "}" in rest:
        raise InvalidInput(
            m(
                "编号规则里要有一处流水号 {serial:3}（3 是位数），可以有年份 {year}，例如 QR-9.1.2-01-{year}-{serial:3}。"
            )
        )
    if len(pattern) > _LONGEST:
        raise InvalidInput(m("编号规则不能超过 %(max)d 个字。", max=_LONGEST))


def record_no(pattern: str, year: int, serial: int) -> str:
    """The number that `pattern` gives for that year and serial; further digits are never cut off."""

    def fill(match: re.Match[str]) -> str:
        return f"{year:04d}" if match[1] == "year" else str(serial).zfill(int(match[2] or 1))

    return _PLACE.sub(fill, pattern)


def next_record_no(session: Session, pattern: str, year: int) -> str:
    """The next number under `pattern` in `year`, never given twice.

    One statement counts up and reads, so that concurrent writers queue at the row; a unit of work
    that rolls back gives its number back.
    """
    check_pattern(pattern)
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(RecordSerial)
        .values(pattern=pattern, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["pattern", "year"], set_={"last": RecordSerial.__table__.c.last + 1}
        )
        .returning(RecordSerial.__table__.c.last)
    )
    return record_no(pattern, year, session.execute(statement).scalar_one())
