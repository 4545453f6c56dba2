"""Response files: in, out, in again; all or nothing; by role and promise."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden
from survey.responses import queries
from survey.responses.exporting import read_rows
from survey.responses.importing import ImportResult, import_rows
from survey.responses.models import Response, SubmissionLedger, Verbatim
from survey.sheets import Table, read_table, write_csv
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO


def table(rows: Sequence[Mapping[str, str]]) -> Table:
    """The rows as an uploaded CSV file."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[row.get(name, "") for name in headers] for row in rows]
    return read_table(b"".join(write_csv(headers, lines)), "rows.csv")


def row(n: int, **changes: str) -> dict[str, str]:
    cells = {
        "response_id": f"r{n}",
        "submitted_at": "2026-03-31T14:05:00+08:00",
        "customer": "C001",
        "product_reliability:importance": "5",
        "product_reliability:performance": "2",
        "product_reliability:why": "漏油",
        "overall": "NA",
        "complained": "reported",
        "worst": "=供货慢",
        "handling": "-",
    }
    return cells | changes


def _count(session: Any, kind: type[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def test_rows_become_responses_with_customers_segments_and_words(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, opened=False)
        make.add_customers(session, 2)
        second = row(
            2, customer="客户2厂", region="西南", submitted_at="2025-12-31", mode="phone", language="en"
        )
        result = import_rows(session, wave, table([row(1), second]), dry_run=False, **WHO)
        assert result == ImportResult(2, 2, ())
        one, two = session.scalars(sa.select(Response).order_by(Response.id))
        assert one.answers["product_reliability"] == [5, 2]
        assert one.answers["overall"] == "NA"
        assert "handling" not in one.answers
        assert one.answers["worst"] == "=供货慢"
        assert (one.mode, one.class_key, one.region) == ("import", "A", "华东")
        assert one.submitted_at is not None
        assert one.submitted_on == date(2026, 3, 31)
        assert (two.region, two.mode, two.language, two.submitted_on) == (
            "西南",
            "phone",
            "en",
            date(2025, 12, 31),
        )
        assert _count(session, Verbatim) == 4


def test_the_same_file_twice_is_stored_once(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        file = table([row(1), row(2)])
        import_rows(session, wave, file, dry_run=False, **WHO)
        again = import_rows(session, wave, table([row(1), row(2), row(3)]), dry_run=False, **WHO)
        assert (again.rows, again.imported, again.already, again.errors) == (3, 1, 2, ())
        changed = import_rows(session, wave, table([row(1, overall="5"), row(4)]), dry_run=False, **WHO)
        assert (changed.imported, [(one.row, one.column) for one in changed.errors]) == (
            0,
            [(2, "response_id")],
        )
        assert _count(session, Response) == 3


def test_one_bad_row_stops_the_whole_file_and_every_fault_has_its_row(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        bad = [
            row(1),
            row(2, overall="9"),
            row(3, customer="无名厂"),
            row(4, submitted_at="昨天"),
            row(5, mode="pigeon", language="fr"),
            row(1),
            row(7, submitted_at="2031-01-01"),
        ]
        result = import_rows(session, wave, table(bad), dry_run=False, **WHO)
        assert result.imported == 0
        assert [(one.row, one.column) for one in result.errors] == [
            (3, "overall"),
            (4, "customer"),
            (5, "submitted_at"),
            (6, "mode"),
            (6, "language"),
            (7, "response_id"),
            (8, "submitted_at"),
        ]
        assert _count(session, Response) == 0


def test_unknown_headings_are_named_and_a_file_without_items_is_refused(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        unknown = import_rows(session, wave, table([{"overall": "5", "beauty": "3"}]), dry_run=False, **WHO)
        assert [(one.row, one.column) for one in unknown.errors] == [(1, "beauty")]
        nothing = import_rows(session, wave, table([{"customer": "C001"}]), dry_run=False, **WHO)
        assert len(nothing.errors) == 1


def test_a_dry_run_says_the_same_and_stores_nothing(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        rows = table([row(1), row(2, response_id="")])
        tried = import_rows(session, wave, rows, dry_run=True, **WHO)
        assert (tried.imported, tried.without_id) == (2, 1)
        assert _count(session, Response) == 0


def test_what_is_exported_is_imported_again_as_it_was(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        import_rows(session, wave, table([row(1), row(2, worst="-", complained="")]), dry_run=False, **WHO)
        headings, rows = read_rows(session, wave, make.QUALITY)
        content = b"".join(write_csv(headings, rows))
        form = make.wave_form(wave.version, key="again")
        other = make.waves.create(session, form, actor=make.QUALITY, now=make.NOW)
        result = import_rows(session, other, read_table(content, "x.csv"), dry_run=False, **WHO)
        assert (result.imported, result.errors) == (2, ())
        chosen = sa.select(Response).order_by(Response.id)
        first = session.scalars(chosen.where(Response.wave_id == wave.id)).all()
        second = session.scalars(chosen.where(Response.wave_id == other.id)).all()
        for one, two in zip(first, second, strict=True):
            assert one.answers == two.answers
            assert one.scores == two.scores
            assert one.submitted_at == two.submitted_at
            assert one.customer_id == two.customer_id


def test_an_anonymous_file_carries_no_customer_and_loses_its_order(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous", segments=("region",))
        make.add_customers(session, 1)
        refused = import_rows(session, wave, table([row(1)]), dry_run=False, **WHO)
        assert [one.column for one in refused.errors] == ["customer"]
        undeclared = {"customer": "", "class": "A"}
        refused = import_rows(session, wave, table([row(1, **undeclared)]), dry_run=False, **WHO)
        assert [one.column for one in refused.errors] == ["class"]
        rows = [row(n, customer="", region="华东" if n < 30 else "西藏", worst=f"第{n}份") for n in range(32)]
        result = import_rows(session, wave, table(rows), dry_run=False, **WHO)
        assert (result.imported, result.errors) == (32, ())
        stored = session.scalars(sa.select(Response).order_by(Response.id)).all()
        assert {one.submitted_at for one in stored} == {None}
        assert min(one.id for one in stored) >= 2**30
        assert [one.answers["worst"] for one in stored] != [f"第{n}份" for n in range(32)]
        assert sum(one.region == "西藏" for one in stored) == 0, "two are fewer than five"
        assert sum(one.region == "华东" for one in stored) == 30
        assert _count(session, SubmissionLedger) == 32
        again = import_rows(session, wave, table(rows), dry_run=False, **WHO)
        assert (again.imported, again.already) == (0, 32)


@pytest.mark.parametrize(
    ("privacy", "role", "allowed"),
    [
        ("named", "manager", True),
        ("named", "sales", False),
        ("named", "viewer", False),
        ("confidential", "quality", True),
        ("confidential", "manager", False),
        ("anonymous", "manager", False),
    ],
)
def test_single_responses_are_exported_as_promised(
    database: Database, privacy: str, role: str, allowed: bool
) -> None:
    actor = Actor(name=role, role=role)
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy=privacy)
        make.add_customers(session, 1)
        import_rows(session, wave, table([row(1)]), dry_run=False, **WHO)
        if not allowed:
            with pytest.raises(Forbidden):
                read_rows(session, wave, actor)
            return
        headings, rows = read_rows(session, wave, actor)
        (exported,) = [dict(zip(headings, one, strict=True)) for one in rows]
        assert exported["customer"] == "C001"
        assert exported["overall"] == "NA"
        assert exported["handling"] == "-"


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_twenty_thousand_rows_are_imported_in_seconds(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 50)
        rows = table([row(n, customer=f"C{n % 50 + 1:03d}") for n in range(20_000)])
        begun = time.process_time()
        result = import_rows(session, wave, rows, dry_run=False, **WHO)
        took = time.process_time() - begun
        assert result.imported == 20_000
        begun = time.process_time()
        headings, exported = read_rows(session, wave, make.QUALITY)
        size = sum(len(chunk) for chunk in write_csv(headings, exported))
        exporting = time.process_time() - begun
        assert size > 1_000_000
        assert queries.response_count(session, wave) == 20_000
        print(f"import {took:.1f} s, export {exporting:.1f} s CPU")
        assert took < 60
        assert exporting < 10
