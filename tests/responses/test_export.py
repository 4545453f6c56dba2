"""The export of a wave's responses: cells, the line in the trail, and who is not kept waiting by it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.accounts.models import AuditEntry
from survey.db import Database
from survey.errors import Forbidden
from survey.fieldwork.definitions import definition_of
from survey.instrument.answers import file_columns, to_row
from survey.responses.exporting import export
from survey.responses.importing import import_rows
from survey.responses.item_cells import cells_of
from survey.responses.models import Response
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO
from tests.responses.test_files import row, table

ANSWERS: list[dict[str, Any]] = [
    {},
    {"product_reliability": [5, 2], "product_reliability:why": "漏油", "overall": "NA"},
    {"product_reliability": [5, 2], "overall": 4},
    {"product_reliability": [5, 2], "product_reliability:why": "噪声", "overall": 4},
    {"product_reliability": None, "overall": None, "worst": "-"},
    {"product_reliability": ["NA", None], "worst": "包装还可以再结实一点" * 20},
    {"worst": "-", "complained": "yes"},
]


def _filled(database: Database) -> str:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        import_rows(session, wave, table([row(1), row(2)]), dry_run=False, **WHO)
        return wave.key


def test_remembered_cells_are_those_of_each_answer_worked_out_alone(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        whole = definition_of(session, make.add_wave(session).version_id)
    cells = cells_of(whole, people=True, cover=str)
    for answers in ANSWERS * 2:
        alone = to_row(whole, answers)
        assert list(cells(answers)) == [alone[column] for column in file_columns(whole)]


def test_respondents_can_submit_while_an_export_is_read(database: Database) -> None:
    key = _filled(database)
    with export(database, key, make.QUALITY, now=make.NOW) as found:
        first = next(found.rows)
        with database.unit_of_work() as session:
            session.execute(sa.update(Response).values(record_no="在读时写入"))
        rest = list(found.rows)
    assert len([first, *rest]) == 2
    assert all(len(one) == len(found.headings) for one in (first, *rest))
    with database.reading() as session:
        noted = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "responses.export")).one()
        assert noted.actor == str(make.QUALITY)


def test_a_refused_export_leaves_no_line_in_the_trail(database: Database) -> None:
    key = _filled(database)
    sales = Actor(name="sales", role="sales")
    with pytest.raises(Forbidden), export(database, key, sales, now=make.NOW):
        pass
    with database.reading() as session:
        actions = session.scalars(sa.select(AuditEntry.action)).all()
    assert "responses.export" not in actions


@pytest.mark.parametrize("instant", ["2026-03-31T23:59:59+08:00", "2026-07-01T00:00:01+08:00"])
def test_instants_are_written_in_the_companys_time_with_its_offset(database: Database, instant: str) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        make.add_customers(session, 1)
        import_rows(session, wave, table([row(1, submitted_at=instant)]), dry_run=False, **WHO)
    with export(database, wave.key, make.QUALITY, now=make.NOW) as found:
        (one,) = found.rows
    assert dict(zip(found.headings, one, strict=True))["submitted_at"] == instant
