"""The group `questionnaire` of the command line, through the real factories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey import app
from survey.cli.main import Factories, cli
from survey.config import Settings
from survey.db import Base, Database
from survey.instrument.library import template
from tests.conftest import import_tables

PUBLISH = [
    "--document-no",
    "QR-9.1.2-01",
    "--prepared",
    "周工",
    "--reviewed",
    "吴经理",
    "--approved",
    "总经理",
    "--effective",
    "2026-11-01",
]


class Command:
    """`liusheng` run in an instance of its own."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        import_tables()
        store = Database(Settings.from_env(instance=instance).database_url)
        Base.metadata.create_all(store.engine)
        store.dispose()

    def __call__(self, *words: str) -> Result:
        factories = Factories(app.create_app, app.open_database, app.open_queue)
        return CliRunner().invoke(
            cli, ["--instance", str(self.instance), "questionnaire", *words], obj=factories
        )

    def json(self, *words: str) -> object:
        result = self(*words)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def run(tmp_path: Path) -> Command:
    instance = tmp_path / "instance"
    instance.mkdir()
    return Command(instance)


def test_a_questionnaire_goes_from_template_to_version(run: Command) -> None:
    assert run("create", "annual", "--template", "iso_b2b").exit_code == 0
    published = run.json("publish", "annual", "--revision", "A/0", *PUBLISH, "--json")
    assert isinstance(published, dict)
    assert published["version"] == 1
    (listed,) = run.json("list", "--json")  # type: ignore[misc]
    assert (listed["key"], listed["state"], listed["revision"]) == ("annual", "published", "A/0")


def test_an_export_imports_as_the_same_questionnaire(run: Command, tmp_path: Path) -> None:
    run("create", "annual", "--template", "key_account")
    file = tmp_path / "annual.json"
    assert run("export", "annual", "--output", str(file)).exit_code == 0
    told = run.json("import", str(file), "--key", "again", "--json")
    assert told == {"key": "again", "items": len(template("key_account").item_by_key), "dropped": []}
    first, second = run.json("export", "annual"), run.json("export", "again")
    assert isinstance(first, dict)
    assert second == first | {"key": "again"}


def test_a_version_can_be_exported_after_the_draft_moved_on(run: Command) -> None:
    run("create", "annual", "--template", "pulse")
    run("publish", "annual", "--revision", "A/0", *PUBLISH)
    exported = run.json("export", "annual", "--version", "1")
    assert isinstance(exported, dict)
    assert exported["title"] == template("pulse").title
    assert run("export", "annual", "--version", "2").exit_code == 2


def test_lint_exits_one_when_it_found_something(run: Command, tmp_path: Path) -> None:
    run("create", "annual", "--template", "pulse")
    assert run("lint", "annual").exit_code == 0
    broken = template("pulse").to_json()
    broken["sections"] = [section for section in broken["sections"] if section["key"] != "notice"]
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken), encoding="utf-8")
    result = run("lint", str(file), "--json")
    assert result.exit_code == 1
    assert {finding["severity"] for finding in json.loads(result.stdout)["findings"]} <= {"error", "warning"}
    file.write_text(json.dumps(broken | {"sections": []}), encoding="utf-8")
    assert run("lint", str(file)).exit_code == 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xd2", "没有导入"),
        (b"", "没有导入"),
        (b"<?xml version='1.0'?><document/>", "没有导入"),
        (b'{"pages": [{"elements": []}]}', "没有读到题目"),
        (b'{"sections": [', "无法读取"),
        (b'{"sections": [], "__proto__": {}}', "sections"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_in_one_line(
    run: Command, tmp_path: Path, content: bytes, word: str
) -> None:
    file = tmp_path / "foreign"
    file.write_bytes(content)
    result = run("import", str(file), "--key", "x", "--json")
    assert result.exit_code == 2
    assert word in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert run.json("list", "--json") == []


@pytest.mark.parametrize(
    "words",
    [
        ("export", "nothing"),
        ("lint", "nothing"),
        ("lint", "nothing.json"),
        ("import", "nothing.json"),
        ("create", "Big Key"),
        ("create", "x", "--template", "nothing"),
        ("publish", "nothing", "--revision", "A/0", *PUBLISH),
        ("publish", "nothing", "--revision", "A/0"),
    ],
)
def test_wrong_usage_exits_two(run: Command, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr


def test_publishing_the_same_revision_twice_exits_two(run: Command) -> None:
    run("create", "annual", "--template", "pulse")
    assert run("publish", "annual", "--revision", "A/0", *PUBLISH).exit_code == 0
    result = run("publish", "annual", "--revision", "A/0", *PUBLISH)
    assert result.exit_code == 2
    assert "A/0" in result.stderr


def test_commands_import_and_export_with_a_note_of_what_is_left_out(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "问卷.txt"
    file.write_text(
        "1. 您的岗位 [单选题] *\n采购\n质量\n\n2. 意见 [简答题]\n\n3. 照片 [文件上传]\n", encoding="gb18030"
    )
    told = run.json("import", str(file), "--key", "pasted", "--json")
    assert isinstance(told, dict)
    assert told["items"] == 2
    assert told["dropped"][0]["where"] == "3. 照片"
    assert "- 3. 照片 题型" in run("import", str(file)).stdout
    assert run.json("export", "pasted", "--format", "surveyjs")
    assert "1. 您的岗位 [单选题] *" in run("export", "pasted", "--format", "text").stdout
    run("create", "pair", "--template", "iso_b2b_short")
    result = run("export", "pair", "--format", "text", "--output", str(tmp_path / "pair.txt"))
    assert "- 成对的评价拆成两道评分题。" in result.stderr
    assert result.stdout == ""
