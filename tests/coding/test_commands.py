"""`liusheng coding …`: reading again, agreement, corrected comments, as figures that a program reads."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.coding import service
from survey.coding.models import CompanyWord
from survey.db import Database
from survey.responses.models import Verbatim
from tests.coding.test_service import EDITOR, write
from tests.conftest import NOW
from tests.support.command import Command
from tests.support.instance import make_instance


@pytest.fixture
def store(tmp_path: Path) -> Database:
    database = make_instance(tmp_path / "instance")
    write(database, "交期经常延误，王经理也不回话", "质量稳定", "无")
    return database


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "instance")


def test_reading_judging_and_reading_again(store: Database, command: Command, tmp_path: Path) -> None:
    first = command("coding", "read", "--json").json()
    assert first == {"read_now": 3, "total": 3, "read": 3, "older": 0, "failed": 0}
    with store.unit_of_work() as session:
        refs = session.scalars(sa.select(Verbatim.ref).order_by(Verbatim.id)).all()
        for ref, value in zip(refs, ("neg", "pos", "none"), strict=True):
            service.correct(session, ref, "polarity", [value], actor=EDITOR, now=NOW)
        session.add(CompanyWord(word="延误", reason="B2.2", changed_by="质量部", changed_at=NOW))
    waiting = command("coding", "read", "--json").json()
    assert (waiting["read_now"], waiting["older"]) == (0, 3)
    again = command("coding", "read", "--again", "--json").json()
    assert (again["read_now"], again["read"], again["older"]) == (3, 3, 0)

    figures = command("coding", "agreement", "--json").json()
    assert figures["comments"] == 3
    engines = {row["engine"] for row in figures["agreement"]}
    assert len(engines) == 2  # what was said when people judged, and what is said with the word
    assert all(row["same"]["n"] == 3 for row in figures["agreement"])

    file = tmp_path / "corrected.tsv"
    assert command("coding", "export-corrections", str(file)).code == 0
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == ["text", "kind", "polarity", "dimensions", "reasons"]
    assert {line[0] for line in lines[1:]} == {"交期经常延误，*经理也不回话", "质量稳定", "无"}
    assert {line[2] for line in lines[1:]} == {"neg", "pos", "none"}


def test_the_contrasts_come_as_json(store: Database, command: Command) -> None:
    command("coding", "read")
    found = command("coding", "dimensions", "--json").json()
    assert found["n"] == 3
    assert all(row["negative"]["n"] >= 1 for row in found["dimensions"])
    words = command("coding", "words", "--value", "neg", "--json").json()
    assert words["words"] == []
    assert "hidden" in words  # three comments are too few
    assert command("coding", "words", "--by", "weather").code == 2
    assert command("coding", "dimensions", "--wave", "nowhere").code == 2
