"""Record numbers: by the company's pattern, in turn, never twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from survey.db import Database
from survey.errors import InvalidInput
from survey.questionnaires.records import check_pattern, next_record_no, record_no

PATTERN = "QR-9.1.2-01-{year}-{serial:3}"


def test_numbers_follow_the_pattern_year_by_year(database: Database) -> None:
    with database.unit_of_work() as session:
        given = [next_record_no(session, PATTERN, year) for year in (2026, 2026, 2027, 2026)]
        given.append(next_record_no(session, "X{serial}", 2026))
    assert given == [
        "QR-9.1.2-01-2026-001",
        "QR-9.1.2-01-2026-002",
        "QR-9.1.2-01-2027-001",
        "QR-9.1.2-01-2026-003",
        "X1",
    ]


def test_a_unit_of_work_that_fails_gives_its_number_back(database: Database) -> None:
    def take_and_fail() -> None:
        with database.unit_of_work() as session:
            next_record_no(session, PATTERN, 2026)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        take_and_fail()
    with database.unit_of_work() as session:
        assert next_record_no(session, PATTERN, 2026).endswith("001")


def test_no_number_is_given_twice_under_load(database: Database) -> None:
    def take(_: int) -> str:
        with database.unit_of_work() as session:
            return next_record_no(session, PATTERN, 2026)

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(take, range(40)))
    assert sorted(given) == [record_no(PATTERN, 2026, serial) for serial in range(1, 41)]


def test_a_serial_that_outgrows_its_width_keeps_all_digits() -> None:
    assert record_no("R-{serial:2}", 2026, 1234) == "R-1234"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "QR-{year}",
        "{serial}{serial}",
        "{serial:0}",
        "{serial:12}",
        "{0.__class__}{serial}",
        "x" * 80 + "{serial}",
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInput):
        check_pattern(pattern)
