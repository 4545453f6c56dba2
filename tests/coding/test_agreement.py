"""Agreement of engines with people: by engine, by aspect, with interval; corrected comments as a labelled file."""

from __future__ import annotations

import numpy as np
import pytest

from survey.coding import agreement, rereading, service
from survey.coding.agreement import _kappa
from survey.db import Database
from survey.stats import cohen_kappa
from survey.text.vocabulary import Polarity
from tests.coding.test_rereading import read
from tests.coding.test_service import EDITOR, write
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def judge(database: Database, refs: list[str], values: list[str], aspect: str = "polarity") -> None:
    with database.unit_of_work() as session:
        for ref, value in zip(refs, values, strict=True):
            service.correct(session, ref, aspect, value.split(), actor=EDITOR, now=NOW)


def test_kappa_of_polarity_is_cohens_of_people_and_machine(database: Database) -> None:
    refs = write(database, *[f"意见 {number}" for number in range(20)])
    read(database, "test/1")
    said = ["neg"] * 14 + ["pos"] * 4 + ["mixed"] * 2
    judge(database, refs, said)
    with database.reading() as session:
        (row,) = agreement.agreement(session)
        assert agreement.judged_comments(session) == 20
    expected = cohen_kappa(said, ["neg"] * 20, categories=[str(one) for one in Polarity]).kappa
    assert (row.engine, row.aspect, row.kappa) == ("test/1", "polarity", expected)
    assert (row.same.value, row.same.n) == (0.7, 20)


def test_each_engine_is_judged_on_what_it_said_itself(database: Database) -> None:
    refs = write(database, *[f"意见 {number}" for number in range(12)])
    read(database, "test/1")
    judge(database, refs, ["pos"] * 6 + ["neg"] * 6)
    with database.unit_of_work() as session:
        rereading.ask(session, "test/2", actor=EDITOR, now=NOW)
    read(database, "test/2", again=True, polarity="pos")
    with database.reading() as session:
        found = {row.engine: row.same.value for row in agreement.agreement(session)}
    assert found == {"test/1": 0.5, "test/2": 0.5}


def test_dimensions_are_decisions_about_each_of_them(database: Database) -> None:
    refs = write(database, *[f"意见 {number}" for number in range(12)])
    read(database, "test/1")  # delivery, each time
    judge(database, refs, ["delivery"] * 9 + ["price"] * 3, aspect="dimensions")
    with database.reading() as session:
        (row,) = agreement.agreement(session)
    # 156 decisions: both yes 9, people alone 3, machine alone 3, neither 141.
    yes = 12 / 156
    expected = yes * yes + (1 - yes) * (1 - yes)
    assert row.kappa.value == pytest.approx((150 / 156 - expected) / (1 - expected))
    assert row.kappa.low is not None
    assert row.kappa.low < row.kappa.value < row.kappa.high  # type: ignore[operator]
    assert row.kappa.n == 12


def test_kappa_is_undefined_where_chance_explains_all(database: Database) -> None:
    assert _kappa(np.array([0, 0, 0, 13])) is None


def test_corrected_comments_are_written_as_labelled_files_are(database: Database) -> None:
    refs = write(database, "打 13800001111\n问交期", "质量\t稳定")
    read(database, "test/1")
    judge(database, refs, ["mixed", "none"])
    with database.reading() as session:
        lines = agreement.labelled_file(session).splitlines()
    assert lines[0] == "text\tkind\tpolarity\tdimensions\treasons"
    assert sorted(lines[1:]) == [
        "打 *********** 问交期\topinion\tmixed\tdelivery:mixed\t",
        "质量 稳定\tnon_answer\tnone\t\t",
    ]
