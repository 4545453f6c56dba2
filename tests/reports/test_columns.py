"""The columns that reports count in: read from either store, right after every change, shared by processes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.db import Database
from survey.reports.counting import reading
from survey.reports.counting.columns import Columns, ColumnStore
from survey.responses import revisions
from survey.responses.models import Response
from tests.builders.rated_wave import Given, RatedWave, rated_wave, store_responses
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
ANSWERS = [
    Given(1, [(5, 2), (4, 4), (3, 5)], region='华东"甲"\\乙'),
    Given(None, [(5, 3), (4, "NA"), None], class_key="A", mode="phone"),
    Given(1, [(4, 4), (4, 4), (2, 5)], region='华东"甲"\\乙'),
]


def stored_rows(session: Session, made: RatedWave) -> list[Response]:
    current = sa.select(Response).where(Response.wave_id == made.wave.id, Response.superseded.is_(False))
    return list(session.scalars(current.order_by(Response.id)))


def agrees(columns: Columns, rows: list[Response]) -> bool:
    """Whether the columns say of each response what its row says."""
    told = [
        (
            int(columns.origins.ids[n]),
            columns.scores[:, n].tobytes(),
            int(columns.customers[columns.unit[n]]),
            columns.cells[columns.cell[n]].values,
        )
        for n in range(columns.n)
    ]
    return told == [
        (
            row.id,
            row.scores,
            -1 if row.customer_id is None else row.customer_id,
            (
                row.class_key,
                row.region,
                row.industry,
                row.product_line,
                row.mode,
                str(row.submitted_on)[:7],
            ),
        )
        for row in rows
    ]


def test_columns_say_what_the_rows_say_however_they_are_fetched(
    database: Database, store: ColumnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_BATCH", 2)
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        rows = stored_rows(session, made)
        rows[0].submitted_on = date(2025, 12, 31)
        rows[1].submitted_on = date(2025, 12, 1)
        session.flush()
        columns = store.of(session, made.wave)
        assert agrees(columns, rows)
    assert columns.values_of("month") == ("2025-12", "2026-10")
    assert columns.values_of("region") == ("华东", '华东"甲"\\乙')
    assert columns.n_units == 2


def test_origins_name_who_typed_an_answer_in_for_the_respondent(
    database: Database, store: ColumnStore, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [*ANSWERS, *ANSWERS])
        rows = stored_rows(session, made)
        for row, name in zip(rows, ("", "丙", "甲", "乙", "乙", "甲"), strict=True):
            row.entered_by = name
        rows[2].by_account_owner = True
        rows[4].revision = 2  # typed in by whoever corrected it
        session.flush()
        for columns in (store.of(session, made.wave), ColumnStore(tmp_path / "cache").of(session, made.wave)):
            found = columns.origins
            assert [found.typists[one] for one in found.typist] == ["", "丙", "", "乙", "", "甲"]


def test_a_large_wave_found_unchanged_is_of_this_moment(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        kept = ColumnStore(tmp_path / "cache").of(session, made.wave)
        small, large = (ColumnStore(tmp_path / "cache", busy_from=size) for size in (4, 3))
        assert small.of(session, made.wave).as_of == kept.as_of
        assert large.of(session, made.wave).as_of > kept.as_of


def test_origins_tell_known_times_from_unknown_ones(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        rows = stored_rows(session, made)
        rows[0].duration_s, rows[1].duration_s = 0, 10**9
        rows[2].by_account_owner = True
        session.flush()
        found = store.of(session, made.wave).origins
    assert found.seconds.tolist() == [0, 2**26 - 2, -1]
    assert found.by_owner.tolist() == [False, False, True]
    assert found.kept(found.by_owner).ids.tolist() == [rows[2].id]


def test_columns_follow_new_corrected_deleted_and_restored_responses(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)

        def right() -> bool:
            session.flush()
            return agrees(store.of(session, made.wave), stored_rows(session, made))

        assert right()
        (added,) = store_responses(session, made, [Given(1, [(5, 1)] * 3)])
        assert right()
        newer = revisions.correct(
            session, added, dict(added.answers) | {"overall": 2}, reason="看错", actor=QUALITY, now=NOW
        )
        assert right()
        revisions.delete(session, newer, reason="重复", actor=QUALITY, now=NOW)
        assert right()
        revisions.restore(session, newer, actor=QUALITY, now=NOW)
        assert right()


def test_a_response_that_commits_late_with_a_lower_id_is_in_the_next_columns(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        first = store.of(session, made.wave)
        late = Given(1, [(5, 1)] * 3)
        (row,) = store_responses(session, made, [late])
        session.execute(sa.update(Response).where(Response.id == row.id).values(id=-5))
        session.expire_all()
        columns = store.of(session, made.wave)
        assert (first.n, columns.n, int(columns.origins.ids[0])) == (3, 4, -5)
        assert agrees(columns, stored_rows(session, made))


def test_another_process_reads_what_the_first_kept_and_notices_what_it_missed(
    database: Database, tmp_path: Path
) -> None:
    ours, theirs = ColumnStore(tmp_path / "cache"), ColumnStore(tmp_path / "cache")
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        kept = ours.of(session, made.wave)
        assert theirs.of(session, made.wave).as_of == kept.as_of
        store_responses(session, made, [Given(1, [(5, 1)] * 3)])
        assert agrees(theirs.of(session, made.wave), stored_rows(session, made))
        assert agrees(ours.of(session, made.wave), stored_rows(session, made))


def test_a_wave_without_responses_has_empty_columns(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        columns = store.of(session, rated_wave(session, []).wave)
    assert (columns.n, columns.n_units, columns.cells, columns.origins.ids.size) == (0, 0, (), 0)
    assert columns.scores.shape == (len(columns.keys), 0)
