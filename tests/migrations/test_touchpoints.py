"""Forms opened from touchpoint checks survive the register going and coming back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from survey import migrate
from survey.actions.models import Action
from survey.db import Database
from tests.conftest import NOW


def test_a_form_from_a_check_becomes_an_own_finding(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path)
    with bare.unit_of_work() as session:
        for source in ("touchpoint_check", "complaint"):
            session.add(
                Action(
                    state="proposed", title="没有人接电话", source=source, source_ref="abc", created_at=NOW
                )
            )
    migrate.downgrade(bare, folder=tmp_path, to="0008")
    with bare.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT source, source_ref FROM action ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("own", ""), ("complaint", "abc")]
    migrate.upgrade(bare, folder=tmp_path)
    with bare.reading() as session:
        assert session.scalars(sa.select(Action.source).order_by(Action.id)).all() == ["own", "complaint"]
