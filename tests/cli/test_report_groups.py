"""Reports by segment on the command line: groups in the JSON, the same filter for all of them."""

from __future__ import annotations

import json

import pytest

from survey.config import Settings
from survey.db import Database
from tests.builders.rated_wave import Given, rated_wave
from tests.cli.test_report_figures import run
from tests.reports.test_reasons import lost

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Database) -> Database:
    with database.unit_of_work() as session:
        given = [Given(n, [(5, 4)] * 3, class_key="A" if n < 4 else "B") for n in range(1, 8)]
        wave = rated_wave(session, given, frame=tuple(range(1, 10)))
        for number, customer in wave.customers.items():
            customer.region = "华东" if number % 2 else "华南"
        lost(session, 30, "B2.2", sales=100_000)
        lost(session, 31, "B5.1", sales=50_000, kind="partial")
    return database


@pytest.mark.parametrize("name", ["gap", "ipa", "index", "drivers", "text", "reliability"])
def test_each_class_has_its_own_figures(name: str, settings: Settings, made: Database) -> None:
    done = run(settings, made, name, "--wave", "w1", "--by", "class", "--where", "region=华东", "--json")
    assert done.exit_code == 0, done.output
    assert list(json.loads(done.output)["by"]["groups"]) == ["A", "B"]


def test_groups_and_their_absence_are_told_to_people_too(settings: Settings, made: Database) -> None:
    by_class = run(settings, made, "index", "--wave", "w1", "--by", "class").output.splitlines()
    assert [line for line in by_class if line.startswith("[")] == ["[A]", "[B]"]
    for name in ("text", "gap"):
        nothing = run(settings, made, name, "--wave", "w1", "--where", "region=华北")
        assert nothing.output.strip() == "没有符合条件的数据。"


def test_accounting_is_by_class_unless_asked_otherwise_and_knows_who_did_not_answer(
    settings: Settings, made: Database
) -> None:
    plain = json.loads(run(settings, made, "accounting", "--wave", "w1", "--json").output)
    assert (plain["by"], plain["total"]["frame"], plain["total"]["returned"]) == ("class", 9, 7)
    regions = json.loads(run(settings, made, "accounting", "--wave", "w1", "--by", "region", "--json").output)
    assert {row["key"]: row["frame"] for row in regions["classes"]} == {"华东": 5, "华南": 4}
    east = json.loads(
        run(settings, made, "accounting", "--wave", "w1", "--where", "region=华东", "--json").output
    )
    assert (east["total"]["frame"], east["total"]["customers"]) == (5, 4)
    assert len(east["missing"]) == 1


def test_accounting_cannot_tell_by_what_mode_somebody_did_not_answer(
    settings: Settings, made: Database
) -> None:
    done = run(settings, made, "accounting", "--wave", "w1", "--where", "mode=link")
    assert done.exit_code == 2
    assert "地区" in done.output


@pytest.mark.parametrize(("by", "values"), [("kind", ["complete", "partial"]), ("year", ["2026"])])
def test_reasons_by_kind_or_year(by: str, values: list[str], settings: Settings, made: Database) -> None:
    done = run(settings, made, "reasons", "--by", by, "--json")
    assert done.exit_code == 0, done.output
    groups = json.loads(done.output)["by"]["groups"]
    assert list(groups) == values
    assert sum(group["n"] for group in groups.values()) == 2
