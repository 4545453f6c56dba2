"""The groups `wave` and `responses` of the command line, through the real factories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey import app, migrate
from survey.cli.main import Factories, cli
from survey.config import Settings
from survey.db import Database
from tests.builders import fieldwork as make

CREATE = [
    "wave",
    "create",
    "w1",
    "--questionnaire",
    "pulse",
    "--opens",
    "2026-01-01",
    "--closes",
    "2099-12-31",
]


class Command:
    """`liusheng` in an instance of its own with one published questionnaire."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        store = Database(Settings.from_env({}, instance=instance).database_url)
        migrate.upgrade(store, folder=instance)
        with store.unit_of_work() as session:
            make.add_company(session)
            make.add_version(session, "pulse")
        store.dispose()

    def __call__(self, *words: str) -> Result:
        factories = Factories(
            create_app=app.create_app, open_database=app.open_database, open_queue=app.open_queue
        )
        return CliRunner().invoke(cli, ["--instance", str(self.instance), *words], obj=factories)

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.delenv("LIUSHENG_DATABASE_URL", raising=False)
    return Command(tmp_path)


@pytest.mark.parametrize(("opens", "closes"), [("0001-01-01", "2026-02-01"), ("2026-01-01", "9999-12-31")])
def test_a_wave_in_another_millennium_is_refused(command: Command, opens: str, closes: str) -> None:
    refused = command(
        "wave", "create", "w1", "--questionnaire", "pulse", "--opens", opens, "--closes", closes
    )
    assert refused.exit_code == 2
    assert "不是日期" in refused.stderr


def test_a_version_number_beyond_all_counting_is_refused(command: Command) -> None:
    assert command(*CREATE, "--version", "9" * 30).exit_code == 2


def test_a_wave_is_created_opened_listed_and_closed(command: Command) -> None:
    made = command.json(*CREATE, "--privacy", "anonymous")
    assert (made["key"], made["state"], made["unit"]) == ("w1", "draft", "response")
    assert made["closes_at"].startswith("2099-12-31T23:59:59+08:00"), (
        "the end of that day in the company's zone"
    )
    refused = command("wave", "open", "w1")
    assert refused.exit_code == 2
    assert "谁能看到" in refused.stderr
    assert command("wave", "open", "w1", "--yes").exit_code == 0
    assert [one["state"] for one in command.json("wave", "list")] == ["open"]
    assert command("wave", "close", "w1").exit_code == 0
    assert "closed" in command("wave", "list").output


def test_what_cannot_be_is_refused_in_one_line(command: Command) -> None:
    for words in (
        [*CREATE[:-1], "soon"],
        [*CREATE[:4], "nothing", *CREATE[5:]],
        ["wave", "close", "nothing"],
        ["responses", "export", "--wave", "nothing"],
    ):
        refused = command(*words)
        assert refused.exit_code == 2, words
        assert len(refused.stderr.strip().splitlines()) == 1


def test_a_file_goes_in_and_comes_out(command: Command, tmp_path: Path) -> None:
    command(*CREATE)
    file = tmp_path / "in.csv"
    file.write_text(
        "response_id,submitted_at,satisfaction\na,2026-02-01,5\nb,2026-02-02,NA\n", encoding="utf-8"
    )
    arguments = ["responses", "import", str(file), "--wave", "w1"]
    assert command.json(*arguments, "--dry-run")["imported"] == 2
    assert command.json(*arguments) == {"rows": 2, "imported": 2, "already": 0, "errors": []}
    assert command.json(*arguments)["already"] == 2
    out = command("responses", "export", "--wave", "w1")
    assert out.exit_code == 0
    assert '"NA"' in out.stdout
    workbook = tmp_path / "out.xlsx"
    assert command("responses", "export", "--wave", "w1", "--output", str(workbook)).exit_code == 0
    assert workbook.read_bytes().startswith(b"PK")


def test_a_wrong_file_says_where_and_ends_with_a_code(command: Command, tmp_path: Path) -> None:
    command(*CREATE)
    file = tmp_path / "in.csv"
    file.write_text("nps\n5\n17\n", encoding="utf-8")
    arguments = ["responses", "import", str(file), "--wave", "w1"]
    tried, refused = command(*arguments, "--dry-run", "--json"), command(*arguments, "--json")
    assert (tried.exit_code, refused.exit_code) == (1, 2)
    (problem,) = json.loads(refused.stdout)["errors"]
    assert (problem["row"], problem["column"]) == (3, "nps")
    assert "第 3 行" in command(*arguments).stderr
