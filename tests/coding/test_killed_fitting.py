"""`liusheng text fit --corrections` is killed in the middle: the model in use stays, and a worker makes the new one."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey.coding import company_models
from survey.coding.dictionary import wanted_engine
from survey.coding.models import CompanyModel
from survey.config import Settings
from survey.db import Database
from survey.interviews.tasks import fit_company
from tests.coding.test_company_models import finished_in, judged
from tests.coding.test_service import EDITOR
from tests.conftest import NOW
from tests.support.command import Command, clean_environment
from tests.support.instance import make_instance
from tests.text.test_adapting import company

PATIENCE = 60.0


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path / "instance")


@pytest.fixture
def store(command: Command) -> Iterator[Database]:
    database = make_instance(command.instance)
    yield database
    database.dispose()


def engine(store: Database) -> str:
    with store.reading() as session:
        return wanted_engine(session)


def test_too_few_corrections_are_refused_in_one_line(store: Database, command: Command) -> None:
    judged(store, company()[:2])
    ended = command("text", "fit", "--corrections")
    assert (ended.code, ended.out) == (2, "")
    assert "还差 498 条" in ended.err
    assert command("text", "fit", "--wave", "w1").code == 2
    assert command("text", "fit", "--corrections", "--wave", "none").code == 2


@pytest.mark.slow
def test_a_killed_fitting_changes_nothing_and_is_done_again(store: Database, command: Command) -> None:
    judged(store, company())
    with store.unit_of_work() as session:
        company_models.adopt(session, finished_in(session), actor=EDITOR, now=NOW)
    used = engine(store)
    fitting = subprocess.Popen(
        command.line("text", "fit", "--corrections"),
        env=clean_environment(command.settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    given_up = time.monotonic() + PATIENCE
    while not step_of(store, 2) and time.monotonic() < given_up:
        time.sleep(0.05)
    fitting.send_signal(signal.SIGKILL)
    fitting.wait()
    models = command.instance / "models"
    assert step_of(store, 2) > 0
    assert (engine(store), (models / "company-2.npz").exists()) == (used, False)
    with store.unit_of_work() as session:  # what five minutes of waiting would do
        session.execute(sa.update(CompanyModel).values(claimed_until=None))
    assert fit_company(Settings.from_env({}, instance=command.instance), store) == 1
    assert engine(store) == used
    assert command("text", "fit", "--corrections").code == 0
    assert (models / "company-2.npz").read_bytes() == (models / "company-3.npz").read_bytes()


def step_of(store: Database, number: int) -> int:
    with store.reading() as session:
        chosen = sa.select(CompanyModel.step).where(CompanyModel.number == number)
        return session.scalar(chosen) or 0
