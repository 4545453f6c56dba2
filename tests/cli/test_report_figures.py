"""Every figure of the reports also comes out of the command, as JSON that any program reads."""

from __future__ import annotations

import json
from typing import Any

import click
import pytest
from click.testing import CliRunner

from survey.app import open_queue
from survey.cli.main import Factories, cli
from survey.config import Settings
from survey.db import Database
from tests.builders.rated_wave import rated_wave
from tests.reports.test_importance import answers

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NAMES = ("index", "ipa", "drivers", "loyalty", "reliability", "text", "quality")


def run(settings: Settings, database: Database, *words: str) -> click.testing.Result:
    def web(*_: object) -> Any:
        raise AssertionError("figures need no web")

    factories = Factories(create_app=web, open_database=lambda _: database, open_queue=open_queue)
    folder = ["--instance", str(settings.instance)]
    return CliRunner().invoke(cli, [*folder, "report", *words], obj=factories)


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_json_with_its_n_and_a_line_for_people(
    name: str, settings: Settings, database: Database
) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, answers(60))
    done = run(settings, database, name, "--wave", "w1", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["wave"] == "w1"
    assert "n" in found
    assert run(settings, database, name, "--wave", "w1", "--where", "class=A").exit_code == 0


def test_groups_stand_beside_the_whole(settings: Settings, database: Database) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, answers(60))
    found = json.loads(run(settings, database, "index", "--wave", "w1", "--by", "class", "--json").output)
    groups = found["by"]["groups"]
    assert {name: group["n"] for name, group in groups.items()} == {"A": 30, "B": 30}
    assert set(found["degree"]) == {"value", "low", "high", "n"}


def test_the_quadrants_name_their_axes(settings: Settings, database: Database) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, answers(60))
    found = json.loads(
        run(
            settings, database, "ipa", "--wave", "w1", "--importance", "derived", "--axes", "median", "--json"
        ).output
    )
    assert (found["importance"], found["axes"]["choice"]) == ("derived", "median")
    assert found["axes"]["importance"]["how"] == "median"
    assert [point["key"] for point in found["points"]] == ["quality", "fit", "on_time"]
